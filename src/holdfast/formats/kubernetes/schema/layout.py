"""The types of `fields`, made ready for walking: what each field holds, and which values say nothing."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from holdfast.formats.kubernetes.schema.defaults import DEFAULTS, PLACEMENT, UNIONS
from holdfast.formats.kubernetes.schema.fields import KINDS, TYPES

CLASSES: dict[str, type] = {"string": str, "int": int, "bool": bool}
"""Python's classes for the scalar types."""
_ZEROS: dict[str, Any] = {"string": "", "int": 0, "bool": False}


@cache
def notations(name: str) -> dict[str, str]:
    """Return the fields of the type called `name`, each with its type in Go's notation."""
    return dict(word.split("=", 1) for word in TYPES[name].split())


def kinds() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the pointers of the pod templates of every kind, by group and kind; none for most."""
    words = ((group, word.partition("=")) for group, of in KINDS.items() for word in of.split())
    return {(group, kind): tuple(at.split(",")) if found else () for group, (kind, found, at) in words}


class Field(NamedTuple):
    """How one field is walked."""

    kind: str
    """`scalar`, `struct`, `structs`, `scalars`, `map`, `quantity`, `quantities`, `number_or_name` or `any`."""
    of: str
    """The scalar's type, the struct's name, or the type of the items."""
    silent: tuple[Any, ...]
    """Values that are the same as none."""
    keep_empty: bool
    """Whether an empty struct says something here."""
    left_out: bool
    """Whether the field is checked, and has no part in the normal form."""


@cache
def fields_of(name: str) -> dict[str, Field]:
    """Return the fields of the type called `name`."""
    return {field: _field(name, field, notation) for field, notation in notations(name).items()}


def _field(type_name: str, name: str, notation: str) -> Field:
    pointer, kind_name = notation.startswith("*"), notation.removeprefix("*")
    kind, of = _kind(kind_name)
    silent = () if pointer or kind != "scalar" else (_ZEROS[of],)
    default = DEFAULTS.get(type_name, {}).get(name)
    return Field(
        kind,
        of,
        silent if default is None else (*silent, default),
        keep_empty=pointer and kind == "struct" and type_name in UNIONS,
        left_out=name in PLACEMENT.get(type_name, ()),
    )


def _kind(name: str) -> tuple[str, str]:
    """Return how a field of type `name` is walked, and the type of what it holds."""
    if name in CLASSES:
        return "scalar", name
    if name in {"Quantity", "map[string]Quantity"}:
        return ("quantity" if name == "Quantity" else "quantities"), name
    if name == "IntOrString":
        return "number_or_name", name
    if name.startswith("map["):
        return "map", name.partition("]")[2]
    if name.startswith("[]"):
        return ("structs" if name[2:] in TYPES else "scalars"), name[2:]
    return ("struct" if name in TYPES else "any"), name
