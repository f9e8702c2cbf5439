"""Fields read as the type that Kubernetes gives them; what has another type reads as absent.

Nothing is lost by that: `conformity` names every such field in `Workload.problems`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.errors import MalformedError
from holdfast.formats.limits import CONTAINERS

Node = Mapping[str, Any]
"""A mapping of a document; its values are `model.tree.Value`."""

_NOTHING: Node = {}
_BOUNDED = frozenset(("initContainers", "containers", "ephemeralContainers", "volumes"))


def mapping(node: Node, name: str) -> Node:
    """Return the mapping at `name`, an empty one where there is none."""
    value = node.get(name)
    return value if isinstance(value, dict) else _NOTHING


def items(node: Node, name: str) -> Iterator[tuple[int, Node]]:
    """Yield index and value of each mapping in the list at `name`."""
    value = node.get(name)
    if isinstance(value, list):
        if len(value) > CONTAINERS and name in _BOUNDED:
            raise MalformedError(f"a pod of more than {CONTAINERS} {name}", code="too-large")
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def text(node: Node, name: str) -> str | None:
    """Return the string at `name`."""
    value = node.get(name)
    return value if isinstance(value, str) else None


def boolean(node: Node, name: str) -> bool | None:
    """Return the boolean at `name`."""
    value = node.get(name)
    return value if value is True or value is False else None


def integer(node: Node, name: str) -> int | None:
    """Return the integer at `name`."""
    value = node.get(name)
    return value if type(value) is int else None


def texts(node: Node, name: str) -> tuple[str, ...]:
    """Return the strings of the list at `name`."""
    value = node.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def text_map(node: Node, name: str) -> dict[str, str]:
    """Return the mapping of strings at `name`."""
    return {key: value for key, value in mapping(node, name).items() if isinstance(value, str)}


def quantities(node: Node, name: str) -> dict[str, str]:
    """Return the mapping of quantities at `name`, which may be written as numbers."""
    return {
        key: str(value)
        for key, value in mapping(node, name).items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool)
    }
