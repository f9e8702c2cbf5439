"""GitLab Code Quality: the keys that its documentation requires, and fingerprints that are stable and unique."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import DIGEST, MANIFEST, PRIVILEGED, WAIVER, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity
from holdfast.model.verdict import Assessment
from holdfast.report.gitlab import REPORT
from holdfast.report.kit import Options

ANY_TEXT = st.text(st.characters())
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def report(*judged: Assessment, text: str | None = MANIFEST, options: Options | None = None) -> list[Any]:
    shown = options or Options()
    fragments = [REPORT.fragment(each, text, shown) for each in judged]
    issues: list[Any] = json.loads("".join(REPORT.frame(fragments, summary(), shown)))
    return issues


def is_documented(issue: Any) -> bool:  # noqa: ANN401
    return (
        all(
            isinstance(issue[key], str) and issue[key] for key in ("description", "check_name", "fingerprint")
        )
        and issue["severity"] in SEVERITIES
        and isinstance(issue["location"]["path"], str)
        and not issue["location"]["path"].startswith("./")
        and type(issue["location"]["lines"]["begin"]) is int
        and issue["location"]["lines"]["begin"] >= 1
    )


def marks(*judged: Assessment, text: str | None = MANIFEST) -> list[str]:
    return [issue["fingerprint"] for issue in report(*judged, text=text)]


def test_an_issue_has_what_the_documentation_requires() -> None:
    assert report(assessment(finding())) == [
        {
            "description": "container 'web' is privileged [enforce]. Remove `privileged: true`.",
            "check_name": PRIVILEGED,
            "fingerprint": marks(assessment(finding()))[0],
            "severity": "critical",
            "location": {"path": "pod.yaml", "lines": {"begin": 10}},
        }
    ]


def test_nothing_to_report_is_an_empty_list() -> None:
    assert report() == report(assessment()) == []


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        (Severity.LOW, "minor"),
        (Severity.MEDIUM, "major"),
        (Severity.HIGH, "critical"),
        (Severity.CRITICAL, "blocker"),
    ],
)
def test_severities_keep_their_order(severity: Severity, expected: str) -> None:
    assert [i["severity"] for i in report(assessment(finding(severity=severity)))] == [expected]


def test_what_is_only_audited_is_told_where_asked_for_and_as_information() -> None:
    judged = assessment(finding(enforcement=Enforcement.AUDIT))

    assert report(judged) == []
    assert [i["severity"] for i in report(judged, options=Options(verbose=True))] == ["info"]


def test_what_is_waived_or_holds_is_no_issue() -> None:
    judged = assessment(finding(waiver=WAIVER), finding(outcome=Outcome.SATISFIED))

    assert report(judged, options=Options(everything=True)) == []


def test_missing_evidence_is_an_issue_at_its_line() -> None:
    (issue,) = report(assessment(missing=(Missing("document", "broken", 3),)))

    assert "broken" in issue["description"]
    assert issue["location"]["lines"]["begin"] == 3


def test_a_fingerprint_stays_when_lines_move() -> None:
    assert marks(assessment(finding(line=10))) == marks(assessment(finding(line=99, column=1)))


@pytest.mark.parametrize(
    "other",
    [
        assessment(finding(DIGEST)),
        assessment(finding(container="side")),
        assessment(finding(pointer="/spec")),
        assessment(finding(path="other.yaml"), source="other.yaml"),
    ],
)
def test_a_fingerprint_tells_rule_container_field_and_file_apart(other: Assessment) -> None:
    assert marks(other) != marks(assessment(finding()))


def test_no_two_issues_of_a_report_share_a_fingerprint() -> None:
    twice = assessment(finding(), finding(), missing=(Missing("image", "a"), Missing("image", "b")))

    assert len(set(marks(twice, twice))) == len(marks(twice, twice)) == 8


@pytest.mark.parametrize(
    ("path", "expected"), [("./a/b.yaml", "a/b.yaml"), (".//a.yaml", "a.yaml"), ("../a", "../a"), ("./", ".")]
)
def test_a_path_is_as_the_repository_knows_it(path: str, expected: str) -> None:
    (issue,) = report(assessment(finding(path=path)))

    assert issue["location"]["path"] == expected


@settings(max_examples=30, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_makes_a_documented_report_of_printable_characters(
    name: str, message: str, path: str
) -> None:
    judged = assessment(finding(message=message, path=path), name=name, source=path)
    text = REPORT.fragment(judged, message, Options())

    assert text.isascii()
    assert text.replace("\t", "").replace("\n", "").isprintable()
    assert all(is_documented(issue) for issue in report(judged, text=message))
