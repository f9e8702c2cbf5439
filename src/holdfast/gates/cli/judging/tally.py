"""What is counted while subjects are judged, mergeable across processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from holdfast.model.finding import Enforcement, Outcome, Severity
from holdfast.model.verdict import Assessment, SubjectKind, Verdict
from holdfast.sources.files import Skipped

NOTICES_LIMIT = 100
"""Notices about single subjects that are kept; a million broken waivers say no more than a hundred."""

SKIPPED_LIMIT = 1_000
"""Skipped files that are kept to be listed; all of them are counted."""

_COUNTED = frozenset({Outcome.VIOLATED, Outcome.UNDECIDED})


class Tally:
    """Counts over many assessments; holds none of them."""

    def __init__(self) -> None:
        """Start at zero."""
        self.verdicts: Counter[Verdict] = Counter()
        self.subjects: Counter[SubjectKind] = Counter()
        self.findings: Counter[tuple[Outcome, Enforcement, Severity]] = Counter()
        self.skipped: Counter[str] = Counter()
        self.passed_over: list[Skipped] = []
        self.waived = 0
        self.used_waivers: set[int] = set()
        self.notices: list[str] = []

    @property
    def documents(self) -> int:
        """Return how many subjects were judged and documents skipped."""
        return self.subjects.total() + self.skipped.total()

    def add(self, assessment: Assessment, used_waivers: Iterable[int]) -> None:
        """Count one assessment, and the waivers (by index) that it made use of."""
        self.verdicts[assessment.verdict] += 1
        self.subjects[assessment.subject.kind] += 1
        self.used_waivers.update(used_waivers)
        for finding in assessment.findings:
            if finding.waiver is not None:
                self.waived += 1
            elif finding.outcome in _COUNTED:
                self.findings[finding.outcome, finding.enforcement, finding.severity] += 1

    def skip(self, skipped: Iterable[Skipped]) -> None:
        """Count `skipped`, and keep them up to the limit."""
        for each in skipped:
            self.skipped[each.reason] += 1
            if len(self.passed_over) < SKIPPED_LIMIT:
                self.passed_over.append(each)

    def notice(self, notices: Iterable[str]) -> None:
        """Keep `notices`, up to the limit."""
        self.notices += list(notices)[: NOTICES_LIMIT - len(self.notices)]

    def merge(self, other: Tally) -> None:
        """Add the counts of `other`."""
        self.verdicts.update(other.verdicts)
        self.subjects.update(other.subjects)
        self.findings.update(other.findings)
        self.skipped.update(other.skipped)
        self.passed_over += other.passed_over[: SKIPPED_LIMIT - len(self.passed_over)]
        self.waived += other.waived
        self.used_waivers |= other.used_waivers
        self.notice(other.notices)
