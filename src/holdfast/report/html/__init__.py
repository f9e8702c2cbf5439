"""One page that a person reads in a browser, keeps, mails or prints: self-contained, and unable to do harm.

It asks nothing of any network, its policy (CSP) allows its own style and script by their digests and nothing else, and
whatever comes from outside is text. Without the script everything is shown; with it rows can be filtered and sorted.

A fragment's first line names the rule of each finding in it; the rest is the subject's section.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator

from holdfast.model.verdict import Assessment, Verdict
from holdfast.report.html.markup import NOTHING, Markup, element, joined, prose
from holdfast.report.html.script import SCRIPT
from holdfast.report.html.style import STYLE
from holdfast.report.html.subject import anchor, section
from holdfast.report.json import timestamp
from holdfast.report.kit import Options, Summary
from holdfast.report.palette import VERDICT_WORDS, counted, shown
from holdfast.report.standing import by_word
from holdfast.report.text import passed_over
from holdfast.rules import find
from holdfast.version import __version__

_FILTERS = {
    "deny": "violations",
    "undecided": "not decidable",
    "warn": "warnings",
    "audit": "audited",
    "waived": "waived",
}
"""The words by which rows can be filtered, and what they count."""


class HtmlReport:
    """The format `html`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:
        """Render one subject as a section."""
        markup, spoken = section(assessment, text, options)
        return f"{' '.join(shown(rule) for rule in spoken)}\n{markup}\n"

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:  # noqa: ARG002
        """Yield the page; the rules that spoke are explained at its end."""
        spoken: Counter[str] = Counter()
        yield f'<!DOCTYPE html>\n<html lang="en">\n{_head(summary)}\n'
        yield f"<body>\n{_header(summary)}\n{_toolbar(summary)}\n<main>\n"
        for fragment in fragments:
            rules, _, markup = fragment.partition("\n")
            spoken.update(rules.split())
            yield markup
        yield f"</main>\n{_rules(spoken)}\n{_footer(summary)}\n"
        yield f"<script>{SCRIPT}</script>\n</body>\n</html>\n"


def _head(summary: Summary) -> Markup:
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_digest(STYLE)}; script-src {_digest(SCRIPT)}"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Holdfast: {VERDICT_WORDS[summary.verdict]}"),
        element("style", Markup(STYLE)),
    )


def _digest(text: str) -> str:
    """Return what a policy allows an inline element by (CSP 3, hash-source)."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _header(summary: Summary) -> Markup:
    word = VERDICT_WORDS[summary.verdict]
    total = counted(sum(summary.verdicts.values()), "subject")
    inputs = summary.inputs
    policy = f"{inputs.profile} " if inputs.profile else ""
    line = f"{total} judged by policy {policy}{inputs.policy[:19]} as of {timestamp(inputs.now)[:10]}"
    return element(
        "header",
        element("p", "Holdfast", class_="brand"),
        element("h1", word.capitalize(), class_=word),
        element("p", shown(line), class_="line"),
        element("ul", *_tiles(summary), class_="tiles"),
        class_=word,
    )


def _tiles(summary: Summary) -> Iterator[Markup]:
    for verdict, word in VERDICT_WORDS.items():
        yield _tile(word, summary.verdicts.get(verdict, 0), word)
    counts = by_word(summary)
    for word, title in _FILTERS.items():
        if counts[word] or word in {"deny", "warn"}:
            yield _tile(title, counts[word], word)


def _tile(title: str, count: int, kind: str) -> Markup:
    return element(
        "li", element("b", str(count)), element("span", title), class_=kind if count else f"{kind} none"
    )


def _toolbar(summary: Summary) -> Markup:
    """Return the controls, which only the script shows."""
    counts = by_word(summary)
    counts["undecided"] += summary.verdicts.get(Verdict.UNDECIDED, 0)  # what is missing is no finding
    buttons = (
        element("button", word, type="button", data_filter=word, aria_pressed="true", class_=word)
        for word in _FILTERS
        if counts[word]
    )
    sorts = (("", "weight"), ("severity", "severity"), ("line", "line"))
    return element(
        "nav",
        element(
            "input", type="search", placeholder="Find a rule, file, word …", aria_label="Find", id="find"
        ),
        element("span", *buttons, class_="filters"),
        element(
            "label",
            "Sort by ",
            element("select", *(element("option", t, value=v) for v, t in sorts), id="sort"),
        ),
        element("output", "", id="count"),
        hidden="",
        aria_label="Filter and sort",
    )


def _rules(spoken: Counter[str]) -> Markup:
    """Explain the rules that spoke, the most frequent first."""
    if not spoken:
        return NOTHING
    ordered = sorted(spoken.items(), key=lambda item: (-item[1], item[0]))
    return element(
        "section",
        element("h2", "Why these rules"),
        *(_rule(rule, count) for rule, count in ordered),
        class_="rules",
    )


def _rule(rule_id: str, count: int) -> Markup:
    rule = find(rule_id)
    words = NOTHING if rule is None else _explained(rule.title, rule.why, rule.fix, rule.references)
    return element(
        "article",
        element("h3", rule_id, element("span", counted(count, "finding"), class_="times")),
        words,
        id=anchor(rule_id),
    )


def _explained(title: str, why: str, fix: str, references: tuple[str, ...]) -> Markup:
    return joined(
        (
            element("p", title, class_="message"),
            element("p", prose(why)),
            element("p", element("b", "Fix"), " ", prose(fix), class_="fix"),
            element("p", ", ".join(references), class_="aliases"),
        )
    )


def _footer(summary: Summary) -> Markup:
    inputs = summary.inputs
    known = {
        "policy": f"{inputs.policy} ({inputs.profile})" if inputs.profile else inputs.policy,
        "advisories": inputs.advisories,
        "trust root": inputs.trust_root,
        "judged as of": timestamp(inputs.now),
        "scope": summary.scope.value,
        "passed over": passed_over(summary) if summary.skipped else None,
        "made by": f"Holdfast {__version__}",
    }
    terms = (
        element("div", element("dt", name), element("dd", shown(value)))
        for name, value in known.items()
        if value
    )
    notices = (element("li", shown(notice)) for notice in summary.notices)
    return element(
        "footer",
        element("ul", *notices, class_="notices") if summary.notices else NOTHING,
        element("dl", *terms),
        element("p", _legend(summary.verdict), class_="line"),
    )


def _legend(verdict: Verdict) -> str:
    return {
        Verdict.ALLOW: "Allowed: no enforced rule is violated, and none was left undecided.",
        Verdict.DENY: "Denied: at least one enforced rule is violated; what is marked deny has to be mended or waived.",
        Verdict.UNDECIDED: "Undecided: nothing enforced is violated, but evidence is missing; that is not a pass.",
    }[verdict]


REPORT = HtmlReport()
