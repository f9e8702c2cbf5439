"""A document's tree, read with every fault noted at its place; nothing is raised before all of it is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TypeVar

from holdfast.errors import ConfigurationError, one_line
from holdfast.model import tree
from holdfast.model.position import pointer_token
from holdfast.model.tree import Value
from holdfast.rules import catalogue, find

T = TypeVar("T")

MOST_PROBLEMS = 50
"""Problems that are shown of one document; the rest is only said to exist."""
LONGEST_TEXT = 1024
"""Characters of any one text in a policy."""
MOST_ITEMS = 10_000
"""Entries of any one list or mapping in a policy."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Problems:
    """The faults of one document, in the order of their discovery."""

    def __init__(self, root: Value, source: str) -> None:
        """Collect for `source`, whose tree is `root`."""
        self._root = root
        self._source = source
        self._found: list[tuple[int, int, str]] = []
        self._more = False

    def place(self, pointer: str) -> str:
        """Return `file:line` of what `pointer` names."""
        return f"{self._source}:{tree.locate(self._root, pointer).line}"

    def add(self, pointer: str, text: str) -> None:
        """Note that `text` is wrong with what `pointer` names."""
        if len(self._found) >= MOST_PROBLEMS:
            self._more = True
            return
        at = tree.locate(self._root, pointer)
        self._found.append((at.line, at.column, one_line(text)))

    def refuse(self) -> None:
        """Raise `ConfigurationError` with everything that was noted, if anything was."""
        if not self._found:
            return
        more = (f"{self._source}: more than {MOST_PROBLEMS} problems; the rest is not shown",)
        shown = (f"{self._source}:{line}:{column}: {text}" for line, column, text in sorted(self._found))
        problems = (*shown, *(more if self._more else ()))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise ConfigurationError(
            f"the policy has {count}", code="invalid-policy", subject=self._source, problems=problems
        )


class Node:
    """A value of the tree and its place. Reading a wrong one notes a problem and gives something harmless."""

    __slots__ = ("pointer", "problems", "value")

    def __init__(self, value: Value, pointer: str, problems: Problems) -> None:
        """Stand for `value`, found at `pointer`."""
        self.value = value
        self.pointer = pointer
        self.problems = problems

    @property
    def origin(self) -> str:
        """Return `file:line`."""
        return self.problems.place(self.pointer)

    def problem(self, text: str) -> None:
        """Note a fault here."""
        self.problems.add(self.pointer, text)

    def entries(self) -> dict[str, Node]:
        """Return the entries of a mapping whose keys are free, in order."""
        if not isinstance(self.value, tree.Mapping):
            self.problem(f"{self._name()} must be a mapping, not {kind_of(self.value)}")
            return {}
        if len(self.value) > MOST_ITEMS:
            self.problem(f"{self._name()} has more than {MOST_ITEMS} entries")
            return {}
        return {
            key: Node(value, f"{self.pointer}/{pointer_token(key)}", self.problems)
            for key, value in self.value.items()
        }

    def fields(self, known: Collection[str], required: Iterable[str] = ()) -> dict[str, Node]:
        """Return the entries of a mapping whose keys must be among `known` and hold all of `required`."""
        entries = self.entries()
        for key in list(entries):
            if key not in known:
                entries.pop(key).problem(f"unknown key {short(key)}{suggestion(key, known)}")
        if isinstance(self.value, tree.Mapping):
            for key in required:
                if key not in self.value:
                    self.problem(f"{self._name()} lacks {key!r}")
        return entries

    def items(self) -> list[Node]:
        """Return the items of a sequence."""
        if not isinstance(self.value, tree.Sequence):
            self.problem(f"{self._name()} must be a list, not {kind_of(self.value)}")
            return []
        if len(self.value) > MOST_ITEMS:
            self.problem(f"{self._name()} has more than {MOST_ITEMS} items")
            return []
        return [
            Node(value, f"{self.pointer}/{index}", self.problems) for index, value in enumerate(self.value)
        ]

    def text(self) -> str:
        """Return a text that is not blank."""
        if not isinstance(self.value, str):
            self.problem(f"{self._name()} must be a text, not {kind_of(self.value)}")
        elif not self.value.strip():
            self.problem(f"{self._name()} is empty")
        elif len(self.value) > LONGEST_TEXT:
            self.problem(f"{self._name()} is longer than {LONGEST_TEXT} characters")
        else:
            return self.value
        return "?"

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts that holds at least one."""
        items = self.items()
        if not items and isinstance(self.value, tree.Sequence):
            self.problem(f"{self._name()} is empty")
        return tuple(item.text() for item in items)

    def switch(self) -> bool:
        """Return a truth value."""
        if isinstance(self.value, bool):
            return self.value
        self.problem(f"{self._name()} must be true or false, not {kind_of(self.value)}")
        return False

    def number(self, least: int, most: int) -> int:
        """Return a whole number between `least` and `most`."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and least <= self.value <= most:
            return self.value
        self.problem(f"{self._name()} must be a whole number from {least} to {most}")
        return least

    def day(self) -> date | None:
        """Return a calendar day, written `2026-03-01`; `None` where it is not one."""
        if isinstance(self.value, str) and _DAY.fullmatch(self.value):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                pass
        self.problem(f"{self._name()} must be a day such as 2026-03-01")
        return None

    def choice(self, choices: Mapping[str, T]) -> T | None:
        """Return what the text here stands for among `choices`."""
        if isinstance(self.value, str) and self.value in choices:
            return choices[self.value]
        words = ", ".join(choices)
        said = short(self.value) if isinstance(self.value, str) else kind_of(self.value)
        self.problem(f"{self._name()} must be one of {words}, not {said}")
        return None

    def _name(self) -> str:
        """Name the value by its key, or by its place in the list that holds it."""
        *_, above, last = ("", "", *self.pointer.split("/"))
        if not last:
            return "the policy"
        return f"item {int(last) + 1} of {above}" if last.isdecimal() else last.replace("~1", "/")


def kind_of(value: Value) -> str:
    """Name the kind of `value` in the words of YAML."""
    if value is None:
        return "nothing"
    names = {bool: "a truth value", int: "a number", float: "a number", str: "a text"}
    return names.get(type(value)) or ("a mapping" if isinstance(value, tree.Mapping) else "a list")


def short(text: str) -> str:
    """Quote `text`, cut where it is long."""
    return f'"{text}"' if len(text) <= 80 else f'"{text[:77]}..."'  # noqa: PLR2004 - the width of a terminal


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return `: did you mean "x"?` for the nearest of `known`, or nothing."""
    if len(word) > 100:  # noqa: PLR2004 - longer than any name here, and comparing costs its square
        return ""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f': did you mean "{near[0]}"?' if near else ""


def known_rule(name: str, node: Node) -> bool:
    """Tell whether a rule is called `name`; note a problem at `node` where none is."""
    if find(name) is not None:
        return True
    alias = next((rule.id for rule in catalogue().values() if name in rule.aliases), None)
    hint = f': here it is called "{alias}"' if alias else suggestion(name, catalogue())
    node.problem(f"unknown rule {short(name)}{hint}")
    return False
