"""Resource quantities (`500m`, `1Gi`, `0.5`), compared by what they amount to."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_SHAPE = re.compile(
    r"([+-]?(?:[0-9]{1,64}(?:\.[0-9]{0,64})?|\.[0-9]{1,64}))([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,3})?"
)
_POWERS = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}


def parse(text: str) -> Fraction | None:
    """Return the amount that `text` states (apimachinery, resource.Quantity), or `None` if it is not a quantity."""
    if (match := _SHAPE.fullmatch(text)) is None:
        return None
    number, suffix = match[1], match[2] or ""
    amount = Fraction(number)
    if suffix in _BINARY:
        return amount * Fraction(1024 ** _BINARY[suffix])
    power = _POWERS[suffix] if suffix in _POWERS else int(suffix[1:] or 0)
    scale: Fraction = Fraction(10) ** power
    return amount * scale


@lru_cache(maxsize=4096)
def canonical(text: str, digits: int = 9) -> str | None:
    """Return one spelling for all quantities of the same amount, rounded up to `digits` decimal places.

    Returns `None` for what is not a quantity.
    """
    if (amount := parse(text)) is None:
        return None
    scale: int = 10**digits
    scaled = amount * scale
    whole = scaled.numerator // scaled.denominator
    if whole != scaled and amount > 0:
        whole += 1
    return str(Fraction(whole, scale))
