"""A document as nested values that know where they were written.

`Mapping` and `Sequence` are an ordinary `dict` and `list`, so that reading a field costs what it costs there;
beside the values they carry the position of every key and item.
"""

from __future__ import annotations

from typing import Union

from holdfast.model.position import Position

Value = Union[None, bool, int, float, str, "Mapping", "Sequence"]
"""What a document can hold, after its scalars are resolved."""


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
        if isinstance(node, Mapping) and token in node:
            at = node.marks.get(token, at)
            node = node[token]
        elif isinstance(node, Sequence) and token.isdecimal() and int(token) < len(node):
            at = node.marks[int(token)]
            node = node[int(token)]
        else:
            break
    return Position(*at)
