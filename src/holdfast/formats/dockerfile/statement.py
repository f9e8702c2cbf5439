"""One logical line taken apart: keyword, flags, where the arguments start, and what its words expand to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from holdfast.formats.dockerfile.expansion import Budget, Variables, expand
from holdfast.formats.dockerfile.words import RawFlag, flags
from holdfast.formats.dockerfile.written import Written
from holdfast.model.dockerfile import Flag, Heredoc, Problem, Text
from holdfast.model.position import Position

_KEYWORD = re.compile(r"[\t\v\f\r ]*([^\t\v\f\r ]+)[\t\v\f\r ]*")
DEFAULT_SHELL = ("/bin/sh", "-c")

_EXPANDED_FLAGS = frozenset({"platform", "chown", "chmod", "checksum", "exclude", "mount"})
_SWITCHES = frozenset({"link", "parents", "keep-git-dir", "unpack"})
_REPEATED = frozenset({"mount", "exclude", "device"})
FLAGS: dict[str, frozenset[str]] = {
    "FROM": frozenset({"platform"}),
    "RUN": frozenset({"mount", "network", "security", "device"}),
    "COPY": frozenset({"from", "chown", "chmod", "link", "parents", "exclude"}),
    "ADD": frozenset({"chown", "chmod", "link", "exclude", "checksum", "keep-git-dir", "unpack"}),
    "HEALTHCHECK": frozenset({"interval", "timeout", "start-period", "start-interval", "retries"}),
}
"""The flags of each instruction; the others have none."""


@dataclass(slots=True)
class Scope:
    """What holds where an instruction stands."""

    escape: str
    budget: Budget
    problems: list[Problem]
    variables: Variables
    shell: tuple[str, ...] = DEFAULT_SHELL
    onbuild: bool = False
    """Whether the instruction is a trigger: it runs in another build, so no variable has a known value."""


@dataclass(slots=True)
class Statement:
    """A logical line whose keyword and flags are read and whose arguments are not."""

    scope: Scope
    line: Written
    keyword: str
    at: Position
    start: int
    """Offset of the first argument."""
    end_line: int
    raw_flags: list[RawFlag]
    heredocs: list[Heredoc] = field(default_factory=list)
    bodies: list[tuple[str, int, int]] = field(default_factory=list)
    """The lines of the here-documents as they are written, terminators included."""

    @property
    def written(self) -> str:
        """Return the keyword as it is written."""
        match = _KEYWORD.match(self.line.text)
        return match[1] if match is not None else self.keyword

    @property
    def text(self) -> str:
        """Return the arguments as one text."""
        return self.line.text[self.start :].rstrip()

    def problem(self, message: str, offset: int | None = None) -> None:
        """Note why BuildKit would refuse this line."""
        self.scope.problems.append(Problem(message, self.at if offset is None else self.line.at(offset)))

    def expanded(self, raw: str, start: int) -> Text:
        """Return the word `raw`, which stands at `start`, with its variables expanded."""
        value, unknown, failure = expand(raw, self.scope.variables, self.scope.escape, self.scope.budget)
        if failure is not None:
            self.problem(failure, start)
        return Text(raw, value, self.line.at(start), unknown, failure)

    def plain(self, raw: str, start: int) -> Text:
        """Return the word `raw` as it is."""
        return Text(raw, raw, self.line.at(start))

    def flags(self) -> tuple[Flag, ...]:
        """Return the flags; those that the instruction does not have are problems."""
        return tuple(self._flag(flag) for flag in self.raw_flags) if self.raw_flags else ()

    def _flag(self, flag: RawFlag) -> Flag:
        value = None
        if flag.value is not None:
            make = self.expanded if flag.name in _EXPANDED_FLAGS else self.plain
            value = make(flag.value, flag.value_start)
        return Flag(flag.name, value, self.line.at(flag.start))

    def check_flags(self) -> None:
        """Note every flag that BuildKit refuses: unknown, given twice, without or with a wrong value."""
        seen: set[str] = set()
        for name, value, start, _ in self.raw_flags:
            if name not in FLAGS.get(self.keyword, ()):
                self.problem(f"unknown flag --{name} of {self.keyword}", start)
            elif name in seen and name not in _REPEATED:
                self.problem(f"the flag --{name} is given twice", start)
            elif name in _SWITCHES:
                if value is not None and value.lower() not in ("true", "false"):
                    self.problem(f"the flag --{name} is true or false, not {value!r}", start)
            elif value is None:
                self.problem(f"the flag --{name} has no value", start)
            seen.add(name)


def statement(scope: Scope, line: Written, start: int, end_line: int) -> Statement:
    """Read keyword and flags of `line` from `start`, which is not its end."""
    match = _KEYWORD.match(line.text, start)
    assert match is not None, "a logical line is not empty"
    raw_flags, rest = flags(line.text, match.end(), scope.escape)
    return Statement(scope, line, match[1].upper(), line.at(match.start(1)), rest, end_line, raw_flags)
