"""GitLab Code Quality, which merge requests show beside the changed lines: a flat list of what is wrong.

A fragment holds one line per finding: fingerprint and encoded object, parted by a tab. GitLab keeps one of those that
share a fingerprint, so the frame, which alone sees all of them, tells equal ones apart by their order.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.finding import Enforcement, Outcome, Severity, WeighedFinding
from holdfast.model.verdict import Assessment
from holdfast.report.excerpt import lines_of
from holdfast.report.json import encode
from holdfast.report.kit import Options, Summary
from holdfast.report.palette import shown
from holdfast.report.sarif import EVIDENCE_MISSING, fingerprint
from holdfast.report.standing import AUDITED, HELD, WAIVED, rank

_SEVERITIES = {
    Severity.LOW: "minor",
    Severity.MEDIUM: "major",
    Severity.HIGH: "critical",
    Severity.CRITICAL: "blocker",
}


class GitlabReport:
    """The format `gitlab`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:
        """Encode what is wrong with one subject; what is waived is not, and what is audited only where asked for."""
        subject = assessment.subject
        lines = lines_of(text, subject.kind) if text is not None else []
        seen: Counter[str] = Counter()
        out = []
        for missing in assessment.missing:
            words = f"{subject.name}: {missing.evidence} is missing: {missing.reason}"
            mark = _mark(subject.source, EVIDENCE_MISSING, subject.name, missing.evidence)
            out.append(_line(mark, words, EVIDENCE_MISSING, "critical", subject.source, missing.line))
        for finding in assessment.findings:
            weight = rank(finding)
            if weight in {WAIVED, HELD} or (weight in AUDITED and not options.verbose):
                continue
            at = finding.location
            mark = _mark(at.path, fingerprint(finding, subject, lines, seen))
            out.append(_line(mark, _words(finding), finding.rule, _severity(finding), at.path, at.line))
        return "".join(out)

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:  # noqa: ARG002
        """Yield the list; there is no place for a verdict in it."""
        seen: Counter[str] = Counter()
        separator = "[\n  "
        for fragment in fragments:
            for line in fragment.splitlines():
                mark, encoded = line.split("\t", 1)
                seen[mark] += 1
                unique = mark if seen[mark] == 1 else f"{mark}-{seen[mark]}"
                yield f'{separator}{{"fingerprint": "{unique}", {encoded[1:]}'
                separator = ",\n  "
        yield "[]\n" if separator.startswith("[") else "\n]\n"


def _line(mark: str, words: str, rule: str, severity: str, path: str, line: int | None) -> str:
    issue: dict[str, Any] = {
        "description": shown(words, limit=1000),
        "check_name": rule,
        "severity": severity,
        "location": {"path": relative(path), "lines": {"begin": max(line or 1, 1)}},
    }
    return f"{mark}\t{encode(issue)}\n"


def _mark(*parts: str) -> str:
    """Return what stays when lines move, and differs between files."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def relative(path: str) -> str:
    """Return `path` as GitLab compares it with those of the repository: without a leading `./`."""
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path or "."


def _severity(finding: WeighedFinding) -> str:
    return "info" if finding.enforcement is Enforcement.AUDIT else _SEVERITIES[finding.severity]


def _words(finding: WeighedFinding) -> str:
    """Return what is wrong, whether it decides, and what to do, since a merge request shows nothing else."""
    doubt = "undecided, " if finding.outcome is Outcome.UNDECIDED else ""
    note = f" ({finding.note})" if finding.note else ""
    fix = f". {finding.remediation}" if finding.remediation else ""
    return f"{finding.message}{note} [{doubt}{finding.enforcement.value}]{fix}"


REPORT = GitlabReport()
