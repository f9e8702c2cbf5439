"""Where a rendered object was written: the files that it was made from, as far as they can be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from holdfast.model.position import Location, Position
from holdfast.model.tree import Mapping, Value
from holdfast.model.tree import Sequence as Items


class Origin(NamedTuple):
    """An object in a source file, whole or a patch, that went into a rendered one."""

    path: str
    root: Value


def locate(origins: Sequence[Origin], rendered: Value, pointer: str) -> Location:
    """Return where the value at `pointer` of `rendered` was written, else what is nearest to it.

    The origin that has the very value wins, then the one that has the most of the way; the first of equals.
    """
    best = max(origins, key=lambda origin: _follow(origin.root, rendered, pointer)[0])
    _, at = _follow(best.root, rendered, pointer)
    return Location(best.path, at.line, at.column, pointer)


def _follow(origin: Value, rendered: Value, pointer: str) -> tuple[tuple[bool, int], Position]:
    """Walk both trees along `pointer`; return whether they agree on the value, how far it went, and where it ended."""
    at = Position(getattr(origin, "line", 1), getattr(origin, "column", 1))
    depth = 0
    tokens = pointer.split("/")[1:]
    for raw in tokens:
        token = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(origin, Mapping) and isinstance(rendered, Mapping) and token in origin:
            at = Position(*origin.marks.get(token, (at.line, at.column)))
            origin, rendered = origin[token], rendered.get(token)
        elif isinstance(origin, Items) and isinstance(rendered, Items) and token.isdecimal():
            if (index := _counterpart(origin, rendered, int(token))) is None:
                break
            at = Position(*origin.marks[index])
            origin, rendered = origin[index], rendered[int(token)]
        else:
            break
        depth += 1
    return (depth == len(tokens) and origin == rendered, depth), at


def _counterpart(origin: Items, rendered: Items, index: int) -> int | None:
    """Return the index in `origin` of the item that `rendered` has at `index`: of the same name, or the same."""
    if index >= len(rendered):
        return None
    item = rendered[index]
    name = item.get("name") if isinstance(item, Mapping) else None
    for position, other in enumerate(origin):
        if other == item or (name is not None and isinstance(other, Mapping) and other.get("name") == name):
            return position
    return None
