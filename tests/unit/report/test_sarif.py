"""SARIF 2.1.0 by its own schema, and what viewers make of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from assessments import DIGEST, MANIFEST, PRIVILEGED, WAIVER, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity
from holdfast.model.verdict import Assessment, SubjectKind, Verdict
from holdfast.report.kit import Options
from holdfast.report.sarif import FINGERPRINT, REPORT, uri
from schemas import published

RULES = frozenset({PRIVILEGED, DIGEST})
ANY_TEXT = st.text(st.characters())
SCHEMA_TITLE = b"Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"


def validator() -> Draft7Validator:
    """Return the official schema."""
    return published(SCHEMA_TITLE)


def log(*judged: Assessment, text: str | None = MANIFEST, options: Options | None = None) -> Any:  # noqa: ANN401
    shown = options or Options()
    fragments = [REPORT.fragment(each, text, shown) for each in judged]
    return json.loads("".join(REPORT.frame(fragments, summary(rules=RULES, notices=("a notice",)), shown)))


def run(*judged: Assessment, text: str | None = MANIFEST, options: Options | None = None) -> Any:  # noqa: ANN401
    (only,) = log(*judged, text=text, options=options)["runs"]
    return only


def marks(judged: Assessment, text: str | None = MANIFEST) -> list[str]:
    return [result["partialFingerprints"][FINGERPRINT] for result in run(judged, text=text)["results"]]


def test_a_log_of_everything_is_valid() -> None:
    judged = assessment(
        finding(),
        finding(DIGEST, enforcement=Enforcement.WARN, severity=Severity.MEDIUM, pointer=None, container=None),
        finding(outcome=Outcome.UNDECIDED, line=None, column=None),
        finding(outcome=Outcome.SATISFIED),
        finding(outcome=Outcome.NOT_APPLICABLE, enforcement=Enforcement.AUDIT),
        finding(waiver=WAIVER, note="a note", column=None),
        missing=(Missing("image", "not given"), Missing("document", "broken", 3)),
    )
    clean = assessment(verdict=Verdict.ALLOW)

    validator().validate(log(judged, clean, options=Options(everything=True)))


def test_a_log_of_nothing_is_valid() -> None:
    validator().validate(log())


def test_the_schema_would_notice_a_fault() -> None:
    broken = log(assessment(finding()))
    broken["runs"][0]["results"][0]["level"] = "high"

    assert not validator().is_valid(broken)


@settings(max_examples=30, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_makes_a_valid_log_of_printable_characters(name: str, message: str, path: str) -> None:
    judged = assessment(finding(message=message, path=path), name=name, source=path or "x")
    text = REPORT.fragment(judged, message, Options())

    assert text.isascii()
    assert text.replace("\t", "").replace("\n", "").isprintable()
    validator().validate(log(judged, text=message))


def test_a_violation_reads_as_its_enforcement() -> None:
    levels = {
        enforcement: run(assessment(finding(enforcement=enforcement)))["results"][0]["level"]
        for enforcement in Enforcement
    }

    assert levels == {Enforcement.ENFORCE: "error", Enforcement.WARN: "warning", Enforcement.AUDIT: "note"}


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.UNDECIDED, "open"),
        (Outcome.SATISFIED, "pass"),
        (Outcome.NOT_APPLICABLE, "notApplicable"),
    ],
)
def test_what_is_no_failure_has_no_level(outcome: Outcome, kind: str) -> None:
    (result,) = run(assessment(finding(outcome=outcome)), options=Options(everything=True))["results"]

    assert (result["kind"], result["level"]) == (kind, "none")


def test_a_result_points_at_its_rule_line_and_field() -> None:
    whole = run(assessment(finding()))
    (result,) = whole["results"]
    (location,) = result["locations"]

    assert whole["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == PRIVILEGED
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "pod.yaml"},
        "region": {"startLine": 10, "startColumn": 7},
    }
    assert location["logicalLocations"] == [
        {"name": "v1 Pod default/web", "kind": "resource"},
        {"fullyQualifiedName": "/spec/containers/0/securityContext/privileged", "kind": "value"},
    ]
    assert whole["columnKind"] == "unicodeCodePoints"


def test_every_selected_rule_is_described_whether_it_spoke_or_not() -> None:
    described = run()["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in described] == sorted(RULES)
    assert all(
        rule[key]["text"] for rule in described for key in ("shortDescription", "fullDescription", "help")
    )


@pytest.mark.parametrize(
    ("severity", "low", "high"),
    [
        (Severity.CRITICAL, 9.0, 10.0),
        (Severity.HIGH, 7.0, 8.9),
        (Severity.MEDIUM, 4.0, 6.9),
        (Severity.LOW, 0.1, 3.9),
    ],
)
def test_a_score_lies_in_the_range_that_bears_its_severity(
    severity: Severity, low: float, high: float
) -> None:
    rules = run(assessment(finding(severity=severity)))["tool"]["driver"]["rules"]
    (score,) = (rule["properties"]["security-severity"] for rule in rules if rule["id"] == PRIVILEGED)

    assert isinstance(score, str)
    assert low <= float(score) <= high


def test_a_rule_scores_as_the_worst_that_it_said() -> None:
    judged = assessment(finding(severity=Severity.LOW), finding(severity=Severity.CRITICAL))
    rules = run(judged)["tool"]["driver"]["rules"]
    (score,) = (rule["properties"]["security-severity"] for rule in rules if rule["id"] == PRIVILEGED)

    assert float(score) >= 9.0


def test_a_waived_finding_is_suppressed_from_outside() -> None:
    waived, open_ = run(assessment(finding(waiver=WAIVER), finding()))["results"]

    assert [s["kind"] for s in waived["suppressions"]] == ["external"]
    assert "OPS-1" in waived["suppressions"][0]["justification"]
    assert open_["suppressions"] == []


def test_what_is_missing_is_told_as_a_notification() -> None:
    judged = assessment(verdict=Verdict.UNDECIDED, missing=(Missing("document", "broken", 3),))
    (invocation,) = run(judged)["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]

    assert invocation["executionSuccessful"] is True
    assert "broken" in notification["message"]["text"]
    assert notification["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_a_fingerprint_stays_when_lines_move() -> None:
    assert marks(assessment(finding(line=10))) == marks(assessment(finding(line=99, column=1)))


@pytest.mark.parametrize(
    "other",
    [
        assessment(finding(DIGEST)),
        assessment(finding(container="side")),
        assessment(finding(pointer="/spec")),
        assessment(finding(), name="v1 Pod default/other"),
    ],
)
def test_a_fingerprint_tells_rule_subject_container_and_field_apart(other: Assessment) -> None:
    assert marks(other) != marks(assessment(finding()))


def test_findings_without_a_field_are_told_apart_by_the_words_of_their_line() -> None:
    def of(line: int) -> Assessment:
        return assessment(finding(line=line, pointer=None, container=None), kind=SubjectKind.DOCKERFILE)

    before, after = "FROM a\nUSER root\nUSER 0\n", "\n\nFROM a\n  USER root\nUSER 0\n"

    assert marks(of(2), before) == marks(of(4), after)
    assert marks(of(2), before) != marks(of(3), before)


def test_no_two_results_of_a_subject_share_a_fingerprint() -> None:
    assert len(set(marks(assessment(finding(), finding(), finding())))) == 3


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("deploy/web.yaml", "deploy/web.yaml"),
        ("./deploy/web.yaml", "deploy/web.yaml"),
        ("../web.yaml", "../web.yaml"),
        ("a b/ü#%?.yaml", "a%20b/%C3%BC%23%25%3F.yaml"),
        ("/etc/web.yaml", "file:///etc/web.yaml"),
        ("//etc/web.yaml", "file:///etc/web.yaml"),
        ("oci:layout", "oci%3Alayout"),
        ("bytes\udc80.yaml", "bytes%80.yaml"),
        ("half\ud800.yaml", "half%3F.yaml"),
        ("-", "-"),
        ("./", "."),
    ],
)
def test_a_path_becomes_a_reference_to_the_same_file(path: str, expected: str) -> None:
    assert uri(path) == expected


def test_a_message_makes_no_link() -> None:
    (result,) = run(assessment(finding(message="[here](https://evil.example)")))["results"]

    assert result["message"]["text"] == r"\[here\](https://evil.example)"
