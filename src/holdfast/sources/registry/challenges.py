"""`WWW-Authenticate`: what a registry asks for (RFC 7235, section 4.1 and appendix C)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

HEADER_LENGTH = 8192
"""Characters of one header that are read."""
CHALLENGES = 16
"""Challenges of one answer that are read."""

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - a pattern of RFC 7230, section 3.2.6
_SCHEME = re.compile(rf"[ \t,]*({_TOKEN})(?:[ \t]+|\Z|(?=,))")
_PARAMETER = re.compile(rf'[ \t,]*({_TOKEN})[ \t]*=[ \t]*(?:({_TOKEN})|"((?:[^"\\]|\\.)*)")[ \t]*(?=,|\Z)')
_TOKEN_68 = re.compile(r"[ \t]*[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|\Z)")
_ESCAPED = re.compile(r"\\(.)")


class Challenge(NamedTuple):
    """One challenge; scheme and names of parameters are in lower case."""

    scheme: str
    parameters: Mapping[str, str]


def parse(headers: Iterable[str]) -> list[Challenge]:
    """Return the challenges of all `WWW-Authenticate` headers; a header is read up to its first fault."""
    found: list[Challenge] = []
    for header in headers:
        found += _header(header[:HEADER_LENGTH])
    return found[:CHALLENGES]


def _header(text: str) -> list[Challenge]:
    found: list[Challenge] = []
    position = 0
    while (scheme := _SCHEME.match(text, position)) is not None and len(found) < CHALLENGES:
        position = scheme.end()
        parameters: dict[str, str] = {}
        while (parameter := _PARAMETER.match(text, position)) is not None:
            name, token, quoted = parameter.groups()
            value = token if token is not None else _ESCAPED.sub(r"\1", quoted)
            parameters.setdefault(name.lower(), value)
            position = parameter.end()
        if not parameters and (opaque := _TOKEN_68.match(text, position)) is not None:
            position = opaque.end()
        found.append(Challenge(scheme[1].lower(), parameters))
    return found
