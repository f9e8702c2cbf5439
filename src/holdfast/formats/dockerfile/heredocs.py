"""Which words of an instruction open a here-document: `<<NAME`, `<<-NAME`, `3<<"NAME"`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_OPENING = re.compile(r"(\d*)<<(-?)([^<]*)", re.ASCII)
_QUOTES = ("'", '"')


class Opening(NamedTuple):
    """The start of a here-document."""

    name: str
    expand: bool
    strip_tabs: bool
    start: int
    """Offset into the logical line."""


@cache
def _word(escape: str) -> re.Pattern[str]:
    """Return the pattern of a word; unlike in `ENV`, nothing is an escape between single quotes."""
    e = re.escape(escape)
    return re.compile(
        rf"""(?:{e}[\s\S]|'[^']*(?:'|\Z)|"(?:{e}[\s\S]|[^"{e}])*(?:"|{e}?\Z)|[^\s'"{e}]|{e}\Z)+"""
    )


def openings(text: str, start: int, escape: str) -> list[Opening]:
    """Return the here-documents that `text[start:]` opens; none where a quote is not closed, as in BuildKit."""
    if "<<" not in text:
        return []
    found = []
    for word in _word(escape).finditer(text, start):
        if (match := _OPENING.fullmatch(word[0])) is None:
            continue
        name = _name(match[3], escape)
        if name:
            expand = not any(quote in match[3] for quote in _QUOTES)
            found.append(Opening(name, expand, bool(match[2]), word.start()))
    return found if _closed(text[start:], escape) else []


def _name(raw: str, escape: str) -> str:
    """Remove the quotes and escapes of a name; it is never expanded."""
    found, quote, position = [], "", 0
    while position < len(raw):
        char = raw[position]
        if char == escape and quote != "'":
            position += 1
            found.append(raw[position : position + 1])
        elif char == quote:
            quote = ""
        elif not quote and char in _QUOTES:
            quote = char
        else:
            found.append(char)
        position += 1
    return "".join(found)


def _closed(text: str, escape: str) -> bool:
    """Tell whether every quote of `text` is closed."""
    quote, position = "", 0
    while position < len(text):
        char = text[position]
        if char == escape and quote != "'":
            position += 1
        elif char == quote:
            quote = ""
        elif not quote and char in _QUOTES:
            quote = char
        position += 1
    return not quote
