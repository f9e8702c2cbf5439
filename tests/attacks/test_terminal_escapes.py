"""CVE-2021-25743 and its kind: names, messages and source lines that command the terminal they are shown on.

Every text of a subject, of a policy and of a stored report is hostile here; what is shown holds no control
character, no bidirectional mark and no half character, and the only escape sequences are the report's own colours.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import PRIVILEGED, assessment, finding, summary
from holdfast.errors import HoldfastError, one_line
from holdfast.formats.report import read
from holdfast.model.evidence import Missing
from holdfast.model.finding import Outcome, WaiverNote
from holdfast.model.verdict import Assessment
from holdfast.report import canonical, explain, github, gitlab, html, json, junit, sarif, text
from holdfast.report.kit import Options, Report

HOSTILE = [
    "\x1b[2J\x1b[1;1Hnothing found",
    "\x1b]0;title\x07",
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m\x90q\x9c",
    "allowed\rdenied",
    "a\nb\r\nc\x0bd\x0ce\x85f\u2028g\u2029h",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "\u200b\u200d\ufeff\u00ad\u061c\u2063",
    "\U000e0041\U000e0042",
    "\ud800 \udc80",
    "\x00\x7f\x08\x08\x08",
    "\x1b[31m" * 100_000,
    "e" + "\u0301" * 500_000,
]
OWN_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def hostile(word: str, rule: str = PRIVILEGED) -> Assessment:
    """Return an assessment whose every text is `word`; the rule's id comes from outside only in a stored report."""
    waiver = WaiverNote(word, word, word, date(2026, 3, 1))
    return assessment(
        finding(rule, message=word, path=word, remediation=word, container=word, note=word, line=1),
        finding(rule, message=word, path=word, waiver=waiver, pointer=word),
        finding(rule, outcome=Outcome.UNDECIDED, line=1, column=3, pointer=word),
        finding(rule, outcome=Outcome.SATISFIED, message=word),
        missing=(Missing(word, word, 1),),
        name=word,
        source=word,
    )


def is_calm(shown: str) -> bool:
    return all(line.isprintable() for line in OWN_COLOURS.sub("", shown).split("\n"))


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("colour", [False, True])
def test_no_text_of_a_subject_commands_the_terminal(word: str, *, colour: bool) -> None:
    options = Options(everything=True, verbose=True, colour=colour)
    judged = hostile(word)
    fragment = text.REPORT.fragment(judged, word, options)
    whole = "".join(text.REPORT.frame([fragment], summary(notices=(word,)), options))

    assert is_calm(whole)
    assert is_calm(explain.verdict([judged], colour=colour))
    assert len(whole) < 60_000
    whole.encode()


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize(
    "report", [json.REPORT, sarif.REPORT, gitlab.REPORT], ids=["json", "sarif", "gitlab"]
)
def test_reports_for_programs_are_safe_to_print_too(report: Report, word: str) -> None:
    options = Options(everything=True)
    fragment = report.fragment(hostile(word), word, options)
    whole = "".join(report.frame([fragment], summary(notices=(word,)), options))

    assert whole.isascii()
    assert all(line.isprintable() for line in whole.replace("\t", "").split("\n"))


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize(
    "report", [github.REPORT, junit.REPORT, html.REPORT], ids=["github", "junit", "html"]
)
def test_reports_for_services_show_what_cannot_be_seen(report: Report, word: str) -> None:
    options = Options(everything=True, verbose=True)
    fragment = report.fragment(hostile(word), word, options)
    whole = "".join(report.frame([fragment], summary(notices=(word,)), options))

    assert all(line.isprintable() for line in whole.split("\n"))
    assert len(fragment) < 60_000
    whole.encode()


@pytest.mark.parametrize("word", HOSTILE)
def test_a_stored_report_commands_no_terminal_when_it_is_explained(word: str) -> None:
    fragment = json.REPORT.fragment(hostile(word, rule=word), None, Options())
    stored = "".join(json.REPORT.frame([fragment], summary(), Options()))

    assert is_calm(explain.verdict(read(stored.encode(), source="-")))


@pytest.mark.parametrize("word", HOSTILE)
def test_an_error_is_one_calm_line(word: str) -> None:
    assert str(HoldfastError(word, subject=word, hint=word)).isprintable()


@given(st.text(st.characters()))
def test_any_text_becomes_one_line_that_any_stream_takes(word: str) -> None:
    shown = one_line(word)

    assert shown.isprintable()
    shown.encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_text_that_can_be_shown_is_shown_as_it_is(word: str) -> None:
    assert one_line(word) == word


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("\x1b[0m", r"\x1b[0m"),
        ("a\nb", r"a\x0ab"),
        ("\u202e", r"\u202e"),
        ("\U000e0041", r"\U000e0041"),
        ("\udc80", r"\udc80"),
    ],
)
def test_what_is_escaped_can_still_be_read(word: str, shown: str) -> None:
    assert one_line(word) == shown


def test_the_canonical_verdict_is_ascii_where_its_subject_is_hostile_only_in_texts() -> None:
    fragment = canonical.REPORT.fragment(assessment(finding(message="\x1b[2J"), name="\x1b"), None, Options())

    assert fragment.isascii()
    assert fragment.rstrip("\n").isprintable()
