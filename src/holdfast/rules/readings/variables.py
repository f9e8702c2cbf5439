"""The variables that a word of a Dockerfile names, as BuildKit would look for them when it expands the word."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOUBLE_QUOTED = re.compile(r'"((?:[^"\\`]|[\\`].)*)"?', re.DOTALL)
_NAMED = r"\$(?:\{(\w+)|(\w+))"
_OUTSIDE = re.compile(rf"[\\`].|'[^']*'?|{_NAMED}", re.DOTALL)
_INSIDE = re.compile(rf"[\\`].|{_NAMED}", re.DOTALL)


def referenced(raw: str) -> Iterator[str]:
    """Yield the name of each variable in `raw`; those in single quotes or behind an escape are text."""
    if "$" not in raw:
        return
    position = 0
    while position < len(raw):
        quoted = _DOUBLE_QUOTED.match(raw, position)
        text, pattern = (quoted[1], _INSIDE) if quoted else (_unquoted(raw, position), _OUTSIDE)
        yield from (name for found in pattern.finditer(text) if (name := found[1] or found[2]))
        position = quoted.end() if quoted else position + len(text)


def _unquoted(raw: str, start: int) -> str:
    """Return the part of `raw` from `start` up to the next double quote that opens a word."""
    position = start
    while position < len(raw) and raw[position] != '"':
        skipped = _OUTSIDE.match(raw, position)
        position = skipped.end() if skipped else position + 1
    return raw[start:position]
