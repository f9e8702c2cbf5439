"""Where a finding stands: whether it decides, warns, is only noted, is waived, or says that all is well."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.model.finding import Enforcement, Outcome, WeighedFinding
from holdfast.report.kit import Summary
from holdfast.report.palette import SEVERITY_ORDER

WAIVED, HELD = 6, 7
RANKS = {
    (Outcome.VIOLATED, Enforcement.ENFORCE): 0,
    (Outcome.UNDECIDED, Enforcement.ENFORCE): 1,
    (Outcome.VIOLATED, Enforcement.WARN): 2,
    (Outcome.UNDECIDED, Enforcement.WARN): 3,
    (Outcome.VIOLATED, Enforcement.AUDIT): 4,
    (Outcome.UNDECIDED, Enforcement.AUDIT): 5,
}
"""What comes first: denials, what keeps from deciding, warnings, then what is only noted."""
AUDITED = frozenset({4, 5})
WORDS = ("deny", "undecided", "warn", "undecided", "audit", "undecided", "waived", "held")
"""The word for each rank."""


def rank(finding: WeighedFinding) -> int:
    """Return what `finding` counts for; smaller weighs more."""
    if finding.outcome not in {Outcome.VIOLATED, Outcome.UNDECIDED}:
        return HELD
    if finding.waiver is not None:
        return WAIVED
    return RANKS[finding.outcome, finding.enforcement]


def groups(findings: Iterable[WeighedFinding]) -> list[tuple[int, list[WeighedFinding]]]:
    """Gather what one rule says of one container, and order by weight, then severity, then line."""
    gathered: dict[tuple[int, str, str | None], list[WeighedFinding]] = {}
    for finding in findings:
        gathered.setdefault((rank(finding), finding.rule, finding.container), []).append(finding)
    for group in gathered.values():
        group.sort(key=_place)
    ordered = sorted(gathered.items(), key=lambda item: (item[0][0], _place(item[1][0]), item[0][1]))
    return [(first, group) for (first, _, _), group in ordered]


def _place(finding: WeighedFinding) -> tuple[int, int, int]:
    return SEVERITY_ORDER[finding.severity], finding.location.line or 0, finding.location.column or 0


def by_word(summary: Summary) -> dict[str, int]:
    """Count the findings of a run by their word; an undecided one that is only audited counts as audited."""
    counts = dict.fromkeys(WORDS, 0)
    for (outcome, enforcement, _), count in summary.findings.items():
        if outcome is Outcome.UNDECIDED and enforcement is not Enforcement.AUDIT:
            counts["undecided"] += count
        elif outcome in {Outcome.VIOLATED, Outcome.UNDECIDED}:
            counts[WORDS[RANKS[Outcome.VIOLATED, enforcement]]] += count
    counts["waived"] = summary.waived
    return counts
