"""Compound commands: which are open, and the words in them that run nothing.

Source: POSIX.1-2024, Shell Command Language 2.4 (reserved words) and 2.9.4; `[[ ]]`, `select`, `function` as in bash.
"""

from __future__ import annotations

import re

from holdfast.formats.shell.redirections import RedirectionReader
from holdfast.formats.shell.state import Command, List
from holdfast.formats.shell.words import BrokenError
from holdfast.model.shell import ShellWord

FUNCTION = re.compile(r"\([ \t]*\)")
_FOR_NAME = re.compile(r"[ \t]*\(\(")
_OPENING = frozenset({"if", "while", "until", "for", "select", "{"})
_CLOSING = {"fi": ("if",), "done": ("while", "until", "for", "select"), "}": ("{",)}
_NEUTRAL = frozenset({"then", "else", "elif", "do", "!"})
RESERVED = _OPENING | _CLOSING.keys() | _NEUTRAL | {"case", "esac", "function", "[["}


class CompoundReader(RedirectionReader):
    """Reads what a reserved word begins or ends."""

    def _reserved(self, word: ShellWord, here: List, start: int) -> None:
        text = word.text
        if text in _CLOSING:
            self._end_block(here, _CLOSING[text])
        elif text == "case":
            self._case(here)
        elif text == "esac":
            self._end_block(here, ("case",))
        elif text == "function":
            self._function()
        elif text == "[[":
            self._condition(word, here, start)
        elif text in _OPENING:
            here.blocks.append(text)
            if text in ("for", "select"):
                self._loop(here)

    @staticmethod
    def _end_block(here: List, kinds: tuple[str, ...]) -> None:
        if here.blocks and here.blocks[-1] in kinds:
            here.blocks.pop()
            return
        raise BrokenError(f"the end of {' or '.join(kinds)} without its beginning")

    def _loop(self, here: List) -> None:
        """Read the head of `for`, whose words run nothing."""
        match = _FOR_NAME.match(self.text, self.position, self.end)
        if match is not None:
            self.position = match.end()
            self._within(self._arithmetic)
            return
        self._skip_blanks()
        self._begin(here).discarded = True

    def _function(self) -> None:
        self._skip_blanks()
        self.word()
        self._skip_blanks()
        match = FUNCTION.match(self.text, self.position, self.end)
        if match is not None:
            self.position = match.end()

    def _case(self, here: List) -> None:
        self._skip_blanks()
        self.word()
        self._skip_lines()
        if self.position >= self.end or self.word().text != "in":
            raise BrokenError("case without in")
        here.blocks.append("case")
        self._case_pattern(here)

    def _case_pattern(self, here: List) -> None:
        """Read `pattern | pattern )`, or `esac`."""
        self._skip_lines()
        if self.text.startswith("(", self.position, self.end):
            self.position += 1
        first = True
        while self.position < self.end:
            self._skip_blanks()
            char = self.text[self.position : min(self.position + 1, self.end)]
            if char == ")":
                self.position += 1
                return
            if char == "|":
                self.position += 1
                continue
            start = self.position
            word = self.word()
            if first and word.text == "esac" and not word.quoted:
                self._end_block(here, ("case",))
                return
            if self.position == start:
                raise BrokenError("a pattern of case is not closed")
            first = False

    def _condition(self, word: ShellWord, here: List, start: int) -> None:
        """Read `[[ ... ]]`, in which operators are words."""
        command = here.command = Command(start, here.operator)
        here.operator = ""
        command.words.append(word)
        command.spans.append((start, self.position))
        while self.position < self.end:
            self._skip_lines()
            begin = self.position
            part = self.word()
            if self.position == begin:
                if begin >= self.end:
                    break
                self.position += 2 if self.text.startswith(("&&", "||"), begin) else 1
                part = ShellWord(self.text[begin : self.position], True, self.locate(begin))  # noqa: FBT003 - the model's order
            command.words.append(part)
            command.spans.append((begin, self.position))
            if part.text == "]]" and not part.quoted:
                return
        raise BrokenError("[[ is not closed")
