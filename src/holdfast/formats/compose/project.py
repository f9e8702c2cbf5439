"""The services of a Compose file, each with what it extends within that file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from holdfast.formats import limits
from holdfast.formats.compose.layers import Layers, Written
from holdfast.formats.compose.service import workload
from holdfast.model.position import pointer_token
from holdfast.model.tree import Value
from holdfast.model.workload import TypeProblem, Workload

_NAME = re.compile(r"(?:docker-|podman-)?compose(?:[.-][\w.-]+)?\.ya?ml", re.IGNORECASE)
_MAKES_A_SERVICE = ("image", "build", "extends")
EXTENSIONS = 16
"""How many services one may extend in a row."""


class Service(NamedTuple):
    """One service, and how the pointers of its findings lead into the document."""

    name: str
    workload: Workload | None = None
    """`None` where the rest of it stands in another file."""
    places: Mapping[str, str] = {}
    """From a pointer of the pod that would run it to the one in the document."""
    problem: TypeProblem | None = None
    """Why what it extends is not known, and so nothing that it lacks can be held against it."""


def is_named_compose(name: str) -> bool:
    """Tell whether a file of this name is meant for Compose."""
    return _NAME.fullmatch(name) is not None


def is_compose(tree: Value) -> bool:
    """Tell by its content whether a document is a Compose file: services of which one has an image or a build."""
    if not isinstance(tree, dict) or "kind" in tree or "apiVersion" in tree:
        return False
    found = tree.get("services")
    return isinstance(found, dict) and any(
        isinstance(service, dict) and any(field in service for field in _MAKES_A_SERVICE)
        for service in found.values()
    )


def services(tree: Value) -> Iterator[Service]:
    """Yield every service of the Compose file `tree`, in order of writing; extensions (`x-`) are none."""
    found: Any = tree.get("services") if isinstance(tree, dict) else None
    if not isinstance(found, dict):
        return
    sizes: dict[str, int] = {}
    extended = 0
    for name in found:
        layers, problem = _layers(found, name)
        extended += sum(_size(layer, sizes) for layer in layers[:-1])
        if extended > limits.ALIASED:
            message = f"what services extend stands for more than {limits.ALIASED} values"
            problem = problem or TypeProblem(f"{_pointer(name)}/extends", message)
        if problem is not None:
            yield Service(name, problem=problem)
        elif any(field in layer.value for layer in layers for field in _MAKES_A_SERVICE):
            yield Service(name, *workload(name, _pointer(name), Layers(layers)))
        else:
            yield Service(name)


def _size(layer: Written, known: dict[str, int]) -> int:
    """Return how many values a service holds, counted once."""
    if layer.pointer not in known:
        pending, count = [layer.value], 0
        while pending:
            node = pending.pop()
            count += 1
            pending += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        known[layer.pointer] = count
    return known[layer.pointer]


def _layers(found: dict[str, Any], name: str) -> tuple[list[Written], TypeProblem | None]:
    """Return the service called `name` after what it extends, or why that cannot be followed."""
    layers: list[Written] = []
    seen: set[str] = set()
    while True:
        node, pointer = found.get(name), _pointer(name)
        if not isinstance(node, dict):
            return layers, TypeProblem(pointer, f"there is no service {name!r}, or it is not a mapping")
        layers.insert(0, Written(node, pointer))
        seen.add(name)
        extended = node.get("extends")
        if extended is None:
            return layers, None
        base, file = (extended, None) if isinstance(extended, str) else _extended(extended)
        if file is not None or base is None or base in seen or len(seen) > EXTENSIONS:
            return layers, TypeProblem(f"{pointer}/extends", _why(base, file))
        name = base


def _extended(value: object) -> tuple[str | None, str | None]:
    """Return service and file of a long `extends`."""
    node = value if isinstance(value, dict) else {}
    service, file = node.get("service"), node.get("file")
    return (service if isinstance(service, str) else None), (None if file is None else str(file))


def _why(base: str | None, file: str | None) -> str:
    if base is None:
        return "extends must name a service"
    if file is not None:
        return (
            f"it extends {base!r} of {file[:200]}, which is not read here"
            " (judge what `docker compose config` prints)"
        )
    return f"extends leads back to {base!r}, or on and on"


def _pointer(name: str) -> str:
    return f"/services/{pointer_token(name)}"
