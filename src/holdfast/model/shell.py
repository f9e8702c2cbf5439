"""Shell commands as words, so that no rule has to match a command line as text.

The grammar is that of POSIX sh with what bash scripts commonly use; it is read to be judged, never run.
"""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.model.position import Position


@dataclass(frozen=True, slots=True)
class ShellWord:
    """One word after quote removal."""

    text: str
    """Quotes and backslashes removed; expansions stand in it as written (`$VERSION`, `$(uname)`)."""
    literal: bool
    """Whether the text is final: no expansion, no glob."""
    at: Position
    quoted: bool = False
    """Whether any part was quoted."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`NAME=value` before a command, or alone."""

    name: str
    value: ShellWord


@dataclass(frozen=True, slots=True)
class Redirect:
    """`2> file`, `< file`, `>> file`, `<<< word`."""

    operator: str
    """`<`, `>`, `>>`, `>|`, `<>`, `>&`, `<&`, `&>`, `<<<`."""
    descriptor: int | None
    target: ShellWord


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """One simple command."""

    words: tuple[ShellWord, ...]
    """Name and arguments; empty for a bare assignment or redirection."""
    assignments: tuple[Assignment, ...]
    redirects: tuple[Redirect, ...]
    operator: str
    """What joins it to the command before: `""` (the first, or after `;` or a line end), `&&`, `||`, `|`, `|&`, `&`."""
    at: Position
    depth: int = 0
    """How many subshells, groups, substitutions or compound commands enclose it."""

    @property
    def name(self) -> str | None:
        """The command's name as written (`apt-get`, `/usr/bin/apt-get`), or `None` if it is not literal."""
        return self.words[0].text if self.words and self.words[0].literal else None

    def texts(self) -> tuple[str, ...]:
        """Return the arguments' texts, the name left out."""
        return tuple(word.text for word in self.words[1:])


@dataclass(frozen=True, slots=True)
class Script:
    """The simple commands of a script in order of writing, those inside substitutions and compounds included."""

    commands: tuple[ShellCommand, ...]
    problem: str | None = None
    """Why the rest could not be read (an unclosed quote); the commands before it still stand."""
