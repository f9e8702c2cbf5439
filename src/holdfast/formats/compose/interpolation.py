"""`$NAME`, `${NAME}` and `${NAME:-default}` in the values of a Compose file (Compose specification, Interpolation).

Whoever starts the project gives the values; what stands in the file is all that is known here. So a variable with a
default has that, and one without leaves its text unknown.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"\$(?:\$|\{|([A-Za-z_][A-Za-z0-9_]*))")
_BRACED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])|\})")
LONGEST = 65_536
"""Characters of a text with variables."""
_NESTING = 16
"""How deep defaults within defaults are followed."""


class Unknown(str):
    """The name of the variable that a text depends on and that has no default."""

    __slots__ = ()


def interpolate(text: str) -> str | Unknown:
    """Return `text` with every variable replaced by its default, or the first one that has none.

    Raises `ValueError` with the reason where `text` is no valid template.
    """
    if "$" not in text:
        return text
    if len(text) > LONGEST:
        raise ValueError(f"a text with variables of more than {LONGEST} characters")
    value, end = _template(text, 0, 0)
    if not isinstance(value, Unknown) and end < len(text):
        raise ValueError(f"a closing brace too many in {text[:60]!r}")
    return value


def _template(text: str, start: int, depth: int) -> tuple[str | Unknown, int]:
    """Read up to the end of `text`, or within braces (`depth` > 0) up to the one that closes; return where."""
    if depth > _NESTING:
        raise ValueError("variables nested too deep")
    parts: list[str] = []
    unknown: Unknown | None = None
    position = start
    while position < len(text):
        if depth and text[position] == "}":
            break
        if text[position] != "$":
            parts.append(text[position])
            position += 1
            continue
        value, position = _variable(text, position, depth)
        unknown = unknown or (value if isinstance(value, Unknown) else None)
        parts.append(value)
    else:
        if depth:
            raise ValueError(f"a brace is not closed in {text[:60]!r}")
    return unknown or "".join(parts), position


def _variable(text: str, position: int, depth: int) -> tuple[str | Unknown, int]:
    """Return the value of what begins with the `$` at `position`, and where it ends."""
    mark = _MARK.match(text, position)
    if mark is None:
        raise ValueError(f"a lone $ in {text[:60]!r} (write $$)")
    if mark[0] == "$$":
        return "$", mark.end()
    if mark[1]:
        return Unknown(mark[1]), mark.end()
    name = _BRACED.match(text, mark.end())
    if name is None:
        raise ValueError(f"no variable after ${{ in {text[:60]!r}")
    if name[2] is None:
        return Unknown(name[1]), name.end()
    argument, end = _template(text, name.end(), depth + 1)
    return (argument if name[2] in {"-", ":-"} else Unknown(name[1])), end + 1
