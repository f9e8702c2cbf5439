"""The page: what a person finds in it, that it asks nothing of the network, and what its policy allows."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

import pytest

from assessments import DIGEST, MANIFEST, WAIVER, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome
from holdfast.model.verdict import Assessment, Verdict
from holdfast.report.html import REPORT
from holdfast.report.kit import Options
from pages import Page


def source(*judged: Assessment, text: str | None = MANIFEST, options: Options | None = None) -> str:
    shown = options or Options()
    fragments = [REPORT.fragment(each, text, shown) for each in judged]
    return "".join(REPORT.frame(fragments, summary(notices=("an idle waiver",)), shown))


def page(*judged: Assessment, text: str | None = MANIFEST, options: Options | None = None) -> Page:
    return Page(source(*judged, text=text, options=options))


def rows(found: Page) -> list[dict[str, str | None]]:
    return [each.attributes for each in found.named("tr") if "tbody" in each.around]


def test_the_verdict_and_the_counts_come_first() -> None:
    found = page(assessment(finding()))

    assert found.text_of("title") == "Holdfast: denied"
    assert found.text_of("h1") == "Denied"
    assert "3 subjects judged by policy standard sha256:0123456789ab as of 2026-01-01" in found.text_of("p")
    tiles = [words for around, words in found.words if around == "b"][:5]
    assert tiles == ["1", "1", "1", "5", "9"]


def test_a_finding_shows_its_line_between_its_neighbours_and_how_to_mend_it() -> None:
    found = page(assessment(finding()))
    shown = [words.strip() for around, words in found.words if around == "span"]

    assert shown.count("privileged: true") == 1
    assert {"securityContext:", "runAsUser: 0"} <= set(shown)
    assert "container 'web' is privileged" in found.text_of("p")
    assert "privileged: true" in found.text_of("code")
    assert "pod.yaml:10:7" in found.text_of("code")


def test_the_worst_comes_first() -> None:
    judged = assessment(
        finding(DIGEST, enforcement=Enforcement.WARN, line=1),
        finding(outcome=Outcome.UNDECIDED, line=2),
        finding(line=3),
        finding(enforcement=Enforcement.AUDIT, line=4),
        finding(waiver=WAIVER, line=5),
        missing=(Missing("document", "broken", 6),),
    )
    words = [row["data-word"] for row in rows(page(judged, options=Options(verbose=True)))]

    assert words == ["undecided", "deny", "undecided", "warn", "audit", "waived"]


def test_what_holds_or_is_only_audited_is_shown_where_asked_for() -> None:
    judged = assessment(finding(outcome=Outcome.SATISFIED), finding(DIGEST, enforcement=Enforcement.AUDIT))

    assert rows(page(judged)) == []
    assert len(rows(page(judged, options=Options(everything=True)))) == 1
    assert len(rows(page(judged, options=Options(verbose=True)))) == 1


def test_every_rule_that_spoke_is_explained_where_its_link_leads() -> None:
    found = page(assessment(finding(), finding(DIGEST)))
    links = {each.attributes["href"] for each in found.named("a")}

    assert links == {f"#{each.attributes['id']}" for each in found.named("article")}
    assert len(links) == 2


def test_many_places_of_one_rule_are_counted() -> None:
    found = page(assessment(*(finding(line=line) for line in range(1, 31))))

    assert len(rows(found)) == 1
    assert "and 20 more" in found.text_of("p")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_subject_shows_its_verdict(verdict: Verdict) -> None:
    word = {Verdict.ALLOW: "allowed", Verdict.DENY: "denied", Verdict.UNDECIDED: "undecided"}[verdict]
    (section,) = [e for e in page(assessment(verdict=verdict)).named("section") if "main" in e.around]

    assert section.attributes["class"] == f"subject {word}"


def test_the_page_asks_nothing_of_the_network() -> None:
    found = page(assessment(finding(), missing=(Missing("image", "x"),)))
    asking = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "style"}

    assert {e.name for e in found.elements}.isdisjoint(
        {"link", "img", "iframe", "object", "form", "base", "a:href"}
    )
    assert all(asking.isdisjoint(each.attributes) for each in found.elements)
    assert all(
        (each.attributes["href"] or "").startswith("#")
        for each in found.elements
        if "href" in each.attributes
    )
    assert not re.search(r"url\(|@import|fetch|XMLHttp|import\(|innerHTML|eval|document\.write", source())


def test_no_element_has_a_handler() -> None:
    found = page(assessment(finding()))

    assert [name for each in found.elements for name in each.attributes if name.startswith("on")] == []


def test_its_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    found = page(assessment(finding()))
    (policy,) = (e.attributes["content"] for e in found.named("meta") if "http-equiv" in e.attributes)
    allowed = dict(part.strip().split(" ", 1) for part in (policy or "").split(";"))

    def digest(name: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(found.text_of(name).encode()).digest()).decode()}'"

    assert allowed == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "style-src": digest("style"),
        "script-src": digest("script"),
    }
    assert (len(found.named("style")), len(found.named("script"))) == (1, 1)


def test_the_policy_stands_before_what_it_governs() -> None:
    whole = source()

    assert whole.index("Content-Security-Policy") < whole.index("<style>") < whole.index("<script>")


def test_controls_that_need_the_script_are_hidden_without_it() -> None:
    (nav,) = page(assessment(finding())).named("nav")

    assert "hidden" in nav.attributes


def test_words_between_backquotes_are_code_and_an_odd_one_is_text() -> None:
    found = page(assessment(finding(message="a `b` c"), finding(DIGEST, message="odd ` one")))

    assert "b" in [words for around, words in found.words if around == "code"]
    assert "odd ` one" in [words for around, words in found.words if around == "p"]


def test_rows_can_be_filtered_by_what_there_is_including_missing_evidence() -> None:
    judged = assessment(verdict=Verdict.UNDECIDED, missing=(Missing("document", "broken", 3),))
    words = [each.attributes["data-filter"] for each in page(judged).named("button")]

    assert words == ["deny", "undecided", "warn"]


def test_the_end_of_a_file_is_no_line_of_it() -> None:
    found = page(assessment(finding(line=11)))

    assert [words for around, words in found.words if around == "i" and words] == ["10", "11"]
