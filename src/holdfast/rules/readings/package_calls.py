"""What package managers are told to do in a build: by which verb, with which options, to which packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.position import Position
from holdfast.model.shell import ShellWord
from holdfast.rules.readings.run_commands import RunCommand, run_commands

_APT = ("-t", "-c", "-o", "-a", "--target-release", "--default-release", "--config-file", "--option",
        "--host-architecture", "--build-profiles")  # fmt: skip
_DNF = ("-c", "-d", "-e", "-x", "-R", "--config", "--enablerepo", "--disablerepo", "--repo", "--repoid", "--exclude",
        "--excludepkgs", "--installroot", "--releasever", "--setopt", "--forcearch", "--repofrompath", "--rpmverbosity",
        "--disableexcludes", "--advisory", "--comment", "--randomwait", "--disableplugin", "--enableplugin")  # fmt: skip
_NPM = ("--prefix", "-C", "--registry", "--loglevel", "--tag", "--cache", "--userconfig", "--globalconfig", "-w",
        "--workspace", "--omit", "--include", "--fetch-timeout", "--fetch-retries", "--cwd", "--cache-folder",
        "--modules-folder", "--network-timeout", "--network-concurrency", "--mutex", "--filter")  # fmt: skip
_PIP = (
    "-r", "-c", "-e", "-i", "-f", "-t", "--requirement", "--constraint", "--editable",
    "--trusted-host", "--target", "--prefix", "--root", "--proxy", "--timeout", "--log", "--default-timeout",
    "--no-binary", "--only-binary", "--global-option", "--install-option", "--progress-bar", "--cert",
    "--client-cert", "--root-user-action", "--use-feature", "--use-deprecated", "--platform", "--src",
    "--python-version", "--implementation", "--abi", "--retries", "--exists-action", "--config-settings", "-C",
    "--build-option", "--upgrade-strategy", "--cache-dir", "--python", "--report", "--group", "--keyring-provider",
    "-b", "--build", "--spec", "--pip-args", "--suffix", "--backend", "--uploaded-prior-to",
)  # fmt: skip
VALUED: dict[str, frozenset[str]] = {
    "apt-get": frozenset(_APT),
    "apt": frozenset(_APT),
    "aptitude": frozenset(_APT),
    "apk": frozenset(("-t", "-X", "-p", "--virtual", "--repository", "--root", "--arch", "--wait", "--keys-dir",
                      "--cache-dir", "--cache-max-age", "--repositories-file", "--progress-fd", "--timeout")),
    "yum": frozenset(_DNF),
    "dnf": frozenset(_DNF),
    "dnf5": frozenset(_DNF),
    "microdnf": frozenset(_DNF),
    "tdnf": frozenset(_DNF),
    "zypper": frozenset(("-r", "-t", "-p", "-R", "-C", "-c", "-D", "--repo", "--type", "--from", "--root", "--name",
                         "--plus-repo", "--plus-content", "--config", "--reposd-dir", "--cache-dir", "--installroot",
                         "--releasever")),
    "pip": frozenset(_PIP),
    "pipx": frozenset(_PIP),
    "npm": frozenset(_NPM),
    "yarn": frozenset(_NPM),
    "pnpm": frozenset(_NPM),
    "gem": frozenset(("-v", "-i", "-n", "-s", "-P", "-g", "-p", "--version", "--install-dir", "--bindir", "--source",
                      "--document", "--trust-policy", "--file", "--platform", "--http-proxy", "--config-file",
                      "--target-rbconfig", "--build-root")),
    "go": frozenset(("-C", "-p", "-asmflags", "-buildmode", "-compiler", "-gccgoflags", "-gcflags", "-installsuffix",
                     "-ldflags", "-mod", "-modfile", "-overlay", "-pgo", "-pkgdir", "-tags", "-toolexec", "-exec")),
}  # fmt: skip
"""Every package manager that is read here, with its options whose value may be the next word; `--...-url` and
`--...-links` always are such."""

_PIP_NAME = re.compile(r"pip-?(?:\d+(?:\.\d+)*)?\Z")
_PYTHON_NAME = re.compile(r"(?:python|pypy)\d*(?:\.\d+)*\Z")
_MODULE_FLAG = re.compile(r"-[A-Za-z]*m\Z")
_GROUPS = frozenset({"module", "group", "groups", "global", "cache", "config", "mod"})
"""Verbs of two words begin with one of these."""


class Option(NamedTuple):
    """An option as given: `-y`, `--virtual .deps`."""

    name: str
    value: str | None


class Invocation(NamedTuple):
    """One call of a package manager."""

    manager: str
    """`apt-get`, `pip` for every spelling of it (`pip3.11`, `python -m pip`), and so on: a key of `VALUED`."""
    verb: str
    """`install`, `module install`; empty where there is none."""
    operands: tuple[ShellWord, ...]
    """The words after the verb that are neither options nor their values: packages, where the verb installs."""
    options: tuple[Option, ...]
    by: RunCommand

    @property
    def at(self) -> Position:
        """Where the command begins."""
        return self.by.at

    def has(self, *names: str) -> bool:
        """Tell whether one of the options is given, alone or within a cluster of short ones."""
        return any(option.name in names for option in self.options)

    def count(self, *names: str) -> int:
        """Return how often the options are given."""
        return sum(option.name in names for option in self.options)

    def values(self, *names: str) -> tuple[str, ...]:
        """Return the values that the options are given, in order."""
        return tuple(
            option.value for option in self.options if option.name in names and option.value is not None
        )


_latest: list[tuple[tuple[RunCommand, ...], tuple[Invocation, ...]]] = []
"""The commands that were read last, as in `run_commands`."""


def invocations(dockerfile: Dockerfile) -> tuple[Invocation, ...]:
    """Return every call of a package manager in the `RUN`s of the file, in order of writing."""
    commands = run_commands(dockerfile)
    for known, found in _latest:
        if known is commands:
            return found
    read = tuple(call for command in commands if (call := invocation(command)) is not None)
    _latest[:] = [(commands, read)]
    return read


def invocation(command: RunCommand) -> Invocation | None:
    """Read one command; `None` where it calls no package manager."""
    manager, words = _manager(command)
    valued = VALUED.get(manager)
    if valued is None:
        return None
    operands: list[ShellWord] = []
    options: list[Option] = []
    start = 0
    while start < len(words):
        text = words[start].text
        start += 1
        if text == "--":
            operands += words[start:] if manager != "gem" else ()  # what follows is for the extension's build
            break
        if not text.startswith("-") or text == "-":
            operands.append(words[start - 1])
            continue
        found = list(_options(text, valued, clustered=manager != "go"))
        if found[-1].value is None and start < len(words) and _takes_value(found[-1].name, valued):
            found[-1] = Option(found[-1].name, words[start].text)
            start += 1
        options += found
    verb, length = _verb(operands)
    return Invocation(manager, verb, tuple(operands[length:]), tuple(options), command)


def _manager(command: RunCommand) -> tuple[str, tuple[ShellWord, ...]]:
    program, words = command.program, command.arguments
    if _PIP_NAME.match(program):
        return "pip", words
    if _PYTHON_NAME.match(program):
        for index, word in enumerate(words[:-1]):
            if _MODULE_FLAG.match(word.text):
                return (words[index + 1].text if words[index + 1].text == "pip" else ""), words[index + 2 :]
        return "", words
    return program, words


def _options(text: str, valued: frozenset[str], *, clustered: bool) -> Iterator[Option]:
    """Read one word that begins with a dash: a long option, or a cluster of short ones."""
    if text.startswith("--") or not clustered:
        name, equals, value = text.partition("=")
        yield Option(name, value if equals else None)
        return
    for index in range(1, len(text)):
        name, rest = f"-{text[index]}", text[index + 1 :]
        if rest.startswith("=") or (name in valued and rest):
            yield Option(name, rest.removeprefix("="))
            return
        yield Option(name, None)


def _takes_value(name: str, valued: frozenset[str]) -> bool:
    return name in valued or (name.startswith("--") and name.endswith(("-url", "-links")))


def _verb(operands: list[ShellWord]) -> tuple[str, int]:
    """Return the verb and how many words it is."""
    texts = [word.text for word in operands[:2]]
    length = 2 if len(texts) > 1 and texts[0] in _GROUPS else 1
    return " ".join(texts[:length]), length
