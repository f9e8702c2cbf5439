"""Reading `--now`."""

from __future__ import annotations

from datetime import UTC, datetime

from holdfast.errors import ConfigurationError
from holdfast.sources import clock


def read(text: str | None) -> datetime:
    """Return the moment that `text` names (`2026-01-01`, `2026-01-01T12:00:00Z`), or the present one."""
    if text is None:
        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ConfigurationError(
            f"--now {text!r} is not a time",
            code="bad-option",
            hint="write 2026-01-01 or 2026-01-01T12:00:00Z",
        ) from None
    return moment.replace(microsecond=0)
