"""Where something is written: lines and columns of a text, pointers into a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text file; both numbers count from 1, columns in characters."""

    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding points, as a report shows it."""

    path: str
    """As the user named the file; `-` for standard input."""
    line: int | None
    column: int | None
    pointer: str | None
    """JSON pointer (RFC 6901) into the document, null where the subject is not one."""


def pointer_token(name: str) -> str:
    """Return `name` as one token of a JSON pointer (RFC 6901 §3)."""
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name
