"""The simple commands of a script, in order of writing, those inside compounds and substitutions included.

Source: POSIX.1-2024, Shell Command Language 2.9 and 2.10; `[[ ]]`, `(( ))`, `function`, `&>` and arrays as in bash.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from holdfast.formats.shell.compounds import FUNCTION, RESERVED, CompoundReader
from holdfast.formats.shell.redirections import BLANKS, REDIRECT
from holdfast.formats.shell.state import Command, List
from holdfast.formats.shell.words import BrokenError, Locate
from holdfast.model.shell import Assignment, Script, ShellCommand, ShellWord

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]\s;&|<>()]*\])?\+?=")


def parse(text: str, locate: Locate, *, start: int = 0) -> Script:
    """Read `text[start:]`; `locate` gives the place in the file of an offset into `text`. Never raises."""
    reader = _Reader(text, locate, start, len(text))
    problem = None
    try:
        reader.commands_until("")
    except BrokenError as error:
        problem = str(error)
    found = reader.found
    found.sort(key=_start)
    return Script(tuple([command for _, command in found]), problem)


def _start(entry: tuple[int, ShellCommand]) -> int:
    return entry[0]


class _Reader(CompoundReader):
    """Reads lists of commands; a substitution inside a word is a list of its own."""

    def __init__(self, text: str, locate: Locate, start: int, end: int) -> None:
        super().__init__(text, locate, start, end)
        self.found: list[tuple[int, ShellCommand]] = []
        self._on: dict[str, Callable[[List], None]] = {
            "\n": self._line_end,
            ";": self._semicolon,
            "&": self._ampersand,
            "|": self._bar,
            "(": self._open,
            ")": self._close,
            "<": self._redirect,
            ">": self._redirect,
            "#": self._comment,
        }

    def commands_until(self, closer: str) -> None:
        """Read commands up to `closer`, or to the end where that is empty."""
        here = List(closer)
        outside, depth = self._here, self._depth
        if self.nesting:
            self._depth += 1 + (len(outside.blocks) if outside is not None else 0)
        self._here = here
        while True:
            blanks = BLANKS.match(self.text, self.position, self.end)
            if blanks is not None:
                self.position = blanks.end()
            if self.position >= self.end:
                break
            char = self.text[self.position]
            if char == closer and "(" not in here.blocks:
                break
            self._on.get(char, self._word)(here)
        self._finish(here)
        self._here, self._depth = outside, depth
        if closer:
            if self.position >= self.end:
                raise BrokenError("$( is not closed")
            self.position += 1

    def _finish(self, here: List) -> None:
        """End the command that is being read."""
        command, here.command = here.command, None
        if command is None or command.discarded:
            return
        at = command.words[0].at if command.words and not command.assignments else self.locate(command.start)
        depth = self._depth + len(here.blocks)
        self.found.append(
            (
                command.start,
                ShellCommand(
                    tuple(command.words),
                    tuple(command.assignments),
                    tuple(command.redirects),
                    command.operator,
                    at,
                    depth,
                ),
            )
        )
        if len(command.words) > 2:  # noqa: PLR2004 - shell, -c, script
            self._read_inline(command, depth)

    # Separators

    def _separate(self, here: List, operator: str, length: int) -> None:
        self._finish(here)
        here.operator = operator
        self.position += length

    def _line_end(self, here: List) -> None:
        joined = here.operator if here.command is None else ""
        self._separate(here, joined, 1)
        if self._heredocs:
            self._skip_heredocs()

    def _semicolon(self, here: List) -> None:
        case = bool(here.blocks) and here.blocks[-1] == "case"
        if case and self.text.startswith((";;", ";&"), self.position):
            length = 3 if self.text.startswith(";;&", self.position) else 2
            self._separate(here, "", length)
            self._case_pattern(here)
        else:
            self._separate(here, "", 1)

    def _ampersand(self, here: List) -> None:
        if self.text.startswith("&>", self.position):
            self._redirect(here)
        elif self.text.startswith("&&", self.position):
            self._separate(here, "&&", 2)
        else:
            self._separate(here, "&", 1)

    def _bar(self, here: List) -> None:
        for operator in ("||", "|&", "|"):
            if self.text.startswith(operator, self.position):
                self._separate(here, operator, len(operator))
                return

    def _comment(self, here: List) -> None:
        end = self.text.find("\n", self.position, self.end)
        self.position = self.end if end < 0 else end
        del here

    # Groups

    def _open(self, here: List) -> None:
        command = here.command
        if command is not None and len(command.words) == 1:
            match = FUNCTION.match(self.text, self.position, self.end)
            if match is not None:
                here.command = None
                self.position = match.end()
                return
        if command is not None:
            raise BrokenError("( stands within a command")
        if self.text.startswith("((", self.position):
            self.position += 2
            self._within(self._arithmetic)
            return
        here.blocks.append("(")
        self.position += 1

    def _close(self, here: List) -> None:
        self._finish(here)
        if "(" not in here.blocks:
            raise BrokenError(") closes nothing")
        while here.blocks.pop() != "(":
            pass
        self.position += 1

    # Words

    def _word(self, here: List) -> None:
        start = self.position
        command = here.command
        if self.text[start].isdigit():
            match = REDIRECT.match(self.text, start, self.end)
            if match is not None and match[1]:
                self._redirect(here)
                return
        word = self.word()
        if self.position == start:
            raise BrokenError(f"unexpected {self.text[start]!r}")
        if command is None and not word.quoted and word.literal and word.text in RESERVED:
            self._reserved(word, here, start)
            return
        if command is None:
            command = here.command = Command(start, here.operator)
            here.operator = ""
        if not command.words and (match := _ASSIGNMENT.match(self.text, start, self.end)) is not None:
            self._assignment(command, word, start, match)
            return
        command.words.append(word)
        command.spans.append((start, self.position))

    def _assignment(self, command: Command, word: ShellWord, start: int, match: re.Match[str]) -> None:
        length = match.end() - start
        name = match[0].rstrip("+=").partition("[")[0]
        at = self.locate(match.end())
        if self.text.startswith("(", self.position, self.end) and self.position == match.end():
            value = ShellWord(self._array(), False, at)  # noqa: FBT003 - the model's order
        else:
            value = ShellWord(word.text[length:], word.literal, at, word.quoted)
        command.assignments.append(Assignment(name, value))

    def _array(self) -> str:
        """Read `(a b c)` and return it as written."""
        start = self.position
        self.position += 1
        while self.position < self.end:
            self._skip_blanks()
            char = self.text[self.position : min(self.position + 1, self.end)]
            if char == ")":
                self.position += 1
                return self.text[start : self.position]
            if char in ("\n", "#"):
                self._skip_line_end(char)
            elif char and char not in ";&|<>(":
                self.word()
            elif char:
                raise BrokenError(f"unexpected {char!r} in an array")
        raise BrokenError("( is not closed")
