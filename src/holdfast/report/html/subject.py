"""One subject as a section of the page: its verdict, and a table of what is said of it, worst first."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.evidence import Missing
from holdfast.model.finding import WeighedFinding
from holdfast.model.verdict import Assessment, Subject
from holdfast.report.excerpt import excerpt, lines_of
from holdfast.report.html.markup import NOTHING, Markup, element, prose
from holdfast.report.kit import Options
from holdfast.report.palette import SEVERITY_ORDER, VERDICT_WORDS, place, shown
from holdfast.report.standing import AUDITED, HELD, WORDS, groups

PLACES = 10
"""Places of one rule in one container that are shown; the rest is counted."""
AROUND = 1
"""Lines shown before and after the one that a finding points at."""


def section(assessment: Assessment, source: str | None, options: Options) -> tuple[Markup, list[str]]:
    """Return the section, and the rule of each finding in it that speaks."""
    subject = assessment.subject
    lines = lines_of(source, subject.kind) if source is not None else []
    rows = [_missing(missing, subject.source, lines) for missing in assessment.missing]
    spoken: list[str] = []
    for weight, findings in groups(assessment.findings):
        if weight == HELD:
            rows += [_held(finding) for finding in findings] if options.everything else []
        elif weight not in AUDITED or options.verbose:
            rows.append(_row(weight, findings, lines))
            spoken += [finding.rule for finding in findings]
    body = element("table", *_HEAD, element("tbody", *rows)) if rows else NOTHING
    word = VERDICT_WORDS[assessment.verdict]
    return element("section", _heading(subject, word), body, class_=f"subject {word}"), spoken


_HEAD = (
    element("colgroup", element("col"), element("col")),
    element(
        "thead", element("tr", element("th", "Weight", scope="col"), element("th", "Finding", scope="col"))
    ),
)


def _heading(subject: Subject, word: str) -> Markup:
    name = subject.name if subject.name != subject.source else subject.kind.value
    return element(
        "h2",
        element("span", word, class_=f"badge {word}"),
        element("span", shown(subject.source), class_="path"),
        element("span", shown(name), class_="name"),
    )


def _row(weight: int, findings: list[WeighedFinding], lines: list[str]) -> Markup:
    """Return what one rule says of one container: the claim, each place with its lines, and one remedy."""
    first = findings[0]
    word = WORDS[weight]
    doubt = {3: "warn only", 5: "audit only"}.get(weight)
    return element(
        "tr",
        element(
            "td", _label(word), _severity(first), element("span", doubt, class_="doubt") if doubt else NOTHING
        ),
        element(
            "td",
            element("p", prose(shown(first.message)), class_="message"),
            _rule(first),
            *_places(findings, lines),
            _waiver(first),
            _words("fix", "Fix", first.remediation),
        ),
        class_=word,
        data_word=word,
        data_severity=SEVERITY_ORDER[first.severity],
        data_line=first.location.line or 0,
    )


def _places(findings: list[WeighedFinding], lines: list[str]) -> Iterator[Markup]:
    before = None
    for finding in findings[:PLACES]:
        at = finding.location
        other = shown(finding.message) if finding.message != findings[0].message else ""
        if before != at:
            pointer = element("span", shown(at.pointer), class_="pointer") if at.pointer else NOTHING
            yield element("p", element("code", place(at.path, at.line, at.column)), pointer, class_="place")
        if other:
            yield element("p", other, class_="other")
        if before != at:
            yield _source(at.line, at.column, lines)
        if finding.note:
            yield _words("note", "Note", finding.note)
        before = at
    if len(findings) > PLACES:
        yield element("p", f"and {len(findings) - PLACES} more", class_="other")


def _source(line: int | None, column: int | None, lines: list[str]) -> Markup:
    """Return the line with those around it, and a caret; nothing where the line is not at hand."""
    if line is None or not 0 < line <= len(lines):
        return NOTHING
    rows = []
    last = len(lines) if lines[-1] or line == len(lines) else len(lines) - 1
    for number in range(max(1, line - AROUND), min(last, line + AROUND) + 1):
        words, before = excerpt(lines[number - 1], column if number == line else None)
        rows.append(
            element("span", element("i", str(number)), words, class_="hit" if number == line else None)
        )
        if number == line and before is not None:
            rows.append(element("span", element("i", ""), " " * before, element("b", "^"), class_="caret"))
    return element("pre", *rows)


def _missing(missing: Missing, source: str, lines: list[str]) -> Markup:
    return element(
        "tr",
        element("td", _label("missing")),
        element(
            "td",
            element("p", prose(shown(missing.reason)), class_="message"),
            element("p", shown(f"{missing.evidence} is missing"), class_="rule"),
            element("p", element("code", place(source, missing.line, None)), class_="place"),
            _source(missing.line, None, lines),
        ),
        class_="undecided",
        data_word="undecided",
        data_severity=0,
        data_line=missing.line or 0,
    )


def _held(finding: WeighedFinding) -> Markup:
    word = finding.outcome.value.replace("_", " ")
    return element(
        "tr",
        element("td", _label(word)),
        element(
            "td",
            element("p", prose(shown(finding.message)), class_="message") if finding.message else "",
            _rule(finding),
        ),
        class_="held",
        data_word="held",
        data_severity=len(SEVERITY_ORDER),
        data_line=0,
    )


def _label(word: str) -> Markup:
    return element("span", word, class_="word")


def _severity(finding: WeighedFinding) -> Markup:
    return element("span", finding.severity.value, class_=f"severity {finding.severity.value}")


def _rule(finding: WeighedFinding) -> Markup:
    link = element("a", shown(finding.rule), href="#" + anchor(finding.rule))
    return element(
        "p", link, element("span", shown(", ".join(finding.aliases)), class_="aliases"), class_="rule"
    )


def anchor(rule: str) -> str:
    """Return the id of the element that explains `rule`."""
    return f"rule-{shown(rule)}".replace(" ", "-")


def _waiver(finding: WeighedFinding) -> Markup:
    note = finding.waiver
    if note is None:
        return NOTHING
    ticket = f", {note.ticket}" if note.ticket else ""
    return _words("note", "Waived", f"by {note.owner} until {note.expiry.isoformat()}: {note.reason}{ticket}")


def _words(kind: str, title: str, words: str) -> Markup:
    if not words:
        return NOTHING
    return element("p", element("b", title), " ", prose(shown(words, limit=2000)), class_=kind)
