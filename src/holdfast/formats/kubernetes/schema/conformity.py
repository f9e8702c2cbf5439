"""Which fields of a pod specification an API server would refuse for their type.

Walked only where the normal form met such a field; the message says what the field takes and what it got.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from holdfast.formats.kubernetes.schema.layout import CLASSES, Field, fields_of
from holdfast.formats.kubernetes.values import Node
from holdfast.formats.limits import shown as quoted
from holdfast.model.position import pointer_token
from holdfast.model.quantity import parse
from holdfast.model.workload import TypeProblem

_WANTED = {"string": "a string", "int": "a whole number", "bool": "true or false"}


def problems(node: Node, name: str, pointer: str) -> Iterator[TypeProblem]:
    """Yield a problem for each field at or below `node`, a value of the type called `name`, in order."""
    fields = fields_of(name)
    for key, value in node.items():
        if value is not None and (field := fields.get(key)) is not None:
            yield from _field(value, field, f"{pointer}/{pointer_token(key)}", key)


def _field(value: Any, field: Field, pointer: str, name: str) -> Iterator[TypeProblem]:  # noqa: ANN401 - any value
    match field.kind:
        case "scalar":
            yield from _scalar(value, field.of, pointer, name)
        case "struct":
            if isinstance(value, dict):
                yield from problems(value, field.of, pointer)
            else:
                yield _problem(pointer, name, "a mapping", value)
        case "structs" | "scalars":
            yield from _list(value, field, pointer, name)
        case "map" | "quantities":
            yield from _map(value, field, pointer, name)
        case "quantity":
            yield from _quantity(value, pointer, name)
        case "number_or_name" if value.__class__ is not int and not isinstance(value, str):
            yield _problem(pointer, name, "a number or a name", value)


def _scalar(value: Any, of: str, pointer: str, name: str) -> Iterator[TypeProblem]:  # noqa: ANN401 - any value
    if value.__class__ is not CLASSES[of]:
        yield _problem(pointer, name, _WANTED[of], value)


def _quantity(value: Any, pointer: str, name: str) -> Iterator[TypeProblem]:  # noqa: ANN401 - any value
    written = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    if not written or parse(str(value)) is None:
        yield _problem(pointer, name, "a quantity such as 500m or 1Gi", value)


def _list(value: Any, field: Field, pointer: str, name: str) -> Iterator[TypeProblem]:  # noqa: ANN401 - any value
    if not isinstance(value, list):
        yield _problem(pointer, name, "a list", value)
        return
    for index, item in enumerate(value):
        place = f"{pointer}/{index}"
        if item is None:
            continue
        if field.kind == "scalars":
            yield from _scalar(item, field.of, place, f"an item of {name}")
        elif isinstance(item, dict):
            yield from problems(item, field.of, place)
        else:
            yield _problem(place, f"an item of {name}", "a mapping", item)


def _map(value: Any, field: Field, pointer: str, name: str) -> Iterator[TypeProblem]:  # noqa: ANN401 - any value
    if not isinstance(value, dict):
        yield _problem(pointer, name, "a mapping", value)
        return
    for key, item in value.items():
        place = f"{pointer}/{pointer_token(key)}"
        if item is None:
            continue
        if field.kind == "quantities":
            yield from _quantity(item, place, key)
        else:
            yield from _scalar(item, field.of, place, key)


def _problem(pointer: str, name: str, wanted: str, got: object) -> TypeProblem:
    return TypeProblem(pointer, f"{name} must be {wanted}, not {shown(got)}")


def shown(value: object) -> str:
    """Return a short description of `value` for a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return quoted(value) if isinstance(value, str) else str(value)
