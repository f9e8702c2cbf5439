"""SARIF 2.1.0, which code hosts and editors show beside the code (OASIS standard; sections are named where they decide).

A fragment holds one line per result and per notification: rule, severity and encoded object, parted by tabs. The
frame alone knows which rules were selected, and so gives each result the index of its rule.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity, WaiverNote, WeighedFinding
from holdfast.model.position import Location
from holdfast.model.verdict import Assessment, Subject
from holdfast.report.excerpt import lines_of
from holdfast.report.json import encode, speaks, timestamp
from holdfast.report.kit import Options, Summary
from holdfast.report.palette import SEVERITY_ORDER
from holdfast.rules import find
from holdfast.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "holdfast/v1"

_KINDS = {
    Outcome.VIOLATED: "fail",
    Outcome.UNDECIDED: "open",  # §3.27.9: evaluated, but not enough information to decide
    Outcome.SATISFIED: "pass",
    Outcome.NOT_APPLICABLE: "notApplicable",
}
_LEVELS = {Enforcement.ENFORCE: "error", Enforcement.WARN: "warning", Enforcement.AUDIT: "note"}
_SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
"""Scores in the ranges by which code hosts name severities (9.0 up, 7.0 up, 4.0 up, below)."""
EVIDENCE_MISSING = "evidence-missing"
"""What stands in the place of a rule's id where evidence is missing."""
_MISSING = {
    "id": EVIDENCE_MISSING,
    "name": "EvidenceMissing",
    "shortDescription": {"text": "Evidence that the verdict needs could not be had."},
}


class SarifReport:
    """The format `sarif`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:
        """Encode the results of one subject, and a notification for all that it lacks."""
        subject = assessment.subject
        lines = lines_of(text, subject.kind) if text is not None else []
        seen: Counter[str] = Counter()
        out = []
        for finding in assessment.findings:
            if options.everything or speaks(finding):
                mark = fingerprint(finding, subject, lines, seen)
                out.append(
                    f"{finding.rule}\t{finding.severity.value}\t{encode(_result(finding, subject, mark))}\n"
                )
        out += [f"\t\t{encode(_notification(missing, subject))}\n" for missing in assessment.missing]
        return "".join(out)

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:  # noqa: ARG002
        """Yield the log with its one run: results first, since only they tell how severe each rule is here."""
        rules = sorted(summary.rules)
        index = {rule: number for number, rule in enumerate(rules)}
        worst: dict[str, Severity] = {}
        notifications: list[str] = []
        yield f'{{"$schema": "{SCHEMA}",\n "version": "2.1.0",\n "runs": [{{\n  "results": ['
        separator = "\n   "
        for fragment in fragments:
            for line in fragment.splitlines():
                rule, severity, encoded = line.split("\t", 2)
                if not rule:
                    notifications.append(encoded)
                    continue
                weight = Severity(severity)
                worst[rule] = min(worst.get(rule, weight), weight, key=SEVERITY_ORDER.__getitem__)
                number = f'"ruleIndex": {index[rule]}, ' if rule in index else ""
                yield f"{separator}{{{number}{encoded[1:]}"
                separator = ",\n   "
        yield f'],\n  "tool": {encode({"driver": _driver(rules, worst)})},\n'
        yield f'  "invocations": [{_invocation(summary, notifications)}],\n'
        yield f'  "columnKind": "unicodeCodePoints",\n  "properties": {encode(_inputs(summary))}\n }}]}}\n'


def _result(finding: WeighedFinding, subject: Subject, mark: str) -> dict[str, Any]:
    failed = finding.outcome is Outcome.VIOLATED
    return {
        "ruleId": finding.rule,
        "kind": _KINDS[finding.outcome],
        "level": _LEVELS[finding.enforcement]
        if failed
        else "none",  # §3.27.10: whatever is no failure has none
        "message": _message(finding.message or finding.outcome.value, finding.note),
        "locations": [_location(finding.location, subject)],
        "partialFingerprints": {FINGERPRINT: mark},
        "suppressions": [_suppression(finding.waiver)]
        if finding.waiver
        else [],  # §3.27.23: on all or on none
        "properties": {
            "severity": finding.severity.value,
            "enforcement": finding.enforcement.value,
            "aliases": finding.aliases,
            "remediation": finding.remediation,
        },
    }


def _message(text: str, note: str | None = None) -> dict[str, str]:
    """Return a plain text message; what would read as a link is escaped (§3.11.6)."""
    whole = f"{text} ({note})" if note else text
    if "](" in whole:
        whole = whole.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": whole}


def _location(at: Location, subject: Subject) -> dict[str, Any]:
    """Return where a finding points: in the file, and in the document that the file holds."""
    logical = [{"name": subject.name, "kind": "resource"}]
    if at.pointer:
        logical.append({"fullyQualifiedName": at.pointer, "kind": "value"})
    return {"physicalLocation": _physical(at.path, at.line, at.column), "logicalLocations": logical}


def _physical(path: str, line: int | None, column: int | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(path)}}
    if line is not None:
        physical["region"] = {"startLine": line} | ({} if column is None else {"startColumn": column})
    return physical


def uri(path: str) -> str:
    """Return `path` as a URI reference (RFC 3986): relative where it is, every odd byte percent-encoded."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character that no file name gave
        data = path.encode("utf-8", "replace")
    while data.startswith(b"./"):
        data = data[2:].lstrip(b"/")
    if data.startswith(b"/"):
        return "file:///" + quote(data.lstrip(b"/"))
    return quote(data) or "."


def fingerprint(finding: WeighedFinding, subject: Subject, lines: list[str], seen: Counter[str]) -> str:
    """Return what stays when lines move: rule, subject and place in the document, or the line's own words.

    Equal ones within a subject are told apart by their order.
    """
    line = finding.location.line
    place = finding.pointer or finding.location.pointer
    if place is None and line is not None and 0 < line <= len(lines):
        place = lines[line - 1].strip()
    parts = (finding.rule, subject.kind.value, subject.name, finding.container or "", place or "")
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    mark = hashlib.sha256(data).hexdigest()[:32]
    seen[mark] += 1
    return mark if seen[mark] == 1 else f"{mark}:{seen[mark]}"


def _suppression(note: WaiverNote) -> dict[str, str]:
    ticket = f", {note.ticket}" if note.ticket else ""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": f"{note.reason} ({note.owner}{ticket}, until {note.expiry.isoformat()})",
    }


def _notification(missing: Missing, subject: Subject) -> dict[str, Any]:
    return {
        "descriptor": {"id": EVIDENCE_MISSING, "index": 0},
        "level": "error",
        "message": _message(f"{subject.name}: {missing.evidence} is missing: {missing.reason}"),
        "locations": [{"physicalLocation": _physical(subject.source, missing.line, None)}],
    }


def _driver(rules: list[str], worst: dict[str, Severity]) -> dict[str, Any]:
    return {
        "name": "Holdfast",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_descriptor(rule, worst.get(rule)) for rule in rules],
        "notifications": [_MISSING],
    }


def _descriptor(rule_id: str, severity: Severity | None) -> dict[str, Any]:
    """Return the metadata of a rule; `severity` is the worst that the policy gave it in this run, if it spoke."""
    score = {} if severity is None else {"security-severity": _SECURITY_SEVERITY[severity]}
    family, _, slug = rule_id.partition("/")
    descriptor: dict[str, Any] = {
        "id": rule_id,
        "name": "".join(word.capitalize() for word in slug.split("-")),
        "properties": {"tags": ["security", family], "precision": "very-high", **score},
    }
    if (rule := find(rule_id)) is not None:
        tags = [reference for reference in rule.references if not reference.startswith("https://")]
        descriptor["properties"]["tags"] = list(dict.fromkeys(["security", family, *tags]))
        descriptor["shortDescription"] = {"text": rule.title}
        descriptor["fullDescription"] = {"text": rule.why}
        descriptor["help"] = {
            "text": f"{rule.why}\n\n{rule.fix}",
            "markdown": f"**Why**: {rule.why}\n\n**Fix**: {rule.fix}",
        }
    return descriptor


def _invocation(summary: Summary, notifications: list[str]) -> str:
    """Encode the run itself; that a verdict is `deny` or `undecided` is no failure of the tool."""
    notices = [{"level": "warning", "message": _message(notice)} for notice in summary.notices]
    return (
        '{"executionSuccessful": true, "toolExecutionNotifications": ['
        + ", ".join(notifications)
        + f'], "toolConfigurationNotifications": {encode(notices)}}}'
    )


def _inputs(summary: Summary) -> dict[str, Any]:
    return {
        "verdict": summary.verdict.value,
        "scope": summary.scope.value,
        "policy": summary.inputs.policy,
        "profile": summary.inputs.profile,
        "now": timestamp(summary.inputs.now),
    }


REPORT = SarifReport()
