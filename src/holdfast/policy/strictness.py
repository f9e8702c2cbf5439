"""Which of two words is the stricter one."""

from __future__ import annotations

from typing import TypeVar

from holdfast.model.finding import Enforcement, Severity
from holdfast.model.verdict import Verdict

Word = TypeVar("Word", bound=Enforcement | Severity | Verdict)

_ORDERS: tuple[tuple[Enforcement | Severity | Verdict, ...], ...] = (
    (Enforcement.AUDIT, Enforcement.WARN, Enforcement.ENFORCE),
    (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL),
    (Verdict.ALLOW, Verdict.UNDECIDED, Verdict.DENY),
)
_RANKS = {word: rank for order in _ORDERS for rank, word in enumerate(order)}


def stricter(word: Word, *others: Word) -> Word:
    """Return the strictest of the words."""
    return max((word, *others), key=_RANKS.__getitem__)


def milder(word: Word, than: Word) -> bool:
    """Tell whether `word` asks for less than `than`."""
    return _RANKS[word] < _RANKS[than]
