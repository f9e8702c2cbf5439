"""The marks of a rule's examples: which line is expected to get which outcome."""

from __future__ import annotations

import re
from collections import Counter

from holdfast.model.finding import Outcome

_WORDS = r"(?:violated|undecided)(?:[ \t]+(?:violated|undecided))*"
_ALONE = re.compile(rf"^[ \t]*#[ \t]*({_WORDS})[ \t]*$")
_TRAILING = re.compile(rf"[ \t]#[ \t]*({_WORDS})[ \t]*$")

Marks = Counter[tuple[int, Outcome]]
"""How many findings of an outcome are expected, or were found, on a line (counted from 1)."""


def marks(text: str) -> Marks:
    """Read the marks of `text`: one at the end of a line marks that line, one alone marks the next."""
    found: Marks = Counter()
    waiting: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if alone := _ALONE.match(line):
            waiting += alone[1].split()
            continue
        trailing = _TRAILING.search(line)
        words = waiting + (trailing[1].split() if trailing else [])
        found.update((number, Outcome(word)) for word in words)
        waiting = []
    if waiting:
        raise ValueError(f"a mark at the end of an example marks no line: {waiting}")
    return found


def without_marks(text: str) -> str:
    """Return `text` with its marks blanked, every line kept at its number."""
    return "\n".join(_ALONE.sub("", _TRAILING.sub("", line)) for line in text.splitlines())
