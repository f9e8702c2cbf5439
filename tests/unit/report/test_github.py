"""Workflow commands, read back as GitHub's runner reads them: command, properties and message unescaped."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import PRIVILEGED, WAIVER, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome
from holdfast.model.verdict import Assessment
from holdfast.report.github import REPORT
from holdfast.report.kit import Options

ANY_TEXT = st.text(st.characters())
_COMMAND = re.compile(r"::(\w+)(?: ([^:]*))?::(.*)")
_ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


class Command(NamedTuple):
    """A command as the runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str) -> str:
    return re.sub("%(?:0D|0A|3A|2C|25)", lambda found: _ESCAPES[found[0]], text)


def commands(whole: str) -> list[Command]:
    """Read a log; a line that is no command fails."""
    read = []
    for line in whole.removesuffix("\n").split("\n"):
        found = _COMMAND.fullmatch(line)
        assert found, line
        pairs = (pair.split("=", 1) for pair in (found[2] or "").split(",") if pair)
        read.append(Command(found[1], {k: unescaped(v) for k, v in pairs}, unescaped(found[3])))
    return read


def report(
    *judged: Assessment, options: Options | None = None, notices: tuple[str, ...] = ()
) -> list[Command]:
    shown = options or Options()
    fragments = [REPORT.fragment(each, None, shown) for each in judged]
    return commands("".join(REPORT.frame(fragments, summary(notices=notices), shown)))


def test_an_annotation_stands_at_its_place_and_says_how_to_mend_it() -> None:
    _, annotation = report(assessment(finding()))

    assert annotation == Command(
        "error",
        {"file": "pod.yaml", "line": "10", "col": "7", "title": f"{PRIVILEGED} (high)"},
        "container 'web' is privileged\nfix: Remove `privileged: true`.",
    )


@pytest.mark.parametrize(
    ("outcome", "enforcement", "name"),
    [
        (Outcome.VIOLATED, Enforcement.ENFORCE, "error"),
        (Outcome.VIOLATED, Enforcement.WARN, "warning"),
        (Outcome.VIOLATED, Enforcement.AUDIT, "notice"),
        (Outcome.UNDECIDED, Enforcement.ENFORCE, "notice"),
        (Outcome.UNDECIDED, Enforcement.WARN, "notice"),
    ],
)
def test_an_annotation_is_as_grave_as_the_finding(
    outcome: Outcome, enforcement: Enforcement, name: str
) -> None:
    judged = assessment(finding(outcome=outcome, enforcement=enforcement))

    assert [c.name for c in report(judged, options=Options(verbose=True))[1:]] == [name]


def test_what_is_waived_holds_or_is_only_audited_is_not_annotated() -> None:
    judged = assessment(
        finding(waiver=WAIVER), finding(outcome=Outcome.SATISFIED), finding(enforcement=Enforcement.AUDIT)
    )

    assert len(report(judged, options=Options(everything=True))) == 1


def test_the_summing_up_comes_before_what_the_limit_may_cut() -> None:
    first, *_ = report(assessment(finding()))

    assert first.name == "notice"
    assert first.properties == {"title": "Holdfast: denied"}
    assert first.message.startswith("3 subjects: 1 denied, 1 undecided, 1 allowed · 5 violations enforced")


def test_the_worst_comes_first() -> None:
    judged = assessment(
        finding(enforcement=Enforcement.WARN),
        finding(outcome=Outcome.UNDECIDED),
        finding("hardened/x", line=99),
    )

    assert [c.name for c in report(judged)[1:]] == ["error", "notice", "warning"]


def test_missing_evidence_and_notices_are_notices() -> None:
    _, missing, notice = report(assessment(missing=(Missing("document", "broken", 3),)), notices=("unused",))

    assert missing == Command(
        "notice", {"file": "pod.yaml", "line": "3", "title": "document missing"}, "broken"
    )
    assert notice == Command("notice", {"title": "Holdfast"}, "unused")


def test_standard_input_is_no_file() -> None:
    _, annotation = report(assessment(finding(path="-"), source="-"))

    assert "file" not in annotation.properties


def test_a_percent_sign_a_colon_and_a_comma_stay_what_they_are() -> None:
    _, annotation = report(assessment(finding(path="a:b,c%3A.yaml", message="100%0A, a::b", remediation="")))

    assert annotation.properties["file"] == "a:b,c%3A.yaml"
    assert annotation.message == "100%0A, a::b"


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_makes_a_command_of_its_own(name: str, message: str, path: str) -> None:
    judged = assessment(
        finding(message=message, path=path, remediation=message, note=message),
        name=name,
        source=path,
        missing=(Missing(message, message),),
    )

    assert [c.name for c in report(judged, notices=(message,))] == ["notice", "notice", "error", "notice"]


@pytest.mark.parametrize(
    "words",
    ["\n::set-output name=x::y", "\r::stop-commands::x", "##[add-mask]x", "::error::", "%0A::warning::x"],
)
def test_a_hostile_message_stays_within_its_command(words: str) -> None:
    judged = assessment(
        finding(message=words, path=words, remediation=words), missing=(Missing(words, words),)
    )

    assert [c.name for c in report(judged, notices=(words,))] == ["notice", "notice", "error", "notice"]
