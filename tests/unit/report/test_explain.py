"""An explanation names the rule, the fact, its origin, and the smallest change."""

from __future__ import annotations

from dataclasses import dataclass

from assessments import DIGEST, INPUTS, PRIVILEGED, WAIVER, assessment, finding
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity
from holdfast.model.verdict import Verdict
from holdfast.model.workload import Workload
from holdfast.report import explain
from holdfast.rules import catalogue, find
from holdfast.rules.kit import Example, Rule


@dataclass(frozen=True, slots=True)
class Limits:
    """Parameters for a test."""

    most: int = 3
    """How many."""


RULE = Rule(
    id="family/made-up",
    title="Something is wrong",
    why="It goes wrong. " * 20,
    fix="Write it right.",
    since="0.1",
    judges=(Workload,),
    check=lambda _subject, _context: iter(()),
    good=(Example("kind: Pod\nspec: right"),),
    bad=(Example("kind: Pod\nspec: wrong  # violated", parameters={"most": 5}, release=(1, 20)),),
    aliases=("XX1",),
    references=("pss:baseline/made-up",),
    parameters=Limits,
)


def test_a_rule_is_shown_with_all_that_it_holds() -> None:
    text = explain.rule(RULE, {"standard": (Enforcement.ENFORCE, Severity.HIGH), "strict": None})
    lines = text.splitlines()

    assert lines[0] == "family/made-up · Something is wrong"
    for word in (
        "Write it right.",
        "XX1",
        "pss:baseline/made-up",
        "most: 3",
        "enforce, high",
        "not selected",
    ):
        assert word in text
    assert "  | spec: wrong  # violated" in lines
    assert "  | spec: right" in lines
    assert "- rejected with most: 5, Pod Security Standards v1.20" in lines
    assert max(map(len, lines)) <= 100


def test_every_rule_of_the_catalogue_can_be_explained() -> None:
    for rule in catalogue().values():
        text = explain.rule(rule, {}, colour=False)

        assert rule.id in text
        assert all(line.isprintable() for line in text.splitlines())


def test_a_denial_names_each_finding_that_must_go_and_none_more() -> None:
    text = explain.verdict(
        [
            assessment(
                finding(remediation="Remove it now."),
                finding(DIGEST, outcome=Outcome.UNDECIDED, message="cannot be told", line=8),
                finding("a/warned", enforcement=Enforcement.WARN),
                finding("a/waived", waiver=WAIVER),
                finding("a/audited", enforcement=Enforcement.AUDIT),
            )
        ]
    )
    rule = find(PRIVILEGED)
    assert rule is not None

    assert "mend these 2" in text
    assert "a/" not in text
    assert "1 warning, 1 audited, 1 waived" in text
    for fact in (
        "container 'web' is privileged",
        "pod.yaml:10:7  /spec/containers/0/securityContext/privileged",
        "Remove it now.",
        "pod.yaml:8:7",
        INPUTS.policy,
        "profile standard",
        "scope documents",
        "2026-01-01T00:00:00Z",
        rule.why.split()[0],
    ):
        assert fact in text


def test_an_allowed_subject_asks_for_no_change() -> None:
    text = explain.verdict([assessment(verdict=Verdict.ALLOW)])

    assert "allowed" in text
    assert "mend" not in text


def test_missing_evidence_is_part_of_the_smallest_change() -> None:
    judged = assessment(verdict=Verdict.UNDECIDED, missing=(Missing("document", "is not YAML", 3),))
    text = explain.verdict([judged])

    assert "gather" in text
    assert "mend" not in text
    assert "is not YAML" in text
    assert "pod.yaml:3" in text


def test_subjects_are_explained_one_after_the_other() -> None:
    text = explain.verdict([assessment(finding()), assessment(finding(), name="v1 Pod default/two")])

    assert text.index("default/web") < text.index("default/two")


def test_a_rule_that_is_not_known_here_is_explained_by_what_the_report_says() -> None:
    assert "gone/rule" in explain.verdict([assessment(finding("gone/rule"))])


def test_colour_is_used_only_where_it_is_wanted() -> None:
    judged = assessment(finding())

    assert "\x1b" not in explain.verdict([judged]) + explain.rule(RULE, {})
    assert "\x1b[" in explain.verdict([judged], colour=True)
    assert "\x1b[" in explain.rule(RULE, {}, colour=True)
