"""The ports of a service, in their short and their long form, as those of a container."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from holdfast.formats.compose.layers import Layers

_SHORT = re.compile(
    r"(?:(?:(?P<ip>\[[0-9A-Fa-f:.]*\]|[0-9.]*):)?(?P<host>[0-9-]*):)?(?P<port>[0-9]{1,5})(?:-(?P<last>[0-9]{1,5}))?"
    r"(?:/(?P<protocol>[a-z]+))?"
)
_NUMBER = re.compile(r"[0-9]{1,5}")
RANGE = 1_024
"""Ports of one range that are told apart."""

Tree = dict[str, Any]


def ports(service: Layers, places: dict[str, str]) -> list[Tree]:
    """Return every port that is published, noting in `places` where each is written; `HOST:PORT`, or a mapping.

    Which port of the host it is published on matters to nothing here, and a range may leave it open.
    """
    found: list[Tree] = []
    for text, pointer in service.texts("ports"):
        for port in _short(text):
            places[f"/spec/containers/0/ports/{len(found)}"] = pointer
            found.append(port)
    for node, pointer in service.mappings("ports"):
        places[f"/spec/containers/0/ports/{len(found)}"] = pointer
        found.append({"containerPort": _number(node.get("target")), "protocol": _upper(node.get("protocol"))})
    return found


def _short(text: str) -> Iterator[Tree]:
    parts = _SHORT.fullmatch(text)
    if parts is None:
        return
    first = int(parts["port"])
    last = int(parts["last"] or first)
    for number in range(first, min(last, first + RANGE) + 1):
        yield {"containerPort": number, "protocol": _upper(parts["protocol"])}


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value
