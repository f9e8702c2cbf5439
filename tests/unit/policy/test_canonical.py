from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity, WaiverNote, WeighedFinding
from holdfast.model.position import Location
from holdfast.model.verdict import Assessment, Inputs, Scope, Subject, SubjectKind, Verdict
from holdfast.policy.canonical import canonical, canonical_digest

FOUND = WeighedFinding(
    rule="hardened/privileged-forbidden",
    outcome=Outcome.VIOLATED,
    enforcement=Enforcement.ENFORCE,
    severity=Severity.HIGH,
    message="container 'web' is privileged",
    location=Location("deploy.yaml", 21, 13, "/spec/template/spec/containers/0/securityContext/privileged"),
    container="web",
    pointer="/spec/containers/0/securityContext/privileged",
    aliases=("CKV_K8S_16",),
    references=("pss:baseline/privileged",),
    remediation="Remove it.",
)
ASSESSED = Assessment(
    subject=Subject(SubjectKind.WORKLOAD, "apps/v1 Deployment prod/web", "deploy.yaml", "sha256:aa", "prod"),
    scope=Scope.DOCUMENTS,
    inputs=Inputs("sha256:bb", "standard", datetime(2026, 1, 1, 23, 5, tzinfo=UTC)),
    verdict=Verdict.DENY,
    findings=(FOUND,),
    missing=(Missing("image", "no layout holds it"),),
)
WAIVER = WaiverNote("team-x", "why", "T-1", date(2026, 2, 1))


def test_the_form_is_written_out_to_the_byte() -> None:
    assert canonical(ASSESSED) == (
        b'{"findings":[{"container":"web","enforcement":"enforce","outcome":"violated",'
        b'"pointer":"/spec/containers/0/securityContext/privileged","rule":"hardened/privileged-forbidden",'
        b'"severity":"high","waived":false}],'
        b'"inputs":{"advisories":null,"now":"2026-01-01","policy":"sha256:bb","trust_root":null},'
        b'"missing":["image"],"schema":"holdfast.verdict/v1","scope":"documents",'
        b'"subject":{"digest":"sha256:aa","kind":"workload","namespace":"prod"},"verdict":"deny"}'
    )
    assert canonical_digest(ASSESSED) == f"sha256:{hashlib.sha256(canonical(ASSESSED)).hexdigest()}"


@pytest.mark.parametrize(
    "other",
    [
        replace(ASSESSED, subject=replace(ASSESSED.subject, name="v1 Pod prod/web-x7", source="-")),
        replace(ASSESSED, inputs=replace(ASSESSED.inputs, profile="", now=datetime(2026, 1, 1, tzinfo=UTC))),
        replace(ASSESSED, findings=(replace(FOUND, location=Location("-", None, None, None)),)),
        replace(
            ASSESSED, findings=(replace(FOUND, message="other", remediation="", aliases=(), references=()),)
        ),
        replace(ASSESSED, findings=(replace(FOUND, note="a waiver has expired"),)),
        replace(ASSESSED, findings=(FOUND, replace(FOUND, message="said twice"))),
        replace(ASSESSED, findings=(FOUND, replace(FOUND, outcome=Outcome.SATISFIED))),
        replace(ASSESSED, findings=(replace(FOUND, outcome=Outcome.NOT_APPLICABLE), FOUND)),
        replace(ASSESSED, missing=(Missing("image", "another reason", 3), Missing("image", "again"))),
    ],
)
def test_presentation_is_outside(other: Assessment) -> None:
    assert canonical(other) == canonical(ASSESSED)


@pytest.mark.parametrize(
    "other",
    [
        replace(ASSESSED, verdict=Verdict.UNDECIDED),
        replace(ASSESSED, scope=Scope.IMAGES),
        replace(ASSESSED, missing=()),
        replace(ASSESSED, subject=replace(ASSESSED.subject, digest=None)),
        replace(ASSESSED, subject=replace(ASSESSED.subject, namespace="dev")),
        replace(ASSESSED, subject=replace(ASSESSED.subject, kind=SubjectKind.IMAGE)),
        replace(ASSESSED, inputs=replace(ASSESSED.inputs, policy="sha256:cc")),
        replace(ASSESSED, inputs=replace(ASSESSED.inputs, advisories="sha256:cc")),
        replace(ASSESSED, inputs=replace(ASSESSED.inputs, trust_root="sha256:cc")),
        replace(ASSESSED, inputs=replace(ASSESSED.inputs, now=datetime(2026, 1, 2, tzinfo=UTC))),
        *(
            replace(ASSESSED, findings=(found,))
            for found in (
                replace(FOUND, rule="hardened/other"),
                replace(FOUND, outcome=Outcome.UNDECIDED),
                replace(FOUND, enforcement=Enforcement.WARN),
                replace(FOUND, severity=Severity.LOW),
                replace(FOUND, container="agent"),
                replace(FOUND, pointer=None),
                replace(FOUND, waiver=WAIVER),
            )
        ),
    ],
)
def test_what_decides_is_inside(other: Assessment) -> None:
    assert canonical(other) != canonical(ASSESSED)


def test_the_order_of_findings_and_of_what_is_missing_means_nothing() -> None:
    other, lacks = replace(FOUND, rule="a/b"), (Missing("image", ""), Missing("document", ""))
    forwards = replace(ASSESSED, findings=(FOUND, other), missing=lacks)
    backwards = replace(ASSESSED, findings=(other, FOUND), missing=lacks[::-1])
    assert canonical(forwards) == canonical(backwards)


def test_whose_waiver_it_is_is_presentation() -> None:
    mine, yours = replace(FOUND, waiver=WAIVER), replace(FOUND, waiver=replace(WAIVER, owner="other"))
    assert canonical(replace(ASSESSED, findings=(mine,))) == canonical(replace(ASSESSED, findings=(yours,)))


def test_a_name_of_half_a_character_still_has_a_form() -> None:
    broken = replace(ASSESSED, findings=(replace(FOUND, container="\ud800"),))
    spelt = replace(ASSESSED, findings=(replace(FOUND, container="\\ud800"),))
    assert canonical(broken) != canonical(spelt)
