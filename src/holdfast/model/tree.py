"""A document as nested values that know where they were written.

`Mapping` and `Sequence` are an ordinary `dict` and `list`, so that reading a field costs what it costs there;
beside the values they carry the position of every key and item.
"""

from __future__ import annotations

from typing import Union

from holdfast.model.position import Position

Value = Union[None, bool, int, float, str, "Mapping", "Sequence"]
"""What a document can hold, after its scalars are resolved."""


class WrittenText(str):
    """A string of a document that knows where it is written; otherwise it is an ordinary one."""

    __slots__ = ("end", "start")
    start: int
    """Offset of its first character in the decoded text, quotes and tags included."""
    end: int
    """Offset behind its last character."""

    @classmethod
    def at(cls, text: str, start: int, end: int) -> WrittenText:
        """Return `text` as written from `start` to `end`."""
        written = cls(text)
        written.start, written.end = start, end
        return written


class Mapping(dict[str, Value]):
    """A mapping with the position of itself (its first key) and of each key."""

    __slots__ = ("column", "line", "marks")

    def __init__(self, line: int = 1, column: int = 1) -> None:
        """Start empty; `line` and `column` count from 1."""
        super().__init__()
        self.line = line
        self.column = column
        self.marks: dict[str, tuple[int, int]] = {}
        """Line and column of each key."""


class Sequence(list[Value]):
    """A sequence with the position of itself and of each item."""

    __slots__ = ("column", "line", "marks")

    def __init__(self, line: int = 1, column: int = 1) -> None:
        """Start empty; `line` and `column` count from 1."""
        super().__init__()
        self.line = line
        self.column = column
        self.marks: list[tuple[int, int]] = []
        """Line and column of each item's value."""


def locate(root: Value, pointer: str) -> Position:
    """Return the position of what `pointer` names, or of its nearest ancestor that is written.

    A field is found at its key, an item of a sequence at its value.
    """
    node = root
    at = (getattr(root, "line", 1), getattr(root, "column", 1))
    for raw in pointer.split("/")[1:]:
        token = raw.replace("~1", "/").replace("~0", "~") if "~" in raw else raw
        if isinstance(node, Mapping):
            if token not in node:
                break
            at = node.marks.get(token, at)
            node = node[token]
        elif isinstance(node, Sequence) and token.isdecimal() and (index := int(token)) < len(node):
            at = node.marks[index]
            node = node[index]
        else:
            break
    return Position(*at)
