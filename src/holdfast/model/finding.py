"""What a rule says, and what a policy makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from holdfast.model.position import Location, Position


class Outcome(Enum):
    """What a rule found; silence means `SATISFIED`, which only `--all` shows."""

    VIOLATED = "violated"
    UNDECIDED = "undecided"
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not_applicable"

    # Members are single. `Enum` would hash their name by a call, a dozen times per finding.
    __hash__ = object.__hash__


class Severity(Enum):
    """How bad a violation is. Set by policy; the words of SARIF viewers and scanners."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    __hash__ = object.__hash__  # as above


class Enforcement(Enum):
    """What a finding does to the verdict, in the words of Pod Security Admission."""

    ENFORCE = "enforce"
    WARN = "warn"
    AUDIT = "audit"

    __hash__ = object.__hash__  # as above


@dataclass(frozen=True, slots=True)
class Finding:
    """One located statement by one rule, before any policy."""

    outcome: Outcome
    """`VIOLATED` or `UNDECIDED`."""
    message: str
    """One sentence that names the fact, without a full stop at its end."""
    at: Position | str
    """A position in a Dockerfile; a JSON pointer otherwise. For a workload it starts at the pod template,
    so `/spec/containers/0/image` is the same place in a Pod and in a Deployment."""
    container: str | None = None
    """Name of the container that the finding is about."""
    aliases: tuple[str, ...] = ()
    """Codes that other tools would report at this very place; a subset of the rule's."""
    path: str | None = None
    """File that holds the place; `None` for the subject's own. Only what a whole directory says needs it."""
    written: str | None = None
    """Pointer of where to look, if that is elsewhere: an annotation that says what the field at `at` would say."""


@dataclass(frozen=True, slots=True)
class WaiverNote:
    """The waiver that covers a finding, as reports show it."""

    owner: str
    reason: str
    ticket: str
    expiry: date


@dataclass(frozen=True, slots=True)
class WeighedFinding:
    """A finding with what the policy says of it; the unit of every report."""

    rule: str
    outcome: Outcome
    enforcement: Enforcement
    severity: Severity
    message: str
    location: Location
    container: str | None
    pointer: str | None
    """Pointer within the pod template: the part of the place that two gates agree on."""
    aliases: tuple[str, ...]
    references: tuple[str, ...]
    remediation: str
    waiver: WaiverNote | None = None
    """Set only where a waiver in force covers the finding, which then does not count."""
    note: str | None = None
    """What the policy adds, such as the waiver that has expired."""
