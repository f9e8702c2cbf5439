"""JSON documents as trees with positions (RFC 8259), read from anyone.

Stricter than `json` where readers differ or a process could end: duplicate keys, `NaN`, numbers without bound,
trailing bytes and deep nesting are refused. Bounds: `formats.limits`.
"""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, but not in typeshed
from typing import NoReturn

from holdfast.errors import MalformedError
from holdfast.formats import limits
from holdfast.model.tree import Mapping, Sequence, Value, WrittenText

INVALID = "invalid-json"
"""Code of the error which says that the bytes are not JSON at all; others speak of bounds and doubled keys."""
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<fraction>\.[0-9]+)?(?P<power>[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z]+")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"
_MINIMUM, _MAXIMUM = -(2**63), 2**64 - 1
_INFINITY = float("inf")


def parse(data: bytes, *, path: str, written: bool = False) -> Value:
    """Return the one value that `data` holds; raises `MalformedError` with line and column.

    With `written` every string is a `WrittenText`, for those who change the file.
    """
    limits.check_size(data, path, "a document")
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError(
            f"not valid JSON: byte {error.start} is not UTF-8", code=INVALID, subject=path
        ) from None
    return (_WrittenReader if written else _Reader)(text, path).document()


class _Reader:
    """Reads one document, with a stack of its own instead of recursion."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._offset = 0
        self._line = 1
        self._line_start = 0
        self._nodes = 0
        self._stack: list[Mapping | Sequence] = []
        self._complete = False
        """Whether the innermost collection has just got a value, so that a comma or its end must follow."""

    def document(self) -> Value:
        """Return the value, after which nothing but white space stands."""
        self._skip()
        root = self._value()
        while self._stack:
            self._skip()
            self._step(self._stack[-1])
        self._skip()
        if self._offset < len(self._text):
            self._refuse("something stands after the end of the document")
        return root

    def _skip(self) -> None:
        """Go over white space, the only place where lines can end."""
        match = _SPACE.match(self._text, self._offset)
        assert match is not None
        start, end = match.span()
        if start != end:
            self._offset = end
            if lines := self._text.count("\n", start, end):
                self._line += lines
                self._line_start = self._text.rindex("\n", start, end) + 1

    def _step(self, node: Mapping | Sequence) -> None:
        """Read the next member or item of `node`, a comma, or its end."""
        char = self._text[self._offset : self._offset + 1]
        closing = "}" if isinstance(node, Mapping) else "]"
        if char == closing:
            self._offset += 1
            self._stack.pop()
            self._complete = True
        elif self._complete:
            if char != ",":
                self._refuse(f"expected , or {closing}")
            self._offset += 1
            self._skip()
            self._entry(node)
        else:
            self._entry(node)

    def _entry(self, node: Mapping | Sequence) -> None:
        at = (self._line, self._offset - self._line_start + 1)
        self._complete = True
        if isinstance(node, Mapping):
            name = self._name(node)
            node[name] = self._value()
            node.marks[name] = at
        else:
            node.append(self._value())
            node.marks.append(at)

    def _name(self, node: Mapping) -> str:
        if self._text[self._offset : self._offset + 1] != '"':
            self._refuse("expected a name in double quotes")
        start = self._offset
        name = self._string()
        if name in node:
            line, self._offset = node.marks[name][0], start
            self._refuse(f"duplicate key {limits.shown(name)}, first on line {line},", code="duplicate-key")
        self._skip()
        if self._text[self._offset : self._offset + 1] != ":":
            self._refuse("expected :")
        self._offset += 1
        self._skip()
        return name

    def _value(self) -> Value:
        """Read a scalar, or open a collection whose entries the next steps read."""
        self._nodes += 1
        if self._nodes > limits.NODES:
            self._refuse(f"more than {limits.NODES} values", code="too-large")
        match self._text[self._offset : self._offset + 1]:
            case '"':
                return self._string()
            case "{":
                return self._open(Mapping(self._line, self._offset - self._line_start + 1))
            case "[":
                return self._open(Sequence(self._line, self._offset - self._line_start + 1))
            case "":
                self._refuse("the document ends too early")
        return self._number_or_word()

    def _open(self, node: Mapping | Sequence) -> Mapping | Sequence:
        if len(self._stack) >= limits.DEPTH:
            self._refuse(f"nested deeper than {limits.DEPTH} levels", code="too-deep")
        self._stack.append(node)
        self._offset += 1
        self._complete = False
        return node

    def _string(self) -> str:
        try:
            scanned: tuple[str, int] = scanstring(self._text, self._offset + 1, True)  # noqa: FBT003 - C takes no names
        except JSONDecodeError as error:
            self._offset = error.pos
            self._refuse(error.msg[:1].lower() + error.msg[1:])
        value, self._offset = scanned
        if not value.isascii():
            value = _SURROGATE.sub("�", value)  # as Go's reader does with half of a pair
        return value

    def _number_or_word(self) -> Value:
        if (match := _NUMBER.match(self._text, self._offset)) is None:
            return self._word()
        text = match[0]
        if len(text) > limits.NUMBER_LENGTH:
            self._refuse(f"a number has at most {limits.NUMBER_LENGTH} characters")
        value: int | float = float(text) if match["fraction"] or match["power"] else int(text)
        if isinstance(value, int) and not _MINIMUM <= value <= _MAXIMUM:
            value = float(text)
        if value in {_INFINITY, -_INFINITY}:
            self._refuse("a number is too large")
        self._offset = match.end()
        return value

    def _word(self) -> bool | None:
        match = _WORD.match(self._text, self._offset)
        if match is None or match[0] not in _WORDS:
            self._refuse("expected a value")
        self._offset = match.end()
        return _WORDS[match[0]]

    def _refuse(self, message: str, *, code: str = INVALID) -> NoReturn:
        line, column = self._line, self._offset - self._line_start + 1
        raise MalformedError(
            f"{message} at line {line}, column {column}"
            if code != INVALID
            else f"not valid JSON at line {line}, column {column}: {message}",
            code=code,
            subject=self._path,
            line=line,
            column=column,
        )


class _WrittenReader(_Reader):
    """A reader whose strings know where they are written."""

    def _string(self) -> str:
        start = self._offset
        value = super()._string()
        return WrittenText.at(value, start, self._offset)
