"""One authority's word: a document with every profile that it extends, merged into complete settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from holdfast.errors import ConfigurationError
from holdfast.model.finding import Enforcement, Severity
from holdfast.model.verdict import Verdict
from holdfast.policy.document import Override, PodTemplate, PolicyDocument, RuleEntry
from holdfast.policy.selector import SubjectFacts
from holdfast.policy.waiver import Waiver, WaiverTerms
from holdfast.rules import find
from holdfast.rules.kit import NEWEST_RELEASE, Release, Rule

Profiles = Callable[[str], PolicyDocument]
"""Gives the document of a profile by its name."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a policy says of one rule, before overrides."""

    rule: Rule
    enforcement: Enforcement
    severity: Severity
    parameters: object
    """An instance of the rule's own dataclass."""
    origin: str
    """`file:line` of the last word on it."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """What each gate does with an undecided verdict."""

    check: Verdict = Verdict.UNDECIDED
    admission: Verdict = Verdict.DENY


@dataclass(frozen=True, slots=True)
class Layer:
    """What holds by one document alone."""

    settings: Mapping[str, Setting]
    """By rule id, in order."""
    overrides: tuple[Override, ...]
    """In the order in which they apply."""
    release: Release
    undecided: Undecided
    workloads: tuple[PodTemplate, ...]
    terms: WaiverTerms
    waivers: tuple[Waiver, ...]

    def weight(
        self, rule: str, subject: SubjectFacts, container: str | None
    ) -> tuple[Enforcement, Severity] | None:
        """Return what a finding of `rule` about `container` counts for; `None` where the rule is not selected."""
        if (setting := self.settings.get(rule)) is None:
            return None
        enforcement, severity = setting.enforcement, setting.severity
        for override in self.overrides:
            entry = override.rules.get(rule)
            if entry is not None and override.match.covers(subject, container):
                enforcement = entry.enforcement or enforcement
                severity = entry.severity or severity
        return enforcement, severity


def build(document: PolicyDocument, profile: Profiles) -> Layer:
    """Merge `document` over the profiles that it extends; raises `ConfigurationError` with all problems."""
    parts = tuple(_lineage(document, profile, ()))
    entries = _merge(document, profile)
    problems = [*_unsaid(entries), *_unselected(parts, entries)]
    if not entries:
        problems.append(f"{document.source}: the policy selects no rule: extend a profile or state rules")
    if problems:
        raise ConfigurationError(
            "the policy does not hold together",
            code="invalid-policy",
            subject=document.source,
            problems=problems,
        )
    undecided = Undecided()
    terms = WaiverTerms()
    for part in parts:
        undecided = replace(undecided, **part.undecided)
        terms = terms.under(part.terms)
    return Layer(
        settings={rule: _setting(rule, entry) for rule, entry in sorted(entries.items())},
        overrides=tuple(override for part in parts for override in part.overrides),
        release=next((part.release for part in reversed(parts) if part.release), NEWEST_RELEASE),
        undecided=undecided,
        workloads=tuple(sorted({kind for part in parts for kind in part.workloads})),
        terms=terms,
        waivers=tuple(waiver for part in parts for waiver in part.waivers),
    )


def _lineage(document: PolicyDocument, profile: Profiles, above: tuple[str, ...]) -> Iterator[PolicyDocument]:
    """Yield the documents that make up `document`, the most general first."""
    for name in document.extends:
        if name in above:
            raise ConfigurationError(
                f"profile {name} extends itself", code="invalid-policy", subject=document.source
            )
        yield from _lineage(profile(name), profile, (*above, name))
    yield document


def _merge(document: PolicyDocument, profile: Profiles) -> dict[str, RuleEntry]:
    """Return what holds of each rule.

    Of two profiles the later one's entry replaces the earlier one's whole, since each is complete in itself;
    over them the document's own entry is laid field by field.
    """
    merged: dict[str, RuleEntry] = {}
    for name in document.extends:
        merged |= _merge(profile(name), profile)
    for rule, entry in document.rules.items():
        if entry.off:
            merged.pop(rule, None)
            continue
        below = merged.get(rule, entry)
        merged[rule] = RuleEntry(
            origin=entry.origin,
            enforcement=entry.enforcement or below.enforcement,
            severity=entry.severity or below.severity,
            parameters={**below.parameters, **entry.parameters},
        )
    return merged


def _unsaid(entries: Mapping[str, RuleEntry]) -> Iterator[str]:
    """Yield a problem for each rule that nobody gives an enforcement."""
    for rule, entry in entries.items():
        if entry.enforcement is None:
            yield f"{entry.origin}: rule {rule} has no enforcement: write enforce, warn or audit"


def _unselected(parts: tuple[PolicyDocument, ...], entries: Mapping[str, RuleEntry]) -> Iterator[str]:
    """Yield a problem for each override of a rule that the policy does not select.

    Only the last document is asked: it may well take out a rule that a profile overrides.
    """
    for override in parts[-1].overrides:
        for rule, entry in override.rules.items():
            if rule not in entries:
                yield f"{entry.origin}: rule {rule} is overridden but not selected: state it under rules first"


def _setting(name: str, entry: RuleEntry) -> Setting:
    """Complete `entry` with the rule itself and its defaults."""
    rule = find(name)
    assert rule is not None
    assert entry.enforcement is not None
    return Setting(
        rule=rule,
        enforcement=entry.enforcement,
        severity=entry.severity or Severity.MEDIUM,
        parameters=rule.parameters(**entry.parameters),
        origin=entry.origin,
    )
