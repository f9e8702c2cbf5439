"""Absence is a value: what could not be told, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """Evidence that was wanted and could not be had; a subject that lacks it is never clean."""

    evidence: str
    """What is missing: `document`, `workload`, `dockerfile`, `image`, `namespace`; `rules` where none speaks."""
    reason: str
    """Why, in one line that also says what to do."""
    line: int | None = None
    """Line of the subject's file where the trouble is, where there is one."""
