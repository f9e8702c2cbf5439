"""A stored report (`holdfast.report/v1`) read back into assessments, so that a verdict can be explained later.

Keys that are not known are passed over: a later release may say more. Nothing is believed but its shape: a
stored verdict is explained as it was written, never judged again. What only the canonical form carries (container,
pointer within the pod, namespace) is not in a report and stays empty here.
"""

from __future__ import annotations

import codecs
from datetime import UTC, date, datetime
from enum import Enum
from typing import TypeVar

from holdfast.errors import MalformedError
from holdfast.formats import strict_json
from holdfast.formats.strict_json import Node
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity, WaiverNote, WeighedFinding
from holdfast.model.position import Location
from holdfast.model.verdict import REPORT_SCHEMA, Assessment, Inputs, Scope, Subject, SubjectKind, Verdict

REPORT_BYTES = 128 * 1024 * 1024
"""Bytes of one stored report; one of 20,000 findings takes about 15 million."""
SUBJECTS = 1_000_000
FINDINGS = 100_000
"""Findings of one subject, and pieces of evidence that one lacks."""
CODES = 1_000
"""Aliases or references of one finding."""

_REPORT = frozenset({"schema", "verdict", "scope", "inputs", "subjects"})
_INPUTS = frozenset({"policy", "profile", "advisories", "trust_root", "now"})
_JUDGED = frozenset({"subject", "verdict", "findings", "missing"})
_SUBJECT = frozenset({"kind", "name", "source", "digest"})
_FINDING = frozenset(
    {"rule", "outcome", "enforcement", "severity", "message", "location", "aliases", "references"}
) | {"remediation", "waiver", "note"}
_LOCATION = frozenset({"path", "line", "column", "pointer"})
_WAIVER = frozenset({"owner", "reason", "ticket", "expiry"})
_MISSING = frozenset({"evidence", "reason", "line"})

E = TypeVar("E", bound=Enum)


def read(data: bytes, *, source: str) -> tuple[Assessment, ...]:
    """Read the report `data`, called `source` in messages; raises `MalformedError`.

    A byte order mark is accepted, and UTF-16 behind one, which is what some shells write into a file.
    """
    try:
        return _report(strict_json.load(_utf8(data), "the report", REPORT_BYTES))
    except MalformedError as error:
        raise MalformedError(
            error.message, code=error.code, subject=source, hint="store one with check --format json"
        ) from None


def _utf8(data: bytes) -> bytes:
    """Return `data` in UTF-8 without a byte order mark."""
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) <= REPORT_BYTES:
        try:
            return data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise MalformedError(f"the report is not UTF-16 at byte {error.start}") from None
    return data


def _report(value: object) -> tuple[Assessment, ...]:
    report = Node(value, _REPORT, "the report")
    if report.text("schema") != REPORT_SCHEMA:
        report.refuse("schema", f"is not {REPORT_SCHEMA}")
    scope = _word(report, "scope", Scope)
    inputs = _inputs(_needed(report, "inputs", _INPUTS))
    if not report.has("subjects"):
        report.refuse("subjects", "is missing")
    return tuple(_assessment(node, scope, inputs) for node in report.nodes("subjects", _JUDGED, SUBJECTS))


def _inputs(node: Node) -> Inputs:
    now = _text(node, "now")
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        node.refuse(node.path("now"), "is not a time such as 2026-01-01T00:00:00Z")
    if moment.tzinfo is None:
        node.refuse(node.path("now"), "has no time zone")
    return Inputs(
        policy=_text(node, "policy"),
        profile=node.text("profile"),
        now=moment.astimezone(UTC),
        advisories=node.text("advisories") or None,
        trust_root=node.text("trust_root") or None,
    )


def _assessment(node: Node, scope: Scope, inputs: Inputs) -> Assessment:
    subject = _needed(node, "subject", _SUBJECT)
    return Assessment(
        subject=Subject(
            kind=_word(subject, "kind", SubjectKind),
            name=_text(subject, "name"),
            source=_text(subject, "source"),
            digest=subject.text("digest") or None,
        ),
        scope=scope,
        inputs=inputs,
        verdict=_word(node, "verdict", Verdict),
        findings=tuple(_finding(item) for item in node.nodes("findings", _FINDING, FINDINGS)),
        missing=tuple(
            Missing(_text(item, "evidence"), _text(item, "reason"), _ordinal(item, "line"))
            for item in node.nodes("missing", _MISSING, FINDINGS)
        ),
    )


def _finding(node: Node) -> WeighedFinding:
    at = _needed(node, "location", _LOCATION)
    waiver = node.node("waiver", _WAIVER)
    return WeighedFinding(
        rule=_text(node, "rule"),
        outcome=_word(node, "outcome", Outcome),
        enforcement=_word(node, "enforcement", Enforcement),
        severity=_word(node, "severity", Severity),
        message=node.text("message"),
        location=Location(
            path=_text(at, "path"),
            line=_ordinal(at, "line"),
            column=_ordinal(at, "column"),
            pointer=at.text("pointer") if at.has("pointer") else None,
        ),
        container=None,
        pointer=None,
        aliases=node.texts("aliases", CODES),
        references=node.texts("references", CODES),
        remediation=node.text("remediation"),
        waiver=None if waiver is None else _waiver(waiver),
        note=node.text("note") or None,
    )


def _waiver(node: Node) -> WaiverNote:
    try:
        expiry = date.fromisoformat(_text(node, "expiry"))
    except ValueError:
        node.refuse(node.path("expiry"), "is not a day such as 2026-01-31")
    return WaiverNote(node.text("owner"), node.text("reason"), node.text("ticket"), expiry)


def _needed(node: Node, name: str, known: frozenset[str]) -> Node:
    inner = node.node(name, known)
    return inner if inner is not None else node.refuse(node.path(name), "is missing")


def _text(node: Node, name: str) -> str:
    """Return the mandatory string at `name`."""
    return node.text(name) or node.refuse(node.path(name), "is missing")


def _word(node: Node, name: str, words: type[E]) -> E:
    """Return the mandatory member of `words` at `name`."""
    text = _text(node, name)
    try:
        return words(text)
    except ValueError:
        node.refuse(node.path(name), "is not one of " + ", ".join(str(word.value) for word in words))


def _ordinal(node: Node, name: str) -> int | None:
    """Return the line or column at `name`, which counts from 1; `None` where it is not known."""
    if not node.has(name):
        return None
    return node.count(name) or node.refuse(node.path(name), "counts from 1")
