"""Programs that are loaded from the network and run unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import SHELLS, RunCommand, pipelines, scripts

_LOADERS = frozenset({"curl", "wget", "fetch", "aria2c"})
_INTERPRETERS = SHELLS | {"python", "python2", "python3", "perl", "ruby", "node", "php"}
_CHECKERS = re.compile(
    r"(?:sha\d*|md5|b2|blake\d\w*|shasum|sha\d+)sum\Z|shasum\Z|gpgv?\Z|cosign\Z|minisign\Z|openssl\Z"
)
_LOADED = re.compile(r"(?:\$\(|<\(|`)\s*(?:sudo\s+)?(?:curl|wget)\b")
_OUTPUT = re.compile(r"-[a-zA-Z]*[oO]\Z|--output(?:-document)?\Z")


@rule(
    title="Downloaded program is run unseen",
    why="`curl URL | sh` runs whatever the server, or whoever stands before it, sends at that moment, as root, in the "
    "build. A connection that breaks off runs half a script; and nobody can tell later what ran.",
    fix="Load the file, compare its digest (`sha256sum -c`) or `ADD --checksum=sha256:...`, then run it; or install a "
    "package that is signed.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=(
        "cwe:494",
        "https://docs.docker.com/reference/dockerfile/#add---checksum",
        "nist-800-190:4.1.5",
    ),
    good=(
        'RUN curl -fsSLo i.sh https://example.com/i.sh && echo "$SUM i.sh" | sha256sum -c && sh i.sh\n',
        "RUN curl -fsSL https://example.com/a.tar | tar x && curl /a | python3 -m json.tool && curl /b | sh -c 'cat'\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN curl -fsSL https://example.com/i.sh | sudo bash -s -- -y\n",
        '# violated\nRUN sh -c "$(curl -fsSL https://example.com/i.sh)"\n# violated\nRUN bash <(wget -qO- /i)\n',
        "# violated\nONBUILD RUN wget -q -O /i.sh https://example.com/i && chmod +x /i.sh && /i.sh\n",
    ),
)
def downloaded_code_checked(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each command that runs what was just loaded, unless the script compares a digest or a signature."""
    for _run, commands in scripts(dockerfile):
        if not any(command.program in _LOADERS for command in commands):
            continue
        ran = list(_piped(commands)) or list(_substituted(commands))
        if not any(_CHECKERS.match(command.program) for command in commands):
            ran += _saved(commands)
        for command in ran:
            message = f"{command.program or 'a command'} runs what was loaded from the network, unseen"
            yield Finding(Outcome.VIOLATED, message, command.at)


def _piped(commands: tuple[RunCommand, ...]) -> Iterator[RunCommand]:
    """Yield each interpreter that reads its program from a pipe into which something is loaded."""
    for pipeline in pipelines(commands):
        loading = False
        for command in pipeline:
            if loading and command.program in _INTERPRETERS and _reads_program(command):
                yield command
            loading = loading or command.program in _LOADERS


def _reads_program(command: RunCommand) -> bool:
    """Tell whether an interpreter takes its program from standard input."""
    texts = command.texts
    if command.program in SHELLS and any(re.match(r"-[a-z]*s\Z", text) for text in texts):
        return True
    return all(text.startswith("-") and not re.match(r"-[a-zA-Z]*[cme]", text) for text in texts)


def _substituted(commands: tuple[RunCommand, ...]) -> Iterator[RunCommand]:
    """Yield each shell that is given what was loaded as its script: `sh -c "$(curl ...)"`, `bash <(curl ...)`."""
    for command in commands:
        if command.program in {*SHELLS, "eval", "source", "."}:
            texts = (*command.texts, *(redirect.target.text for redirect in command.command.redirects))
            if any(_LOADED.match(text) for text in texts):
                yield command


def _saved(commands: tuple[RunCommand, ...]) -> Iterator[RunCommand]:
    """Yield each command that runs a file which the same script loaded."""
    files: set[str] = set()
    for command in commands:
        ran = command.texts[:1] if command.program in _INTERPRETERS else ()
        words = (command.command.words[0].text, *ran) if command.command.words else ran
        if any(word.removeprefix("./") in files for word in words):
            yield command
        if command.program in _LOADERS:
            files.update(_targets(command))


def _targets(command: RunCommand) -> Iterator[str]:
    """Yield the files that a download is written to."""
    for text, following in zip(command.texts, (*command.texts[1:], ""), strict=True):
        if "://" in text:
            yield text.rpartition("/")[2]
        elif _OUTPUT.match(text) and following:
            yield following.removeprefix("./")
    yield from (r.target.text for r in command.command.redirects if r.operator in {">", ">>"})
