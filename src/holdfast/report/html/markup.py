"""HTML that is safe by its making: text becomes text, and only what was made here is markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from holdfast.errors import one_line

_VOID = frozenset({"col", "input", "meta"})
"""Elements without content or end tag (HTML §13.1.2) that the page uses."""


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


NOTHING: Final = Markup("")


def text(words: str) -> Markup:
    """Return outside `words` as text: what HTML reads is escaped, what cannot be seen is made visible."""
    return Markup(escape(one_line(words)))


def element(name: str, /, *children: str, **attributes: str | int | None) -> Markup:
    """Return the element `name`; children that are no `Markup` are text, attributes that are `None` are left out.

    An attribute is spelt as Python can: `class_`, `data_line`.
    """
    known = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{known}>")
    return Markup(f"<{name}{known}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Markup:
    """Return `children` one after another."""
    return Markup("".join(child if isinstance(child, Markup) else text(child) for child in children))


def prose(words: str) -> Markup:
    """Return outside `words`, with what stands between backquotes as code."""
    pieces = words.split("`")
    if len(pieces) % 2 == 0:
        return text(words)
    return joined(element("code", piece) if number % 2 else piece for number, piece in enumerate(pieces))
