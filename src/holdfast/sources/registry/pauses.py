"""Asking again: when, how often, and how long to wait before."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC

from holdfast.errors import SourceError
from holdfast.sources import clock
from holdfast.sources.registry.connection import Answer
from holdfast.sources.registry.limits import Limits

_PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that another request may not meet."""


class Pauses:
    """Repeats what may succeed later, with growing, jittered pauses; `Retry-After` counts where it is bearable."""

    def __init__(self, limits: Limits, pause: Callable[[float], None]) -> None:
        """Wait by `pause`, which takes seconds."""
        self._limits, self._pause = limits, pause

    def repeated(self, ask: Callable[[], Answer]) -> Answer:
        """Return the first answer that is final, or the last one; raises what the last attempt raises."""
        for attempt in range(self._limits.attempts - 1):
            asked_for = None
            try:
                answer = ask()
                if answer.status not in _PASSING:
                    return answer
                asked_for = _seconds(answer.header("retry-after"))
                if asked_for is not None and asked_for > self._limits.retry_after_seconds:
                    return answer
            except SourceError as error:
                if not error.retryable:
                    raise
            self._pause(asked_for if asked_for is not None else self._jittered(attempt))
        return ask()

    def _jittered(self, attempt: int) -> float:
        return self._limits.pause_seconds * float(2**attempt) * random.uniform(0.5, 1.5)  # noqa: S311 - not a secret


def _seconds(text: str) -> float | None:
    """Return how long `Retry-After` asks to wait (RFC 9110, section 10.2.3), `None` where it says nothing."""
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    if not text:
        return None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max((moment - clock.now()).total_seconds(), 0.0)
