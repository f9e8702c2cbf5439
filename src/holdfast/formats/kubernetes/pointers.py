"""Pointers with `*`, which stands for every item of a list and every key of a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from holdfast.model.position import pointer_token


def expand(root: object, pattern: str) -> Iterator[tuple[str, Any]]:
    """Yield pointer and value of everything below `root` that `pattern` names and that is not null."""
    found: list[tuple[str, Any]] = [("", root)]
    for raw in pattern.split("/")[1:]:
        step = raw.replace("~1", "/").replace("~0", "~")
        found = [
            (f"{pointer}/{pointer_token(name)}", value)
            for pointer, node in found
            for name, value in _children(node, step)
            if value is not None
        ]
    yield from found


def _children(node: object, step: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        if step == "*":
            yield from node.items()
        elif step in node:
            yield step, node[step]
    elif isinstance(node, list):
        if step == "*":
            yield from ((str(index), item) for index, item in enumerate(node))
        elif step.isdecimal() and int(step) < len(node):
            yield step, node[int(step)]
