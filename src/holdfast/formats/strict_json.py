"""JSON as evidence: one reading only, or none.

Readers disagree on duplicate names, on names that differ only in case (Go matches them), on `NaN` and on lone
surrogates. Bytes that are named by one digest must not mean two things, so all of these are refused here.
Positions are not kept.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import NoReturn

from holdfast.errors import MalformedError

DEPTH = 64
"""How deep arrays and objects may nest."""
_LONGEST_NAME = 40
"""How much of a name is shown in an error."""

_STRINGS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A string, or what is left of the bytes where it does not end: linear on any input."""
_BRACKETS = re.compile(rb"[^\[\]{}]++")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Node:
    """A JSON object of known names; `null` counts as absent, as it does in every reader of these documents.

    Each accessor raises `MalformedError` that names the field where its type is another one.
    """

    __slots__ = ("_fields", "_path", "what")

    def __init__(self, value: object, known: frozenset[str], what: str, path: str = "") -> None:
        """Take `value` at `path` of the document called `what`; `known` are the names that its readers know."""
        self.what = what
        self._path = path
        if not isinstance(value, dict):
            self.refuse(path, "is not an object")
        self._fields: dict[str, object] = value
        self._refuse_variants(known)

    def _refuse_variants(self, known: frozenset[str]) -> None:
        """Refuse a name that a case-insensitive reader takes for a known one."""
        folded = _folded(known)
        for name in self._fields:
            if name not in known and (meant := folded.get(name.casefold())) is not None:
                self.refuse(self.path(name[:_LONGEST_NAME]), f"differs from `{meant}` only in case")

    def path(self, name: str) -> str:
        """Return the path of field `name` in the document."""
        return f"{self._path}.{name}" if self._path else name

    def refuse(self, path: str, why: str, code: str | None = None) -> NoReturn:
        """Raise `MalformedError` about the field at `path`."""
        field = f"`{path}` " if path else ""
        raise MalformedError(f"{self.what}: {field}{why}", code=code)

    def has(self, name: str) -> bool:
        """Tell whether field `name` is there with a value."""
        return self._fields.get(name) is not None

    def text(self, name: str) -> str:
        """Return the string at `name`; empty where it is absent."""
        value = self._fields.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else self.refuse(self.path(name), "is not a string")

    def flag(self, name: str) -> bool:
        """Return the boolean at `name`; false where it is absent."""
        value = self._fields.get(name)
        if value is None:
            return False
        return value if isinstance(value, bool) else self.refuse(self.path(name), "is not true or false")

    def count(self, name: str) -> int:
        """Return the mandatory integer at `name`, from 0 to 2**63 - 1."""
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(self.path(name), "is missing" if value is None else "is not a whole number")
        if not 0 <= value < 1 << 63:
            self.refuse(self.path(name), "is out of range")
        return value

    def node(self, name: str, known: frozenset[str]) -> Node | None:
        """Return the object at `name`, or `None`."""
        value = self._fields.get(name)
        return None if value is None else Node(value, known, self.what, self.path(name))

    def nodes(self, name: str, known: frozenset[str], limit: int) -> list[Node]:
        """Return the objects of the array at `name`, at most `limit`; empty where it is absent."""
        path = self.path(name)
        return [
            Node(item, known, self.what, f"{path}[{i}]") for i, item in enumerate(self._array(name, limit))
        ]

    def texts(self, name: str, limit: int) -> tuple[str, ...]:
        """Return the strings of the array at `name`, at most `limit`; empty where it is absent."""
        items: list[str] = []
        for i, item in enumerate(self._array(name, limit)):
            if not isinstance(item, str):
                self.refuse(f"{self.path(name)}[{i}]", "is not a string")
            items.append(item)
        return tuple(items)

    def names(self, name: str, limit: int) -> tuple[str, ...]:
        """Return the names of the object at `name`, which serves as a set (`ExposedPorts`); at most `limit`."""
        return tuple(self._object(name, limit))

    def texts_by_name(self, name: str, limit: int, longest: int) -> dict[str, str]:
        """Return the object at `name` whose values are strings of at most `longest` characters."""
        found: dict[str, str] = {}
        for key, value in self._object(name, limit).items():
            path = self.path(f"{name}[{key[:_LONGEST_NAME]!r}]")
            if not isinstance(value, str):
                self.refuse(path, "is not a string")
            if len(key) + len(value) > longest:
                self.refuse(path, f"is longer than {longest} characters", code="too-large")
            found[key] = value
        return found

    def _array(self, name: str, limit: int) -> list[object]:
        value = self._fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(self.path(name), "is not an array")
        if len(value) > limit:
            self.refuse(self.path(name), f"has more than {limit} items", code="too-large")
        return value

    def _object(self, name: str, limit: int) -> dict[str, object]:
        value = self._fields.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse(self.path(name), "is not an object")
        if len(value) > limit:
            self.refuse(self.path(name), f"has more than {limit} names", code="too-large")
        return value


def load(data: bytes, what: str, limit: int) -> object:
    """Parse `data`, at most `limit` bytes of UTF-8; raises `MalformedError` about the document called `what`."""
    if len(data) > limit:
        raise MalformedError(f"{what} is larger than {limit} bytes", code="too-large")
    if _depth(data) > DEPTH:
        raise MalformedError(f"{what} is nested deeper than {DEPTH} levels", code="too-deep")
    try:
        value: object = json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_not_a_number
        )
    except json.JSONDecodeError as error:
        raise MalformedError(f"{what} is not JSON: {error.msg} at byte {error.pos}") from None
    except UnicodeDecodeError as error:
        raise MalformedError(f"{what} is not UTF-8 at byte {error.start}") from None
    except ValueError as error:  # our own two hooks, and integers of more digits than Python converts
        raise MalformedError(f"{what} is not JSON: {error}") from None
    if _SURROGATE.search(data):
        _refuse_lone_surrogates(value, what)
    return value


def _depth(data: bytes) -> int:
    """Return how deep brackets nest, measured on the bytes, so that the parser cannot be made to recurse."""
    depth = deepest = 0
    for bracket in _BRACKETS.sub(b"", _STRINGS.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields: dict[str, object] = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise ValueError(f"the name {twice[:_LONGEST_NAME]!r} stands twice in one object")
    return fields


def _not_a_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a JSON value")


def _refuse_lone_surrogates(value: object, what: str) -> None:
    """Refuse half characters, which readers drop, replace or fail on."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.keys()
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str) and any("\ud800" <= c <= "\udfff" for c in item):
            raise MalformedError(f"{what} holds half of a surrogate pair")


@lru_cache(maxsize=64)
def _folded(known: frozenset[str]) -> dict[str, str]:
    return {name.casefold(): name for name in known}
