"""CVE-2026-44245, CVE-2025-32019 and their kind: text of a subject that becomes markup in a report.

A page is made twice, with calm words and with hostile ones in every place that holds text from outside. A parser has to
find the same elements with the same attributes in both: no element more, none that ended early, no handler.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import PRIVILEGED, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Outcome, WaiverNote
from holdfast.model.verdict import Assessment
from holdfast.report.html import REPORT
from holdfast.report.html.subject import anchor
from holdfast.report.kit import Options
from pages import Page

LEAVING = [
    "", '"', "'", '">', "'>", "`>", "-->", "]]>", "?>", "</span>", "</td></tr></table>", "</title>", "</textarea>",
    "</style>", "</script>", "</SCRIPT\t>", "</noscript>", "\x00", "\r\n\r\n", "&quot;>", "{{", "\u2028", "\ufeff<",
]  # fmt: skip
"""What might end the place that text stands in."""
ENTERING = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<!--",
    "<![CDATA[",
    "<?xml",
    " onmouseover=alert(1) autofocus onfocus=alert(1) x=",
    "javascript:alert(1)//",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
]
"""What might begin there."""
BREAKS = re.compile(r"[\n\r\x85\u2028\u2029]")
CORPUS = [before + after for before, after in product(LEAVING, ENTERING)]


def hostile(word: str) -> Assessment:
    """Return an assessment that holds `word` wherever text comes from outside."""
    waiver = WaiverNote(word, word, word, date(2026, 3, 1))
    return assessment(
        finding(message=word, path=word, remediation=word, container=word, note=word, line=1, pointer=word),
        finding("a/b", message=word, path=word, waiver=waiver, pointer=word, line=1, column=2),
        finding("c/d", outcome=Outcome.UNDECIDED, line=1, column=3, pointer=word, message=word),
        finding(outcome=Outcome.SATISFIED, message=word),
        missing=(Missing(word, word, 1),),
        name=word,
        source=f"{word}.yaml",
    )


def page(word: str) -> Page:
    options = Options(everything=True, verbose=True)
    line = BREAKS.sub(" ", word)  # a file of more lines shows more of them
    fragment = REPORT.fragment(hostile(word), line, options)
    return Page("".join(REPORT.frame([fragment], summary(notices=(word,)), options)))


def shape(found: Page) -> list[tuple[str, frozenset[str], tuple[str, ...]]]:
    return [(e.name, frozenset(e.attributes), e.around) for e in found.elements if e.name != "code"]


CALM = shape(page("calm"))


def test_the_corpus_is_large() -> None:
    assert len(set(CORPUS)) >= 200


@pytest.mark.parametrize("entering", ENTERING)
def test_no_text_becomes_an_element(entering: str) -> None:
    for word in (before + entering for before in LEAVING):
        found = page(word)
        assert shape(found) == CALM, word
        assert found.other == ["DOCTYPE html"], word
        assert found.text_of("script") == page("calm").text_of("script"), word


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("<>&\"'`/!-=[]ascript \n\x00\u2028"), min_size=1))
def test_no_text_at_all_becomes_an_element(word: str) -> None:
    assert shape(page(word)) == shape(page("calm"))


@pytest.mark.parametrize("rule", ['"><script>', "javascript:alert(1)", "a b", PRIVILEGED])
def test_a_link_leads_within_the_page_whatever_a_rule_is_called(rule: str) -> None:
    fragment = REPORT.fragment(assessment(finding(rule)), None, Options())
    found = Page("".join(REPORT.frame([fragment], summary(), Options())))

    assert {each.attributes["href"] for each in found.named("a")} == {f"#{anchor(rule)}"}
