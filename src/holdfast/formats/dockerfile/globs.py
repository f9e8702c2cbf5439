"""The patterns of `${name#pattern}`: `?`, `*` and escapes, matched in time linear in text and pattern.

Source: BuildKit's Dockerfile reference, "Environment replacement". The states of the match are the bits of a number.
"""

from __future__ import annotations

from collections.abc import Sequence

_ANY = "?"
_MANY = "*"
_ESCAPED = ("*", "?", "/", "\\", "}")


class _Wild:
    """`?` or `*` that stands for other characters."""

    __slots__ = ("many",)

    def __init__(self, *, many: bool) -> None:
        self.many = many


Token = str | _Wild


def tokens(pattern: str) -> list[Token] | None:
    """Split `pattern`; several `*` in a row are one. `None` for an escape that BuildKit does not know.

    The escape is a backslash here, whatever the directive `escape` says.
    """
    found: list[Token] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        position += 1
        if char == "\\":
            if pattern[position : position + 1] not in _ESCAPED:
                return None
            found.append(pattern[position])
            position += 1
        elif char == _MANY:
            if not (found and isinstance(found[-1], _Wild) and found[-1].many):
                found.append(_Wild(many=True))
        elif char == _ANY:
            found.append(_Wild(many=False))
        else:
            found.append(char)
    return found


def cost(pattern: Sequence[Token], length: int) -> int:
    """Return an upper bound of the steps that it takes to match `pattern` against `length` characters."""
    return (length + 1) * (1 + len(pattern) // 64) + len(pattern)


def prefix(pattern: Sequence[Token], text: str, *, longest: bool, none: int = 0) -> int:
    """Return the length of the shortest or longest prefix of `text` that matches; `none` if there is none."""
    masks, many = _masks(pattern)
    wild = masks.get("", 0)
    accept = 1 << len(pattern)
    states = _skip_many(1, many)
    best = none
    if states & accept:
        best = 0
        if not longest:
            return 0
    for index, char in enumerate(text, start=1):
        moved = (states & (masks.get(char, 0) | wild) & ~many) << 1
        states = _skip_many(moved | (states & many), many)
        if not states:
            break
        if states & accept:
            best = index
            if not longest:
                break
    return best


def _masks(pattern: Sequence[Token]) -> tuple[dict[str, int], int]:
    """Return for each character (`""`: any) the states that it leads on from, and the states that repeat."""
    masks: dict[str, int] = {}
    many = 0
    for index, token in enumerate(pattern):
        if isinstance(token, _Wild):
            if token.many:
                many |= 1 << index
            else:
                masks[""] = masks.get("", 0) | 1 << index
        else:
            masks[token] = masks.get(token, 0) | 1 << index
    return masks, many


def _skip_many(states: int, many: int) -> int:
    """Add the states behind every `*` that is reached, since it may stand for nothing."""
    return states | (states & many) << 1
