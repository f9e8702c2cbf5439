"""Waivers: who accepts which fault where, why, by which ticket, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from holdfast.model import tree
from holdfast.model.finding import WaiverNote
from holdfast.model.waiver import WaiverRequest
from holdfast.policy.reading import Node, known_rule
from holdfast.policy.selector import Match, read_match

DEFAULT_DAYS = 90
"""For how long a waiver holds at most, where the policy does not say."""
MOST_DAYS = 366
"""What a policy can raise that to."""
TERMS_KEYS = ("maximumDays", "fromSubjects", "delegated", "entries")
WAIVER_KEYS = ("rule", "match", "owner", "reason", "ticket", "granted", "expires")


@dataclass(frozen=True, slots=True)
class WaiverTerms:
    """On what terms waivers hold; `None` where the document does not say."""

    maximum_days: int | None = None
    from_subjects: bool | None = None
    """Whether waivers that a subject carries count."""
    delegated: bool | None = None
    """In a floor: whether the waivers of other documents cover what the floor enforces."""

    @property
    def days(self) -> int:
        """Return for how many days a waiver holds at most."""
        return self.maximum_days or DEFAULT_DAYS

    def under(self, later: WaiverTerms) -> WaiverTerms:
        """Return these terms with what `later` says laid over them."""
        return WaiverTerms(
            later.maximum_days or self.maximum_days,
            self.from_subjects if later.from_subjects is None else later.from_subjects,
            self.delegated if later.delegated is None else later.delegated,
        )


@dataclass(frozen=True, slots=True)
class RequestTerms:
    """On what terms the waivers that a subject carries count."""

    maximum_days: int
    reaches_floor: bool
    """Whether they cover what the floor enforces."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One rule's findings, accepted in one place for a limited time."""

    rule: str
    match: Match
    owner: str
    reason: str
    ticket: str
    granted: date
    """The first day on which it holds."""
    expires: date
    """The last day on which it holds."""
    origin: str
    """`file:line`."""
    reaches_floor: bool = True
    """Whether it covers what a floor enforces too."""

    def in_force(self, today: date) -> bool:
        """Tell whether the waiver holds on `today`."""
        return self.granted <= today <= self.expires

    def idle(self, today: date) -> str | None:
        """Say why the waiver does not hold on `today`, as the end of a sentence; `None` where it holds."""
        if today > self.expires:
            return f"expired on {self.expires}"
        return f"holds only from {self.granted}" if today < self.granted else None

    @property
    def note(self) -> WaiverNote:
        """Return what reports show of it."""
        return WaiverNote(self.owner, self.reason, self.ticket, self.expires)

    @property
    def title(self) -> str:
        """Name the waiver in a sentence."""
        return f"waiver of {self.owner} ({self.ticket})"


def unused(waivers: tuple[Waiver, ...], used: frozenset[int], today: date) -> tuple[str, ...]:
    """Return a notice per waiver that is no longer needed; `used` are indexes of those that covered a finding.

    An expired waiver is named too: it does nothing but mislead its readers.
    """
    return tuple(
        f"{waiver.origin}: the {waiver.title} of {waiver.rule} {why}: remove it"
        for index, waiver in enumerate(waivers)
        if index not in used and today >= waiver.granted
        if (why := waiver.idle(today) or "covers nothing that was judged")
    )


def granted(requests: Iterable[WaiverRequest], terms: RequestTerms | None) -> tuple[Waiver, ...]:
    """Return what the waivers that a subject carries are worth: nothing, where the policy has no `terms` for them.

    A request states no first day; it holds on its last `maximum_days`, so a far expiry gains nothing.
    """
    if terms is None:
        return ()
    return tuple(
        Waiver(
            request.rule,
            Match(),
            request.owner,
            request.reason,
            request.ticket,
            granted=request.expires - min(timedelta(days=terms.maximum_days), request.expires - date.min),
            expires=request.expires,
            origin=request.origin,
            reaches_floor=terms.reaches_floor,
        )
        for request in requests
    )


def read_terms(node: Node | None) -> WaiverTerms:
    """Read what a document says of waivers in general."""
    keys = node.fields(TERMS_KEYS) if node is not None else {}
    days, subjects, delegated = (keys.get(key) for key in TERMS_KEYS[:3])
    return WaiverTerms(
        maximum_days=days.number(1, MOST_DAYS) if days else None,
        from_subjects=subjects.switch() if subjects else None,
        delegated=delegated.switch() if delegated else None,
    )


def read_waivers(node: Node | None, terms: WaiverTerms) -> tuple[Waiver, ...]:
    """Read a document's own waivers, none of which may last longer than its `terms` allow."""
    if node is None or not isinstance(node.value, tree.Mapping) or "entries" not in node.value:
        return ()
    longest = timedelta(days=terms.days)
    return tuple(_waiver(item, longest) for item in node.entries()["entries"].items())


def _waiver(node: Node, longest: timedelta) -> Waiver:
    """Read one entry."""
    keys = node.fields(WAIVER_KEYS, required=WAIVER_KEYS)
    rule, owner, reason, ticket = (
        keys[key].text() if key in keys else "" for key in ("rule", "owner", "reason", "ticket")
    )
    if "rule" in keys:
        known_rule(rule, keys["rule"])
    granted, expires = (keys[key].day() if key in keys else None for key in ("granted", "expires"))
    if granted is None or expires is None:
        granted = expires = date.min
    elif expires < granted:
        keys["expires"].problem(f"the waiver expires before it is granted ({granted})")
    elif expires - granted > longest:
        keys["expires"].problem(
            f"a waiver holds for at most {longest.days} days, here until {granted + longest}"
        )
    return Waiver(rule, read_match(keys.get("match")), owner, reason, ticket, granted, expires, node.origin)
