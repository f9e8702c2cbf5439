"""How programs are told not to check whom they talk to: variables, options, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Assignments, Dockerfile
from holdfast.model.position import Position
from holdfast.rules.readings.package_calls import invocation
from holdfast.rules.readings.run_commands import RunCommand, run_commands

_VARIABLES = {
    "PYTHONHTTPSVERIFY": (r"0$", "CKV2_DOCKER_5"),
    "NODE_TLS_REJECT_UNAUTHORIZED": (r"0$", "CKV2_DOCKER_6"),
    "NPM_CONFIG_STRICT_SSL": (r"(?i)false$|0$", "CKV2_DOCKER_12"),
    "GIT_SSL_NO_VERIFY": (r"", "CKV2_DOCKER_14"),  # git asks whether it is set, not to what
    "PIP_TRUSTED_HOST": (r".", "CKV2_DOCKER_16"),
}
"""Variables, the values that switch the check off, and checkov's codes."""
_EXPORTED = ("CKV2_DOCKER_14", "CKV2_DOCKER_16")
"""The codes that checkov reports for `export`, too."""
_CURL_VALUED = frozenset("oHXdAebcFTmwxECDKPQrtUuyYz")
_SETOPT = re.compile(r"--setopt=(?:\S+\.)?sslverify=(?:0|false|no)$", re.IGNORECASE)
_GIT = re.compile(r"(?:https?\.(?:\S+\.)?)sslverify(?:=(?:0|false|no|off))?$", re.IGNORECASE)
_OFF = frozenset({"false", "0", "no", "off"})

Loosened = tuple[str, Position, str | None]
"""What is switched off by what, where, and checkov's code."""


def unverified_transport(dockerfile: Dockerfile) -> Iterator[Loosened]:
    """Yield each place of the file that tells a program to trust any certificate."""
    for instruction in dockerfile.instructions():
        if isinstance(instruction, Assignments) and instruction.keyword in {"ENV", "ARG"}:
            for pair in instruction.pairs:
                value = pair.value.value if pair.value is not None else None
                if value is not None and (code := _variable(pair.key, value)):
                    yield f"{pair.key}={value}", pair.at, None if instruction.onbuild else code
    for command in run_commands(dockerfile):
        yield from _in_command(command)


def _variable(name: str, value: str) -> str | None:
    """Return checkov's code for a variable that is set so that it switches the check off."""
    switch = _VARIABLES.get(name.upper())
    return switch[1] if switch is not None and re.match(switch[0], value) else None


def _in_command(command: RunCommand) -> Iterator[Loosened]:
    heard = not command.run.onbuild and not command.run.argv
    for assignment in command.command.assignments:
        if code := _variable(assignment.name, assignment.value.text):
            yield f"{assignment.name}={assignment.value.text}", command.at, code if heard else None
    for word in command.command.words:
        name, equals, value = word.text.partition("=")
        if equals and (code := _variable(name, value)):
            yield word.text, word.at, code if heard and code in _EXPORTED else None
    option, code = _option(command)
    if option is not None:
        yield f"{command.program} {option}", command.at, code if heard else None


def _option(command: RunCommand) -> tuple[str | None, str | None]:
    """Return the option or setting by which this command trusts anybody, and checkov's code."""
    texts = command.texts
    match command.program:
        case "curl":
            return ("--insecure", "CKV2_DOCKER_2") if _is_insecure_curl(texts) else (None, None)
        case "wget":
            option = "--no-check-certificate"
            return (option, "CKV2_DOCKER_3") if option in texts else (None, None)
        case "git":
            return ("http.sslVerify=false", None) if _is_insecure_git(texts) else (None, None)
        case "yum" | "dnf" | "dnf5" | "tdnf" | "yum-config-manager":
            code = "CKV2_DOCKER_15" if command.program == "yum-config-manager" else None
            return ("sslverify=false", code) if any(_SETOPT.match(text) for text in texts) else (None, None)
    return _packages(command)


def _is_insecure_curl(texts: tuple[str, ...]) -> bool:
    """Tell whether curl is given `-k`, which may stand in a cluster, and is no value of another option."""
    valued = False
    for text in texts:
        value, valued = valued, False
        if value or not text.startswith("-"):
            continue
        if text in {"--insecure", "--proxy-insecure"}:
            return True
        for position, letter in enumerate(text[1:] if not text.startswith("--") else "", 2):
            if letter == "k":
                return True
            if letter in _CURL_VALUED:
                valued = position == len(text)
                break
    return False


def _is_insecure_git(texts: tuple[str, ...]) -> bool:
    return any(
        _GIT.match(text) is not None and ("=" in text or following.lower() in _OFF)
        for text, following in zip(texts, (*texts[1:], ""), strict=True)
    )


def _packages(command: RunCommand) -> tuple[str | None, str | None]:
    used = invocation(command)
    if used is None:
        return None, None
    operands = " ".join(word.text for word in used.operands).replace("=", " ").split(" ")
    if used.manager in {"pip", "pipx"}:
        if used.has("--trusted-host"):
            return "--trusted-host", "CKV2_DOCKER_4"
        return ("trusted-host", None) if operands[0].endswith(".trusted-host") else (None, None)
    if used.manager in {"npm", "yarn", "pnpm"}:
        if used.verb in {"config set", "set"} and operands[0] == "strict-ssl" and operands[-1] in _OFF:
            return "strict-ssl false", "CKV2_DOCKER_13"
        if "false" in used.values("--strict-ssl") or used.has("--no-strict-ssl"):
            return "--strict-ssl=false", None
    return None, None
