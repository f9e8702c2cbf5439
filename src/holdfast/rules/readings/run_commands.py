"""The commands that a build runs, each with the program that it comes down to behind `sudo`, `env` and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.model.dockerfile import Command, Dockerfile, Stage
from holdfast.model.position import Position
from holdfast.model.shell import ShellCommand, ShellWord

_WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "--user", "--group"}),
    "doas": frozenset({"-u", "-C"}),
    "env": frozenset({"-u", "-C", "--unset", "--chdir"}),
    "nice": frozenset({"-n", "--adjustment"}),
    "busybox": frozenset(),
    "command": frozenset(),
    "exec": frozenset({"-a"}),
    "nohup": frozenset(),
    "time": frozenset({"-f", "-o"}),
    "eatmydata": frozenset(),
}
"""Programs that start the program which their arguments name, each with its options that take a value."""


SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
"""Programs whose argument or input is a script like that of a `RUN`."""


class RunCommand(NamedTuple):
    """One simple command of a `RUN`."""

    program: str
    """What runs in the end, without its directory: `apt-get` of `sudo /usr/bin/apt-get update`; empty where a
    variable or nothing stands there."""
    arguments: tuple[ShellWord, ...]
    """The words after the program."""
    plain: bool
    """Whether the program is the first word, has no directory and is not `inner`: where line linters look for it."""
    inner: bool
    """Whether the command stands in the script of another shell: `bash -c '...'`, `sh <<EOF`."""
    command: ShellCommand
    run: Command
    stage: Stage

    @property
    def at(self) -> Position:
        """Where the command begins."""
        return self.command.at

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the arguments."""
        return tuple(word.text for word in self.arguments)


_latest: list[tuple[Dockerfile, tuple[RunCommand, ...]]] = []
"""The file that was read last: every rule asks for the commands of one file before the next file comes."""


def run_commands(dockerfile: Dockerfile) -> tuple[RunCommand, ...]:
    """Return the commands of every `RUN` that a POSIX shell or the kernel starts, in order of writing.

    Here-documents, substitutions, compound commands and triggers of `ONBUILD` are included.
    """
    for known, commands in _latest:
        if known is dockerfile:
            return commands
    read = tuple(
        command
        for stage in dockerfile.stages
        for instruction in stage.instructions
        if isinstance(instruction, Command) and instruction.keyword == "RUN"
        for command in _in_script(instruction, stage)
    )
    _latest[:] = [(dockerfile, read)]
    return read


def scripts(dockerfile: Dockerfile) -> Iterator[tuple[Command, tuple[RunCommand, ...]]]:
    """Yield each `RUN` that runs something, with its commands."""
    read = run_commands(dockerfile)
    start = 0
    for end in range(1, len(read) + 1):
        if end == len(read) or read[end].run is not read[start].run:
            yield read[start].run, read[start:end]
            start = end


def pipelines(commands: tuple[RunCommand, ...]) -> Iterator[tuple[RunCommand, ...]]:
    """Yield each group of commands of one script that pipes join, single commands included.

    A substitution inside a word of a pipeline is a command of its own.
    """
    open_: dict[int, list[RunCommand]] = {}
    for command in commands:
        depth = command.command.depth
        if command.command.operator in {"|", "|&"} and depth in open_:
            open_[depth].append(command)
            continue
        if depth in open_:
            yield tuple(open_[depth])
        open_[depth] = [command]
    for group in open_.values():
        yield tuple(group)


def mounted(run: Command) -> tuple[str, ...]:
    """Return the directories that a `RUN` mounts a cache or a `tmpfs` on, so that nothing written there is kept."""
    found = []
    for flag in run.flags:
        if flag.name == "mount" and flag.value is not None:
            fields = dict(part.partition("=")[::2] for part in flag.value.raw.split(","))
            if fields.get("type") in {"cache", "tmpfs"}:
                target = fields.get("target") or fields.get("dst") or fields.get("destination") or ""
                found.append(target.rstrip("/"))
    return tuple(found)


def removed(commands: tuple[RunCommand, ...]) -> Iterator[str]:
    """Yield the paths that commands remove with all that is below, without `/` or `/*` at the end."""
    for command in commands:
        texts = command.texts
        if command.program == "rm" and any(re.match(r"-[a-zA-Z]*[rR]|--recursive$", text) for text in texts):
            paths = (path for text in texts if not text.startswith("-") for path in _alternatives(text))
            yield from (re.sub(r"/\*?$", "", path) for path in paths)
        elif command.program == "find" and "-delete" in texts:
            yield texts[0].rstrip("/")


def _alternatives(text: str) -> Iterator[str]:
    """Yield the words that a first `{a,b}` stands for, or the word itself."""
    braces = re.match(r"([^{]*)\{([^{}]*)\}(.*)", text)
    if braces is None:
        yield text
    else:
        yield from (braces[1] + part + braces[3] for part in braces[2].split(","))


def _commands(run: Command) -> tuple[ShellCommand, ...]:
    """Return what a `RUN` runs; an exec form without a shell is one command."""
    if run.script is not None:
        return run.script.commands
    words = tuple(ShellWord(text.value or "", literal=True, at=text.at) for text in run.argv)
    return (ShellCommand(words, (), (), "", words[0].at),) if words else ()


def _in_script(run: Command, stage: Stage) -> Iterator[RunCommand]:
    """Yield the commands of one `RUN`; those deeper than a shell that comes before them are its own."""
    outer = -1 if run.argv and run.script is not None else None
    for command in _commands(run):
        if outer is not None and command.depth <= outer:
            outer = None
        read = _read(command, run, stage, inner=outer is not None)
        if outer is None and read.program in SHELLS:
            outer = command.depth
        yield read


def _read(command: ShellCommand, run: Command, stage: Stage, *, inner: bool) -> RunCommand:
    words = command.words
    first = start = _first_of(words)
    while start < len(words) and (valued := _WRAPPERS.get(_name(words[start]))) is not None:
        following = _after_options(words, start + 1, valued)
        if following >= len(words):
            break
        start = following
    if start >= len(words):
        return RunCommand("", (), plain=False, inner=inner, command=command, run=run, stage=stage)
    plain = start == first and "/" not in words[start].text and not inner
    arguments = words[start + 1 :]
    return RunCommand(_name(words[start]), arguments, plain, inner, command, run, stage)


def _first_of(words: tuple[ShellWord, ...]) -> int:
    """Return where the command begins behind the reserved word `time`, which linters see through."""
    return 1 if len(words) > 1 and words[0].text == "time" and not words[1].text.startswith("-") else 0


def _after_options(words: tuple[ShellWord, ...], start: int, valued: frozenset[str]) -> int:
    """Return where the options and assignments of a wrapper end."""
    while start < len(words):
        text = words[start].text
        if text.startswith("-"):
            start += 2 if text in valued else 1
        elif "=" in text:
            start += 1
        else:
            break
    return start


def _name(word: ShellWord) -> str:
    return word.text.rpartition("/")[2] if word.literal else ""
