"""The one clock. Everything else is given the time."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, without fractions of a second."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the one place that reads a clock
