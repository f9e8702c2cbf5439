"""A waiver that a subject asks for itself; what it is worth is for the policy to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class WaiverRequest:
    """A request to accept one rule's findings in the subject that carries it."""

    rule: str
    """As written: the id of a rule, the code of another tool that its findings carry, or neither."""
    owner: str
    reason: str
    ticket: str
    expires: date
    """The last day on which it is meant to hold."""
    origin: str
    """`file:line`, or the file alone where the line is not known."""
