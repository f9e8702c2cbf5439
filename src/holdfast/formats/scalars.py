"""What a YAML scalar means to Kubernetes, whose reader (sigs.k8s.io/yaml) speaks a dialect of YAML 1.1.

Booleans have all their old spellings, integers all their bases and `_` between digits; dates and sexagesimal
numbers are strings; a float without a fraction is an integer, as it is once it has become JSON. Whoever judges
a manifest must read `privileged: on` and `runAsUser: 0x0` as the API server does.
"""

from __future__ import annotations

import re
import struct

from holdfast.formats.limits import NUMBER_LENGTH, SHOWN, shown

Scalar = bool | int | float | str | None

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
"""Plain scalars that are null or a boolean."""

_SIGNS = ("", "+", "-")
_NOT_FINITE = frozenset(
    (".nan", ".NaN", ".NAN", *(sign + word for sign in _SIGNS for word in (".inf", ".Inf", ".INF")))
)
_NUMBER_START = frozenset("+-.0123456789")
_INTEGER = re.compile(
    r"[-+]?(?:0[xX](?P<hexadecimal>[0-9a-fA-F]+)|0[bB](?P<binary>[01]+)|0[oO]?(?P<octal>[0-7]+)"
    r"|(?P<decimal>0|[1-9][0-9]*))"
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASES = {"hexadecimal": 16, "binary": 2, "octal": 8, "decimal": 10}
_MINIMUM, _MAXIMUM = -(2**63), 2**64 - 1
_EXACT = 2**53
_INFINITY = float("inf")
_TAGS = {
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (int, float),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:null": (type(None),),
}
_TEXT_TAGS = frozenset(("!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"))


def plain(text: str) -> Scalar:
    """Return the value of the plain scalar `text`; raises `ValueError` for a number that JSON does not have."""
    if text in WORDS:
        return WORDS[text]
    return _number(text) if text[0] in _NUMBER_START else text


def tagged(tag: str, text: str) -> Scalar:
    """Return the value of `text` under an explicit `tag`; raises `ValueError` where the two do not fit."""
    if tag in _TEXT_TAGS:
        return text
    if (types := _TAGS.get(tag)) is None:
        raise ValueError(unknown_tag(tag))
    value = plain(text)
    if type(value) not in types:
        raise ValueError(f"{shown(text)} is not a value of tag {_short(tag)}")
    return value


def as_json(value: Scalar) -> Scalar:
    """Return `value` as it is once it has become JSON: a float without a fraction is an integer there."""
    whole = value.__class__ is float and abs(value) < _EXACT and value.is_integer()
    return int(value) if whole else value  # type: ignore[arg-type]  # a float, as told above


def key(value: Scalar) -> str:
    """Return a key as JSON has it; raises `ValueError` for what cannot be one."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int) and value < 2**63:
        return str(value)
    if isinstance(value, float):
        return _float_key(value)
    raise ValueError("a key must be a string")


def _number(text: str) -> int | float | str:
    if len(text) > NUMBER_LENGTH:
        return text
    digits = text.replace("_", "") if "_" in text and text[0] != "." else text
    if (match := _INTEGER.fullmatch(digits)) is not None:
        base = match.lastgroup or "decimal"
        magnitude = int(match[base], _BASES[base])
        value = -magnitude if digits[0] == "-" else magnitude
        if _MINIMUM <= value <= _MAXIMUM:
            return value
    if _FLOAT.fullmatch(digits) is not None:
        return _float(digits, text)
    if text in _NOT_FINITE:
        raise ValueError(f"{text} is a number that JSON does not have")
    return text


def _float(digits: str, text: str) -> float | str:
    value = float(digits)
    return text if value in {_INFINITY, -_INFINITY} else value


def _float_key(value: float) -> str:
    """Spell `value` with the fewest digits that tell it from other 32-bit floats, as Kubernetes' reader does."""
    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        raise ValueError("a key must be a string") from None
    spellings = (f"{single:.{places}e}" for places in range(9))
    spelt = next(
        (s for s in spellings if struct.pack("f", float(s)) == struct.pack("f", value)), f"{single:e}"
    )
    mantissa, _, power = spelt.partition("e")
    exponent = int(power)
    if -4 <= exponent < 6:  # noqa: PLR2004 - where Go's %g changes to the exponent form
        return f"{single:.{max(len(mantissa.lstrip('-').replace('.', '')) - 1 - exponent, 0)}f}"
    return f"{mantissa}e{exponent:+03d}"


def unknown_tag(tag: str) -> str:
    """Return the message on a tag that means nothing to Kubernetes."""
    return f"tag {_short(tag)} is not one that Kubernetes knows"


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!", 1)[:SHOWN]
