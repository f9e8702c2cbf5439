"""The contract of `holdfast.report/v1`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments import INPUTS, WAIVER, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Outcome
from holdfast.model.verdict import Assessment
from holdfast.policy.canonical import canonical_digest
from holdfast.report.json import REPORT, encode, timestamp
from holdfast.report.kit import Options

ANY_TEXT = st.text(st.characters())  # lone surrogates among them


def document(*judged: Assessment, options: Options | None = None) -> Any:  # noqa: ANN401 - what JSON holds
    shown = options or Options()
    fragments = [REPORT.fragment(each, None, shown) for each in judged]
    return json.loads("".join(REPORT.frame(fragments, summary(notices=("a notice",)), shown)))


def test_a_report_holds_what_the_contract_says() -> None:
    judged = assessment(finding(), missing=(Missing("image", "not given"), Missing("document", "broken", 3)))

    assert document(judged) == {
        "schema": "holdfast.report/v1",
        "verdict": "deny",
        "scope": "documents",
        "inputs": {
            "policy": INPUTS.policy,
            "profile": "standard",
            "advisories": None,
            "trust_root": None,
            "now": "2026-01-01T00:00:00Z",
        },
        "subjects": [
            {
                "subject": {
                    "kind": "workload",
                    "name": "v1 Pod default/web",
                    "source": "pod.yaml",
                    "digest": "sha256:" + "a" * 64,
                },
                "verdict": "deny",
                "canonical": canonical_digest(judged),
                "findings": [
                    {
                        "rule": "hardened/privileged-forbidden",
                        "outcome": "violated",
                        "enforcement": "enforce",
                        "severity": "high",
                        "message": "container 'web' is privileged",
                        "location": {
                            "path": "pod.yaml",
                            "line": 10,
                            "column": 7,
                            "pointer": "/spec/containers/0/securityContext/privileged",
                        },
                        "aliases": ["CKV_K8S_16"],
                        "references": ["pss:baseline/privileged"],
                        "remediation": "Remove `privileged: true`.",
                        "waiver": None,
                    }
                ],
                "missing": [
                    {"evidence": "image", "reason": "not given"},
                    {"evidence": "document", "reason": "broken", "line": 3},
                ],
            }
        ],
        "summary": {
            "subjects": {"workload": 3},
            "verdicts": {"deny": 1, "undecided": 1, "allow": 1},
            "findings": [
                {"outcome": "violated", "enforcement": "enforce", "severity": "high", "count": 5},
                {"outcome": "violated", "enforcement": "warn", "severity": "medium", "count": 9},
            ],
            "waived": 0,
        },
        "skipped": {},
        "notices": ["a notice"],
    }


def test_the_keys_stand_in_the_order_of_the_contract() -> None:
    assert list(document())[:5] == ["schema", "verdict", "scope", "inputs", "subjects"]


def test_a_report_without_subjects_is_whole() -> None:
    assert document()["subjects"] == []


def test_a_waived_finding_keeps_its_outcome_and_carries_its_waiver() -> None:
    (found,) = document(assessment(finding(waiver=WAIVER, note="as agreed")))["subjects"][0]["findings"]

    assert found["outcome"] == "violated"
    assert found["waiver"] == {
        "owner": "team-a",
        "reason": "until the rewrite",
        "ticket": "OPS-1",
        "expiry": "2026-03-01",
    }
    assert found["note"] == "as agreed"


def test_what_holds_is_reported_only_when_everything_is_asked_for() -> None:
    held = assessment(finding(outcome=Outcome.SATISFIED), finding(outcome=Outcome.NOT_APPLICABLE))

    assert document(held)["subjects"][0]["findings"] == []
    outcomes = [
        f["outcome"] for f in document(held, options=Options(everything=True))["subjects"][0]["findings"]
    ]
    assert outcomes == ["satisfied", "not_applicable"]


def test_one_subject_takes_one_line() -> None:
    judged = assessment(finding(message="a\nb\r\u2028c"), name="x\ny")

    assert len(REPORT.fragment(judged, None, Options()).splitlines()) == 1


def test_time_is_told_in_utc() -> None:
    moment = datetime(2026, 1, 1, 1, 30, 59, 999, tzinfo=timezone(timedelta(hours=2)))

    assert timestamp(moment) == "2025-12-31T23:30:59Z"


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_makes_valid_printable_json(name: str, message: str, path: str) -> None:
    fragment = REPORT.fragment(assessment(finding(message=message, path=path), name=name), None, Options())

    assert fragment.isascii()
    assert fragment.isprintable()
    json.loads(fragment)["subject"]["name"].encode()  # no half of a surrogate pair is left


@given(st.lists(st.text()))
def test_text_that_has_a_meaning_comes_back_unchanged(texts: list[str]) -> None:
    assert json.loads(encode(texts)) == texts


def test_half_a_character_is_replaced_and_its_neighbours_are_kept() -> None:
    assert json.loads(encode(["😀\udc80é\\ud800"])) == ["😀\ufffdé\\ud800"]
