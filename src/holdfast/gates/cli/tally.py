"""What is counted while subjects are judged, mergeable across processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from holdfast.model.finding import Enforcement, Outcome, Severity
from holdfast.model.verdict import Assessment, SubjectKind, Verdict

NOTICES_LIMIT = 100
"""Notices about single subjects that are kept; a million broken waivers say no more than a hundred."""

_COUNTED = frozenset({Outcome.VIOLATED, Outcome.UNDECIDED})


class Tally:
    """Counts over many assessments; holds none of them."""

    def __init__(self) -> None:
        """Start at zero."""
        self.verdicts: Counter[Verdict] = Counter()
        self.subjects: Counter[SubjectKind] = Counter()
        self.findings: Counter[tuple[Outcome, Enforcement, Severity]] = Counter()
        self.skipped: Counter[str] = Counter()
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

    def notice(self, notices: Iterable[str]) -> None:
        """Keep `notices`, up to the limit."""
        self.notices += list(notices)[: NOTICES_LIMIT - len(self.notices)]

    def merge(self, other: Tally) -> None:
        """Add the counts of `other`."""
        self.verdicts.update(other.verdicts)
        self.subjects.update(other.subjects)
        self.findings.update(other.findings)
        self.skipped.update(other.skipped)
        self.waived += other.waived
        self.used_waivers |= other.used_waivers
        self.notice(other.notices)
