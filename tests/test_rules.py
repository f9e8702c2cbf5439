"""Every rule is tested by its own examples; this file never changes when a rule is added."""

from __future__ import annotations

from typing import Literal

import pytest

from holdfast.model.finding import Finding, Outcome
from holdfast.rules import catalogue
from holdfast.rules.kit import Context, Example, Rule
from marks import Marks, marks
from reading import read

Kind = Literal["good", "bad"]

CASES = [
    pytest.param(rule, kind, example, id=f"{rule.id}-{kind}-{number}")
    for rule in catalogue().values()
    for kind, examples in (("good", rule.good), ("bad", rule.bad))
    for number, example in enumerate(examples, 1)
]


def judged(rule: Rule, example: Example) -> tuple[Marks, list[Finding]]:
    """Return where `rule` finds what in `example`, and the findings themselves."""
    found: Marks = Marks()
    findings: list[Finding] = []
    context = Context(
        parameters=rule.parameters(**(example.parameters or {})),
        today=example.today,
        release=example.release,
    )
    for subject in read(example.text, rule.judges):
        for finding in rule.check(subject.judged, context):
            found[subject.line(finding.written or finding.at), finding.outcome] += 1
            findings.append(finding)
    return found, findings


@pytest.mark.parametrize(("rule", "kind", "example"), CASES)
def test_an_example_gets_the_outcomes_that_it_marks_on_the_lines_that_it_marks(
    rule: Rule, kind: Kind, example: Example
) -> None:
    expected = marks(example.text)
    found, _ = judged(rule, example)

    assert found == expected
    assert bool(expected) == (kind == "bad"), "a good example has no marks, a bad one has some"


@pytest.mark.parametrize(("rule", "kind", "example"), CASES)
def test_findings_of_an_example_are_complete_statements(rule: Rule, kind: Kind, example: Example) -> None:
    _, findings = judged(rule, example)
    assert bool(findings) == (kind == "bad")
    for finding in findings:
        assert finding.outcome in {Outcome.VIOLATED, Outcome.UNDECIDED}
        assert finding.message.strip() == finding.message != ""
        assert not finding.message.endswith("."), "reports punctuate"
        assert "\n" not in finding.message
        assert set(finding.aliases) <= set(rule.aliases)


def test_the_catalogue_is_not_empty() -> None:
    assert CASES
