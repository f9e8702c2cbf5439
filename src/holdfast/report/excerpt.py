"""One line of source with a caret below the column that a finding points at, safe and aligned on any terminal."""

from __future__ import annotations

import re
from functools import lru_cache

from holdfast.errors import one_line
from holdfast.model.verdict import SubjectKind

WIDTH = 84
"""Cells that an excerpt takes at most; a longer line is cut around its caret."""
BEFORE = 56
"""Cells of them that may lie before the caret."""
TAB = "    "
"""What a tab is shown as."""
REACH = 4 * WIDTH
"""Characters looked at on each side of the caret, since some take no cell at all."""

_YAML_BREAK = re.compile(
    r"\r\n|[\n\r\x85\u2028\u2029]"
)  # YAML 1.1 §5.4, which the reader of documents follows


@lru_cache(maxsize=2)
def lines_of(text: str, kind: SubjectKind) -> list[str]:
    """Split `text` into lines as its reader counted them; kept, since one file holds many subjects."""
    if kind is SubjectKind.DOCKERFILE or (text.isascii() and "\r" not in text):
        return text.split("\n")
    return _YAML_BREAK.split(text)


def excerpt(line: str, column: int | None) -> tuple[str, int | None]:
    """Return what to show of `line`, and how many cells stand before the caret for `column` (from 1)."""
    line = line.removesuffix("\r")
    if len(line) <= WIDTH and line.isascii() and line.isprintable():
        return line.rstrip(), None if column is None else min(column - 1, len(line))
    start = 0 if column is None else min(column - 1, len(line))
    left, before = _left_of(line, start)
    right = _right_of(line, start, WIDTH - before)
    return (left + right).rstrip(), None if column is None else before


def _left_of(line: str, start: int) -> tuple[str, int]:
    """Return what to show before index `start`, and its cells."""
    shown: list[str] = []
    used = 0
    for index in range(start - 1, -1, -1):
        glyph, cells = _glyph(line[index])
        if used + cells > BEFORE or index < start - REACH:
            shown.append("…")
            used += 1
            break
        shown.append(glyph)
        used += cells
    return "".join(reversed(shown)), used


def _right_of(line: str, start: int, room: int) -> str:
    """Return what to show from index `start` on, within `room` cells."""
    shown: list[str] = []
    for index in range(start, len(line)):
        glyph, cells = _glyph(line[index])
        if cells > room - 1 or index > start + REACH:
            shown.append("…")
            break
        shown.append(glyph)
        room -= cells
    return "".join(shown)


def _glyph(character: str) -> tuple[str, int]:
    """Return what to show for one character, and how many cells of a terminal it takes."""
    if character == "\t":
        return TAB, len(TAB)
    if character.isascii() and character.isprintable():
        return character, 1
    safe = one_line(character)
    if safe != character:
        return safe, len(safe)
    import unicodedata

    if unicodedata.combining(character):
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1
