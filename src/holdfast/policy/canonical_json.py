"""JSON with one spelling per value (RFC 8785), for what is hashed. Numbers are whole and small, as the values here are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Union

Json = Union[None, bool, int, str, "Mapping[str, Json]", "Sequence[Json]"]


def encode(value: Json) -> bytes:
    """Return the canonical bytes of `value`.

    A lone surrogate, which RFC 8785 §3.2.2.2 leaves without a form, is written as its escape: a name that an
    attacker chose must have a digest too, and no other text is written so.
    """
    text = _dumps(value, sort_keys=True)
    if not text.isascii():  # among ASCII keys every order of characters is the same
        text = _dumps(_ordered(value))
    return text.encode("utf-8", "backslashreplace")


def _dumps(value: Json, *, sort_keys: bool = False) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)


def _ordered(value: Json) -> Json:
    """Return `value` with the keys of every mapping in the order of their UTF-16 code units (§3.2.3)."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_units)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    return value


def _units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
