"""The report that programs read: `holdfast.report/v1`, one document with one subject per line.

Everything is ASCII, so that no text of a subject can command the terminal it is printed on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from holdfast.model.evidence import Missing
from holdfast.model.finding import Outcome, WaiverNote, WeighedFinding
from holdfast.model.verdict import REPORT_SCHEMA, Assessment, Inputs
from holdfast.policy.canonical import canonical_digest
from holdfast.report.kit import Options, Summary


class JsonReport:
    """The format `json`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:  # noqa: ARG002
        """Encode one subject as one JSON object on one line."""
        subject = assessment.subject
        return encode(
            {
                "subject": {
                    "kind": subject.kind.value,
                    "name": subject.name,
                    "source": subject.source,
                    "digest": subject.digest,
                },
                "verdict": assessment.verdict.value,
                "canonical": canonical_digest(assessment),
                "findings": [_finding(f) for f in assessment.findings if options.everything or speaks(f)],
                "missing": [_missing(missing) for missing in assessment.missing],
            }
        )

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:
        """Yield the document; verdict, scope and inputs come before the subjects, counts and notices after."""
        head = encode(
            {"schema": REPORT_SCHEMA, "verdict": summary.verdict.value, "scope": summary.scope.value}
        )
        yield f'{head[:-1]},\n "inputs": {encode(_inputs(summary.inputs))},\n "subjects": ['
        separator = "\n  "
        for fragment in fragments:
            yield separator + fragment
            separator = ",\n  "
        yield (
            f'],\n "summary": {encode(_summary(summary))},\n "skipped": {encode(dict(summary.skipped))},'
            f"{_listed(summary) if options.verbose else ''}"
            f'\n "notices": {encode(list(summary.notices))}}}\n'
        )


def _listed(summary: Summary) -> str:
    """Return the field that lists the skipped files, as many as are kept."""
    entries = [
        {"path": path, "reason": reason, "detail": detail} for path, reason, detail in summary.passed_over
    ]
    return f'\n "skipped_files": {encode(entries)},'


def speaks(finding: WeighedFinding) -> bool:
    """Tell whether `finding` says something that only `--all` would leave a reader to ask for."""
    return finding.outcome in _SPOKEN


_SPOKEN = {Outcome.VIOLATED, Outcome.UNDECIDED}


def encode(value: Mapping[str, Any] | list[Any]) -> str:
    """Return `value` as JSON of printable ASCII only, whatever text it holds.

    A lone surrogate, which RFC 8259 §8.2 leaves without meaning and many readers refuse, becomes U+FFFD.
    """
    text = json.dumps(value)
    if "\\ud" in text:  # a character beyond the basic plane, or half of one
        whole = json.dumps(value, ensure_ascii=False)
        text = json.dumps(json.loads(whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")))
    return text.replace("\x7f", "\\u007f") if "\x7f" in text else text


def timestamp(moment: datetime) -> str:
    """Return `moment` as RFC 3339 in UTC, to the second: `2026-01-01T00:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _finding(finding: WeighedFinding) -> dict[str, Any]:
    at = finding.location
    found = {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "enforcement": finding.enforcement.value,
        "severity": finding.severity.value,
        "message": finding.message,
        "location": {"path": at.path, "line": at.line, "column": at.column, "pointer": at.pointer},
        "aliases": finding.aliases,
        "references": finding.references,
        "remediation": finding.remediation,
        "waiver": None if finding.waiver is None else _waiver(finding.waiver),
    }
    if finding.note is not None:
        found["note"] = finding.note
    return found


def _waiver(note: WaiverNote) -> dict[str, str]:
    return {
        "owner": note.owner,
        "reason": note.reason,
        "ticket": note.ticket,
        "expiry": note.expiry.isoformat(),
    }


def _missing(missing: Missing) -> dict[str, Any]:
    known = {"evidence": missing.evidence, "reason": missing.reason}
    return known if missing.line is None else {**known, "line": missing.line}


def _inputs(inputs: Inputs) -> dict[str, Any]:
    return {
        "policy": inputs.policy,
        "profile": inputs.profile,
        "advisories": inputs.advisories,
        "trust_root": inputs.trust_root,
        "now": timestamp(inputs.now),
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "subjects": {kind.value: count for kind, count in summary.subjects.items()},
        "verdicts": {verdict.value: count for verdict, count in summary.verdicts.items()},
        "findings": [
            {"outcome": o.value, "enforcement": e.value, "severity": s.value, "count": count}
            for (o, e, s), count in summary.findings.items()
        ],
        "waived": summary.waived,
    }


REPORT = JsonReport()
