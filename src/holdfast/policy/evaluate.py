"""One verdict out of many findings. Enforcement and waivers are applied here, once, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Finding, Outcome, Severity, WeighedFinding
from holdfast.model.image import Image
from holdfast.model.namespace import Namespace
from holdfast.model.position import Location
from holdfast.model.verdict import SubjectKind, Verdict
from holdfast.model.waiver import WaiverRequest
from holdfast.model.workload import Dialect, Workload
from holdfast.policy.effective import Policy
from holdfast.policy.selector import SubjectFacts
from holdfast.policy.strictness import stricter
from holdfast.policy.waiver import Waiver, granted
from holdfast.rules.kit import Context, Judged, Rule

_EVIDENCE: Mapping[SubjectKind, type[Judged]] = {
    SubjectKind.DOCKERFILE: Dockerfile,
    SubjectKind.WORKLOAD: Workload,
    SubjectKind.NAMESPACE: Namespace,
    SubjectKind.IMAGE: Image,
}
Weight = tuple[Enforcement, Severity]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A subject's findings as the policy sees them, and the verdict that they make."""

    verdict: Verdict
    findings: tuple[WeighedFinding, ...]
    """In the order of their places."""
    missing: tuple[Missing, ...]
    used: frozenset[int]
    """Indexes into `Policy.waivers` of those that covered a finding."""


def day(now: datetime) -> date:
    """Return the day of `now` in UTC, which is all that policies and rules know of time."""
    return now.date() if now.tzinfo is None else now.astimezone(UTC).date()


def judges(rule: Rule, evidence: Judged | None) -> bool:
    """Tell whether `rule` has anything to say of `evidence`."""
    if isinstance(evidence, Workload):
        return rule.speaks_of(Workload, evidence.dialect)
    return isinstance(evidence, rule.judges)


def judge(
    policy: Policy,
    judged: Judged,
    *,
    today: date,
    images: Mapping[str, Image | Missing] | None = None,
) -> Iterator[tuple[Rule, Finding]]:
    """Yield what the selected rules find in `judged`, by the parameters and release of every layer.

    What two layers both find at one place is one finding, in the words of the document's layer.
    """
    dialect = judged.dialect if isinstance(judged, Workload) else Dialect.KUBERNETES
    for rule, variants in policy.runs[type(judged), dialect]:
        said = [
            rule.check(judged, Context(parameters, today, release, images))
            for parameters, release in variants
        ]
        for finding in said[0] if len(said) == 1 else _union(said):
            yield rule, finding


def _union(said: Iterable[Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what is found at any place, as often as the one finds it there that finds it most often."""
    found: Counter[Hashable] = Counter()
    for findings in said:
        here: Counter[Hashable] = Counter()
        for finding in findings:
            place = (finding.outcome, finding.at, finding.container)
            here[place] += 1
            if here[place] > found[place]:
                yield finding
        found |= here


def weigh(  # noqa: PLR0913 - a verdict has this many inputs, and each is named
    policy: Policy,
    subject: SubjectFacts,
    findings: Iterable[tuple[Rule, Finding]],
    *,
    now: datetime,
    locate: Callable[[Finding], Location],
    missing: Iterable[Missing] = (),
    requests: Iterable[WaiverRequest] = (),
) -> Weighed:
    """Weigh `findings` about `subject`; what is `missing` leaves it undecided at best.

    `requests` are the waivers that the subject itself carries; they count on the policy's terms only.
    """
    today = day(now)
    waivers = (*policy.waivers, *granted(requests, policy.requests))
    weighed: list[WeighedFinding] = []
    used: set[int] = set()
    for rule, finding in findings:
        weights = [layer.weight(rule.id, subject, finding.container) for layer in policy.layers]
        if (weight := _strictest(weights)) is None:
            continue
        about = [
            (index, waiver)
            for index, waiver in enumerate(waivers)
            if waiver.rule in (rule.id, *finding.aliases) and waiver.match.covers(subject, finding.container)
        ]
        cover = _cover(about, today, enforced_below=_enforced_below(weights)) if about else _UNCOVERED
        used.update(cover.used)
        weighed.append(_weighed(rule, finding, weight, cover, locate(finding), subject.dialect))
    lacking = (*missing, *_unjudged(policy, subject))
    return Weighed(
        verdict=_verdict(weighed, lacking),
        findings=tuple(sorted(weighed, key=_place)),
        missing=lacking,
        used=frozenset(index for index in used if index < len(policy.waivers)),
    )


def _strictest(weights: Iterable[Weight | None]) -> Weight | None:
    """Return the stricter word of the layers, enforcement and severity each; `None` where none selects the rule."""
    said = [weight for weight in weights if weight is not None]
    if len(said) <= 1:
        return said[0] if said else None
    return stricter(*(enforcement for enforcement, _ in said)), stricter(*(severity for _, severity in said))


def _enforced_below(weights: list[Weight | None]) -> bool:
    """Tell whether the floor enforces what these are the weights of."""
    return any(weight is not None and weight[0] is Enforcement.ENFORCE for weight in weights[1:])


class _Cover(NamedTuple):
    """What waivers do to one finding."""

    waiver: Waiver | None
    note: str | None
    used: tuple[int, ...]


_UNCOVERED = _Cover(None, None, ())
"""No waiver speaks about the finding."""


def _cover(about: list[tuple[int, Waiver]], today: date, *, enforced_below: bool) -> _Cover:
    """Find the waiver that covers a finding, out of those that are `about` it, or say why none does."""
    holding = [
        (index, waiver)
        for index, waiver in about
        if waiver.in_force(today) and (waiver.reaches_floor or not enforced_below)
    ]
    if holding:
        longest = max((waiver for _, waiver in holding), key=_standing)
        return _Cover(longest, None, tuple(index for index, _ in holding))
    nearest = max((waiver for _, waiver in about), key=_standing)
    return _Cover(None, f"the {nearest.title} {nearest.idle(today) or 'does not reach the floor'}", ())


def _standing(waiver: Waiver) -> tuple[date, str, str, str]:
    """Order waivers by their last day, then by what people see of them: never by their place in the document."""
    return waiver.expires, waiver.owner, waiver.ticket, waiver.reason


def _weighed(
    rule: Rule, finding: Finding, weight: Weight, cover: _Cover, location: Location, dialect: Dialect
) -> WeighedFinding:
    """Return `finding` with what the policy says of it."""
    enforcement, severity = weight
    return WeighedFinding(
        rule=rule.id,
        outcome=finding.outcome,
        enforcement=enforcement,
        severity=severity,
        message=finding.message,
        location=location,
        container=finding.container,
        pointer=finding.at if isinstance(finding.at, str) else None,
        aliases=finding.aliases if dialect is Dialect.KUBERNETES else (),  # no other tool judges the rest
        references=rule.references,
        remediation=rule.fix_in(dialect),
        waiver=cover.waiver.note if cover.waiver is not None else None,
        note=cover.note,
    )


def _unjudged(policy: Policy, subject: SubjectFacts) -> Iterator[Missing]:
    """Yield what is missing where no selected rule can speak: found faultless by nobody is no praise.

    A blob is left to its collector, which knows whether it can run (a Service cannot) and else says what is missing.
    """
    if subject.kind is SubjectKind.BLOB:
        return
    kind = _EVIDENCE.get(subject.kind)
    if kind is None or not policy.judges(kind, subject.dialect):
        yield Missing(
            "rules",
            f"no rule of the policy judges a subject of kind {subject.kind.value}; select one that does",
        )


def _verdict(findings: list[WeighedFinding], missing: tuple[Missing, ...]) -> Verdict:
    """Return the verdict: a violation denies, doubt and absence leave undecided, all else allows."""
    outcomes = {found.outcome for found in findings if counts(found)}
    if Outcome.VIOLATED in outcomes:
        return Verdict.DENY
    return Verdict.UNDECIDED if missing or Outcome.UNDECIDED in outcomes else Verdict.ALLOW


def counts(finding: WeighedFinding) -> bool:
    """Tell whether `finding` stands against its subject: enforced, not waived, and violated or undecided."""
    return (
        finding.enforcement is Enforcement.ENFORCE
        and finding.waiver is None
        and finding.outcome in (Outcome.VIOLATED, Outcome.UNDECIDED)
    )


def _place(finding: WeighedFinding) -> tuple[int, int, str, str, str]:
    """Order findings as a reader meets them."""
    at = finding.location
    return at.line or 0, at.column or 0, finding.rule, finding.pointer or "", finding.message
