"""One service as its layers: what it extends first, then its own fields (Compose specification, Extend and Merge).

A scalar is the last layer's that has it; sequences are joined, mappings and `NAME=value` lists merged by name. Every
value comes with its pointer in the document, so that a fault is found where it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from holdfast.formats.compose.interpolation import Unknown, interpolate
from holdfast.model.position import pointer_token
from holdfast.model.workload import TypeProblem


class Written(NamedTuple):
    """A value, and the pointer of the field that holds it."""

    value: Any
    pointer: str


class Entry(NamedTuple):
    """An entry of a mapping, or of a list that stands for one."""

    name: str
    value: str | Unknown | None
    """`None` where whoever starts the project gives it."""
    pointer: str


class Layers:
    """Reads one service; what it cannot understand goes to `problems`."""

    def __init__(self, layers: list[Written]) -> None:
        """Take mappings with their pointers, the innermost base first."""
        self._layers = layers
        self.problems: list[TypeProblem] = []

    def field(self, *path: str) -> Written | None:
        """Return the last value at `path`, with its pointer; `None` where it is absent or null."""
        return next(iter(reversed(list(self._each(path)))), None)

    def written(self) -> list[Any]:
        """Return every layer as written, extensions (`x-`) left out: all that decides what runs."""
        return [
            {key: value for key, value in layer.value.items() if not key.startswith("x-")}
            for layer in self._layers
        ]

    def text(self, *path: str) -> tuple[str | Unknown, str] | None:
        """Return the text of a scalar, variables replaced."""
        found = self.field(*path)
        if found is None:
            return None
        value = self._scalar(found)
        return None if value is None else (value, found.pointer)

    def known(self, *path: str) -> tuple[str, str] | None:
        """Return the text of a scalar that a verdict needs: an unknown one is a problem."""
        found = self.text(*path)
        if found is None or isinstance(found[0], Unknown):
            if found is not None:
                self._unknown(found[0], found[1])
            return None
        return found

    def flag(self, name: str) -> tuple[bool, str] | None:
        """Return a boolean, as YAML writes it or as text that a variable gave."""
        if (found := self.known(name)) is None:
            return None
        value = _BOOLEANS.get(found[0].lower())
        if value is None:
            self.problems.append(
                TypeProblem(found[1], f"{name} must be true or false, not {found[0][:60]!r}")
            )
            return None
        return value, found[1]

    def texts(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the texts of every layer's list, each with its pointer."""
        for found in self._each((name,)):
            if not isinstance(found.value, list):
                self._wrong(name, "a list", found)
                continue
            for index, item in enumerate(found.value):
                if isinstance(item, dict):
                    continue
                at = Written(item, f"{found.pointer}/{index}")
                value = self._scalar(at)
                if isinstance(value, Unknown):
                    self._unknown(value, at.pointer)
                elif value is not None:
                    yield value, at.pointer

    def mappings(self, name: str) -> Iterator[Written]:
        """Yield those items of every layer's list that are mappings."""
        for found in self._each((name,)):
            if isinstance(found.value, list):
                for index, item in enumerate(found.value):
                    if isinstance(item, dict):
                        yield Written(item, f"{found.pointer}/{index}")

    def entries(self, name: str) -> list[Entry]:
        """Return the entries of a mapping or of a `NAME=value` list, one per name, the last layer's."""
        merged: dict[str, Entry] = {}
        for found in self._each((name,)):
            if not isinstance(found.value, (dict, list)):
                self._wrong(name, "a mapping or a list", found)
                continue
            for entry in self._entries(found):
                merged[entry.name] = entry
        return list(merged.values())

    def _entries(self, found: Written) -> Iterator[Entry]:
        if isinstance(found.value, dict):
            for key, value in found.value.items():
                at = f"{found.pointer}/{pointer_token(key)}"
                yield Entry(key, self._scalar(Written(value, at)), at)
            return
        for index, item in enumerate(found.value):
            at = f"{found.pointer}/{index}"
            key, equals, value = str(item).partition("=")
            yield Entry(key, self._scalar(Written(value, at)) if equals else None, at)

    def _each(self, path: tuple[str, ...]) -> Iterator[Written]:
        for layer in self._layers:
            value, pointer = layer.value, layer.pointer
            for name in path:
                value = value.get(name) if isinstance(value, dict) else None
                pointer = f"{pointer}/{pointer_token(name)}"
            if value is not None:
                yield Written(value, pointer)

    def _scalar(self, found: Written) -> str | Unknown | None:
        value = found.value
        if value is None:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (dict, list)):
            self._wrong("this", "a single value", found)
            return None
        try:
            return interpolate(value) if isinstance(value, str) else str(value)
        except ValueError as error:
            self.problems.append(TypeProblem(found.pointer, str(error)))
            return None

    def _wrong(self, name: str, wanted: str, found: Written) -> None:
        self.problems.append(
            TypeProblem(found.pointer, f"{name} must be {wanted}, not {type(found.value).__name__.lower()}")
        )

    def _unknown(self, variable: str, pointer: str) -> None:
        self.problems.append(
            TypeProblem(pointer, f"it depends on the variable {variable}, which has no default")
        )


_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
