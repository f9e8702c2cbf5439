"""JUnit XML: well formed whatever it holds, and what GitLab and Jenkins document that they read of it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import DIGEST, MANIFEST, PRIVILEGED, WAIVER, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome
from holdfast.model.verdict import Assessment, Verdict
from holdfast.report.junit import REPORT
from holdfast.report.kit import Options

ANY_TEXT = st.text(st.characters())
ATTRIBUTES = {
    "testsuites": {"name"},
    "testsuite": {"name", "file", "tests", "failures", "errors", "skipped"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"classname", "name", "file", "line", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
    "system-out": set(),
}
"""The elements that build servers document, with the attributes that the report gives them."""
PARENTS = {
    "testsuite": {"testsuites"},
    "properties": {"testsuite"},
    "property": {"properties"},
    "testcase": {"testsuite"},
    **{name: {"testcase"} for name in ("failure", "error", "skipped", "system-out")},
}


def report(*judged: Assessment, text: str | None = MANIFEST, options: Options | None = None) -> ET.Element:
    shown = options or Options()
    fragments = [REPORT.fragment(each, text, shown) for each in judged]
    whole = "".join(REPORT.frame(fragments, summary(notices=("a notice",)), shown))
    return ET.fromstring(whole.encode())


def case(judged: Assessment, options: Options | None = None) -> ET.Element:
    """Return the one test case of the one subject."""
    (only,) = report(judged, options=options)[0].findall("testcase")
    return only


def everything() -> Assessment:
    return assessment(
        finding(),
        finding(DIGEST, enforcement=Enforcement.WARN),
        finding(outcome=Outcome.UNDECIDED, line=None, column=None, pointer=None),
        finding(enforcement=Enforcement.AUDIT),
        finding(outcome=Outcome.SATISFIED, message=""),
        finding(outcome=Outcome.NOT_APPLICABLE),
        finding(waiver=WAIVER, note="a note"),
        missing=(Missing("image", "not given"), Missing("document", "broken", 3)),
    )


@pytest.mark.parametrize("options", [Options(), Options(everything=True, verbose=True)], ids=["plain", "all"])
def test_the_report_holds_what_servers_document_and_nothing_else(options: Options) -> None:
    root = report(everything(), assessment(verdict=Verdict.ALLOW), options=options)
    parents = {child: parent for parent in root.iter() for child in parent}

    assert all(set(each.attrib) <= ATTRIBUTES[each.tag] for each in root.iter())
    assert all(parent.tag in PARENTS[child.tag] for child, parent in parents.items())
    assert all(len(each) <= 1 for each in root.iter("testcase"))


def test_a_suite_counts_what_it_holds() -> None:
    for suite in report(everything(), options=Options(everything=True, verbose=True)).iter("testsuite"):
        counted = {
            name: len(suite.findall(path))
            for name, path in [
                ("tests", "testcase"),
                ("failures", "testcase/failure"),
                ("errors", "testcase/error"),
                ("skipped", "testcase/skipped"),
            ]
        }
        assert {name: int(suite.attrib[name]) for name in counted} == counted


@pytest.mark.parametrize(
    ("outcome", "enforcement", "element"),
    [
        (Outcome.VIOLATED, Enforcement.ENFORCE, "failure"),
        (Outcome.UNDECIDED, Enforcement.ENFORCE, "error"),
        (Outcome.VIOLATED, Enforcement.WARN, "skipped"),
        (Outcome.UNDECIDED, Enforcement.WARN, "skipped"),
        (Outcome.VIOLATED, Enforcement.AUDIT, "system-out"),
        (Outcome.NOT_APPLICABLE, Enforcement.ENFORCE, "skipped"),
    ],
)
def test_a_finding_reads_as_what_it_does_to_the_verdict(
    outcome: Outcome, enforcement: Enforcement, element: str
) -> None:
    judged = assessment(finding(outcome=outcome, enforcement=enforcement))

    assert [e.tag for e in case(judged, Options(everything=True, verbose=True))] == [element]


def test_a_rule_that_holds_is_a_test_that_passes() -> None:
    assert list(case(assessment(finding(outcome=Outcome.SATISFIED)), Options(everything=True))) == []


def test_a_subject_about_which_nothing_is_said_is_a_test_that_passes() -> None:
    only = case(assessment(verdict=Verdict.ALLOW))

    assert only.attrib["name"] == "pod.yaml v1 Pod default/web"
    assert list(only) == []


def test_a_failure_says_what_where_and_how_to_mend_it() -> None:
    only = case(assessment(finding()))

    assert only.attrib == {
        "classname": "hardened.privileged-forbidden",
        "name": "pod.yaml v1 Pod default/web /spec/containers/0/securityContext/privileged",
        "file": "pod.yaml",
        "line": "10",
        "time": "0",
    }
    assert only[0].attrib["type"] == PRIVILEGED
    assert (only[0].text or "").split("\n") == [
        "enforce, high: container 'web' is privileged",
        "pod.yaml:10:7",
        "     10 |       privileged: true",
        "        |       ^",
        "fix: Remove `privileged: true`.",
    ]


def test_a_waived_finding_is_skipped_and_says_by_whom() -> None:
    (skipped,) = case(assessment(finding(waiver=WAIVER)))

    assert skipped.tag == "skipped"
    assert skipped.attrib["message"].startswith("waived by team-a until 2026-03-01")


def test_what_is_missing_is_an_error() -> None:
    only = case(assessment(verdict=Verdict.UNDECIDED, missing=(Missing("document", "broken", 3),)))

    assert (only[0].tag, only.attrib["line"]) == ("error", "3")
    assert only[0].attrib["message"] == "document is missing: broken"


def test_equal_findings_have_names_of_their_own() -> None:
    suite = report(assessment(finding(), finding(), finding()))[0]

    assert len({e.attrib["name"] for e in suite.findall("testcase")}) == 3


def test_a_name_stays_when_lines_move() -> None:
    names = {case(assessment(finding(line=line))).attrib["name"] for line in (10, 99)}

    assert len(names) == 1


def test_the_verdict_and_the_policy_are_properties() -> None:
    suite = report(assessment())[-1]
    known = {p.attrib["name"]: p.attrib["value"] for p in suite.iter("property")}

    assert known["verdict"] == "deny"
    assert known["profile"] == "standard"
    assert "a notice" in "".join(suite.itertext())


@settings(max_examples=50, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_makes_well_formed_xml(name: str, message: str, path: str) -> None:
    judged = assessment(
        finding(message=message, path=path, remediation=message, line=1), name=name, source=path
    )

    assert report(judged, text=message).findall("testsuite")
