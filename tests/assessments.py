"""Assessments for tests of the reports, made from few words."""

from __future__ import annotations

from datetime import UTC, date, datetime

from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity, WaiverNote, WeighedFinding
from holdfast.model.position import Location
from holdfast.model.verdict import Assessment, Inputs, Scope, Subject, SubjectKind, Verdict
from holdfast.report.kit import Summary

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: alpine:latest
    securityContext:
      privileged: true
      runAsUser: 0
"""
INPUTS = Inputs(
    policy="sha256:" + "0123456789abcdef" * 4, profile="standard", now=datetime(2026, 1, 1, tzinfo=UTC)
)
WAIVER = WaiverNote("team-a", "until the rewrite", "OPS-1", date(2026, 3, 1))
PRIVILEGED = "hardened/privileged-forbidden"
DIGEST = "immutable/digest-required"


def finding(  # noqa: PLR0913 - one keyword per fact of a finding
    rule: str = PRIVILEGED,
    *,
    outcome: Outcome = Outcome.VIOLATED,
    enforcement: Enforcement = Enforcement.ENFORCE,
    severity: Severity = Severity.HIGH,
    message: str = "container 'web' is privileged",
    line: int | None = 10,
    column: int | None = 7,
    pointer: str | None = "/spec/containers/0/securityContext/privileged",
    container: str | None = "web",
    remediation: str = "Remove `privileged: true`.",
    path: str = "pod.yaml",
    waiver: WaiverNote | None = None,
    note: str | None = None,
) -> WeighedFinding:
    """Return a finding; without arguments, the privileged container of `MANIFEST`."""
    return WeighedFinding(
        rule=rule,
        outcome=outcome,
        enforcement=enforcement,
        severity=severity,
        message=message,
        location=Location(path, line, column, pointer),
        container=container,
        pointer=pointer,
        aliases=("CKV_K8S_16",),
        references=("pss:baseline/privileged",),
        remediation=remediation,
        waiver=waiver,
        note=note,
    )


def assessment(
    *findings: WeighedFinding,
    verdict: Verdict = Verdict.DENY,
    missing: tuple[Missing, ...] = (),
    name: str = "v1 Pod default/web",
    source: str = "pod.yaml",
    kind: SubjectKind = SubjectKind.WORKLOAD,
) -> Assessment:
    """Return the assessment of one subject."""
    subject = Subject(kind, name, source, "sha256:" + "a" * 64, "default")
    return Assessment(subject, Scope.DOCUMENTS, INPUTS, verdict, findings, missing)


def summary(
    verdict: Verdict = Verdict.DENY, *, rules: frozenset[str] = frozenset(), notices: tuple[str, ...] = ()
) -> Summary:
    """Return the summary of three subjects."""
    return Summary(
        verdict=verdict,
        scope=Scope.DOCUMENTS,
        inputs=INPUTS,
        verdicts={Verdict.DENY: 1, Verdict.UNDECIDED: 1, Verdict.ALLOW: 1},
        subjects={SubjectKind.WORKLOAD: 3},
        findings={
            (Outcome.VIOLATED, Enforcement.ENFORCE, Severity.HIGH): 5,
            (Outcome.VIOLATED, Enforcement.WARN, Severity.MEDIUM): 9,
        },
        rules=rules,
        notices=notices,
    )
