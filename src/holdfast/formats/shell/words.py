"""Shell words: quotes, backslashes, expansions. Substitutions are handed back to the reader of commands.

Source: POSIX.1-2024, Shell Command Language 2.2 (quoting) and 2.6 (expansions); `$'...'` as in 2.2.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from holdfast.model.position import Position
from holdfast.model.shell import ShellWord

NESTING = 64
"""Deepest nesting of substitutions and `${...}` that is read."""

Locate = Callable[[int], Position]

_PLAIN = re.compile(r"[^ \t\n'\"\\$`*?\[\]{}~;&|<>()#!]+(?=[ \t\n;&|<>()]|\Z)")
_RUN = re.compile(r"[^ \t\n'\"\\$`;&|<>()]+")
_IN_DOUBLE = re.compile(r'[^"\\$`]+')
_IN_BRACES = re.compile(r"[^'\"\\$`}]+")
_IN_ARITHMETIC = re.compile(r"[^\\$`()'\"]+")
_VARIABLE = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])")
_ANSI_C = re.compile(r"\$'((?:[^'\\]|\\[\s\S])*)'")
_ANSI_C_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3})|([\s\S]))")
_ANSI_C_CHARACTERS = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip
_BACKQUOTED = re.compile(r"`((?:[^`\\]|\\[\s\S])*)`")
_TERMINATORS = frozenset(" \t\n;&|<>()")
_ESCAPED_IN_DOUBLE = frozenset('$`"\\\n')


class BrokenError(Exception):
    """The script can not be read beyond this point; never leaves the package."""


class WordReader:
    """Reads words from `text` at `position`; `substitution` reads the commands within one."""

    def __init__(self, text: str, locate: Locate, start: int, end: int) -> None:
        self.text = text
        self.locate = locate
        self.position = start
        self.end = end
        self.nesting = 0
        self._parts: dict[str, Callable[[], tuple[str, bool]]] = {
            "'": self._single,
            '"': self._double,
            "\\": self._backslash,
            "$": self._dollar,
            "`": self._backquoted,
        }

    def commands_until(self, closer: str) -> None:
        """Read the commands of a substitution, its end included."""
        raise NotImplementedError

    def word(self) -> ShellWord:
        """Read one word, which begins at the position."""
        start = self.position
        match = _PLAIN.match(self.text, start, self.end)
        if match is not None:
            self.position = match.end()
            return ShellWord(match[0], True, self.locate(start))  # noqa: FBT003 - the model's order
        return self._composed(start)

    def _composed(self, start: int) -> ShellWord:
        parts: list[str] = []
        literal, quoted = True, False
        text = self.text
        while self.position < self.end:
            run = _RUN.match(text, self.position, self.end)
            if run is not None:
                part = run[0]
                if _is_pattern(part) or (part[0] == "~" and self.position == start):
                    literal = False
                self.position = run.end()
            elif (char := text[self.position]) in _TERMINATORS:
                break
            else:
                quoted = quoted or char in "'\"\\" or text.startswith(("$'", '$"'), self.position)
                part, known = self._parts[char]()
                literal = literal and known
            parts.append(part)
        return ShellWord("".join(parts), literal, self.locate(start), quoted)

    def _single(self) -> tuple[str, bool]:
        begin = self.position + 1
        end = self.text.find("'", begin, self.end)
        if end < 0:
            raise BrokenError("a single quote is not closed")
        self.position = end + 1
        return self.text[begin:end], True

    def _double(self) -> tuple[str, bool]:
        parts: list[str] = []
        literal = True
        self.position += 1
        while self.position < self.end:
            run = _IN_DOUBLE.match(self.text, self.position, self.end)
            if run is not None:
                parts.append(run[0])
                self.position = run.end()
                continue
            char = self.text[self.position]
            if char == '"':
                self.position += 1
                return "".join(parts), literal
            if char == "\\":
                parts.append(self._backslash_in_double())
                continue
            if char == "$" and self.text.startswith(("$'", '$"'), self.position):
                part, known = "$", True
                self.position += 1
            else:
                part, known = self._parts[char]()
            parts.append(part)
            literal = literal and known
        raise BrokenError("a double quote is not closed")

    def _backslash_in_double(self) -> str:
        following = self.text[self.position + 1 : min(self.position + 2, self.end)]
        self.position += 2 if following in _ESCAPED_IN_DOUBLE and following else 1
        if not following or following not in _ESCAPED_IN_DOUBLE:
            return "\\"
        return "" if following == "\n" else following

    def _backslash(self) -> tuple[str, bool]:
        following = self.text[self.position + 1 : min(self.position + 2, self.end)]
        self.position += 1 + len(following)
        return "" if following == "\n" else following or "\\", True

    def _dollar(self) -> tuple[str, bool]:
        text, start = self.text, self.position
        following = text[start + 1 : min(start + 2, self.end)]
        if following == "(":
            if text.startswith("$((", start):
                self.position += 3
                self._within(self._arithmetic)
            else:
                self.position += 2
                self._within(lambda: self.commands_until(")"))
        elif following == "{":
            self.position += 2
            self._within(self._parameter)
        elif following == "'":
            return self._ansi_c()
        elif following == '"':
            self.position += 1
            return self._double()
        elif (match := _VARIABLE.match(text, start, self.end)) is not None:
            self.position = match.end()
        else:
            self.position += 1
            return "$", True
        return text[start : self.position], False

    def _within(self, read: Callable[[], None]) -> None:
        """Read one level deeper; a script that nests too deep ends there."""
        if self.nesting >= NESTING:
            raise BrokenError(f"substitutions are nested more than {NESTING} deep")
        self.nesting += 1
        read()
        self.nesting -= 1

    def _ansi_c(self) -> tuple[str, bool]:
        match = _ANSI_C.match(self.text, self.position, self.end)
        if match is None:
            raise BrokenError("a single quote is not closed")
        self.position = match.end()
        return _ANSI_C_ESCAPE.sub(_ansi_c_character, match[1]), True

    def _backquoted(self) -> tuple[str, bool]:
        match = _BACKQUOTED.match(self.text, self.position, self.end)
        if match is None:
            raise BrokenError("a backquote is not closed")
        end, self.end = self.end, match.end(1)
        self.position += 1
        self._within(lambda: self.commands_until(""))
        self.end = end
        self.position = match.end()
        return match[0], False

    def _parameter(self) -> None:
        """Skip to the end of `${...}`; its own quotes and substitutions are read."""
        while self.position < self.end:
            run = _IN_BRACES.match(self.text, self.position, self.end)
            if run is not None:
                self.position = run.end()
                continue
            char = self.text[self.position]
            if char == "}":
                self.position += 1
                return
            if char == "'" and self.text.find("'", self.position + 1, self.end) < 0:
                self.position += 1
            else:
                self._parts[char]()
        raise BrokenError("${ is not closed")

    def _arithmetic(self) -> None:
        """Skip to the end of `((...))`."""
        depth = 0
        while self.position < self.end:
            run = _IN_ARITHMETIC.match(self.text, self.position, self.end)
            if run is not None:
                self.position = run.end()
                continue
            char = self.text[self.position]
            if char == ")" and depth == 0:
                self.position += 2 if self.text.startswith("))", self.position) else 1
                self.position = min(self.position, self.end)
                return
            if char in "()":
                depth += 1 if char == "(" else -1
                self.position += 1
            else:
                self._parts[char]()
        raise BrokenError("(( is not closed")


def _is_pattern(part: str) -> bool:
    """Tell whether unquoted text is a glob or a brace expansion, so that it may stand for other words."""
    if "*" in part or "?" in part:
        return True
    if "[" in part and "]" in part[part.index("[") :]:
        return True
    begin, end = part.find("{"), part.rfind("}")
    return 0 <= begin < end and ("," in part[begin:end] or ".." in part[begin:end])


def _ansi_c_character(match: re.Match[str]) -> str:
    hexadecimal, unicode, octal, letter = match.groups()
    if letter is not None:
        return _ANSI_C_CHARACTERS.get(letter, letter)
    if octal is not None:
        return chr(int(octal, 8) & 0xFF)
    code = int(hexadecimal or unicode, 16)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004 - surrogates stand for no character
