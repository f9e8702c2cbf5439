"""The little Markdown that generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable


def page(title: str, *parts: str) -> str:
    """Return a page of `parts`, each a block of its own."""
    return "\n\n".join((f"# {title}", *parts)) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table; a `|` within a cell is escaped."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
