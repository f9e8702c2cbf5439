"""What a person reads in a terminal: each subject, what is wrong with it, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from holdfast.model.evidence import Missing
from holdfast.model.finding import WeighedFinding
from holdfast.model.verdict import Assessment, Verdict
from holdfast.report.excerpt import excerpt, lines_of
from holdfast.report.kit import Options, Summary
from holdfast.report.palette import (
    VERDICT_WORDS,
    Palette,
    counted,
    first_sentence,
    palette,
    place,
    shown,
)
from holdfast.report.standing import AUDITED, HELD, WAIVED, WORDS, by_word, groups

LINE_WIDTH = 100
_CONTINUED = "\n" + " " * 15
"""Columns that a line of the report keeps to where it can."""
SHOWN_PLACES = 10
"""Places of one rule in one container that are listed; the rest is counted."""


class TextReport:
    """The format `text`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:
        """Render the heading of one subject and its findings; one line where there is nothing to say."""
        ink = palette(colour=options.colour)
        heading = ink.heading(assessment.subject, assessment.verdict)
        lines = lines_of(text, assessment.subject.kind) if text is not None else []
        parts = [_missing(missing, assessment.subject.source, lines, ink) for missing in assessment.missing]
        hidden = 0
        for rank, findings in groups(assessment.findings):
            if rank in AUDITED and not options.verbose:
                hidden += len(findings)
            elif rank == WAIVED:
                parts += [_waived(finding, ink) for finding in findings]
            elif rank != HELD:
                parts.append(_group(rank, findings, lines, ink))
            elif options.everything:
                parts += [_held(finding, ink) for finding in findings]
        if hidden:
            parts.append(
                f"  {ink.faint}{counted(hidden, 'finding')} only audited; --verbose shows them{ink.off}\n"
            )
        return heading + "\n" if not parts else heading + "\n\n" + "\n".join(parts)

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:
        """Yield the subjects, a blank line around each that says more than its heading, and the summing up."""
        previous = ""
        for fragment in fragments:
            if previous and (_has_body(previous) or _has_body(fragment)):
                yield "\n"
            yield fragment
            previous = fragment
        if previous:
            yield "\n"
        ink = palette(colour=options.colour)
        yield _closing(summary, ink)
        if options.verbose:
            yield from _listed(summary, ink)


def _has_body(fragment: str) -> bool:
    return fragment.find("\n") < len(fragment) - 1


def _group(rank: int, findings: list[WeighedFinding], lines: list[str], ink: Palette) -> str:
    """Render what one rule says of one container: the claim, each place with its line, and one remedy."""
    first = findings[0]
    colour = _colour(rank, ink)
    head, fix = _static(first.rule, first.severity.value, first.remediation, rank, ink)
    out = [_headline(head, shown(first.message), len(colour) + len(ink.strong) + 2 * len(ink.off))]
    before = None
    for finding in findings[:SHOWN_PLACES]:
        at = finding.location
        other = shown(finding.message) if finding.message != first.message else ""
        if before == at:
            out.append(f"        {ink.faint}= also:{ink.off} {other}\n" if other else "")
        else:
            beside = f"  {other}" if other else ""
            out.append(f"    {ink.faint}-->{ink.off} {place(at.path, at.line, at.column)}{beside}\n")
            out.append(_source(at.line, at.column, lines, ink, colour))
        if finding.note:
            out.append(f"        {ink.warn}= {shown(finding.note)}{ink.off}\n")
        before = at
    if len(findings) > SHOWN_PLACES:
        out.append(
            f"        {ink.faint}and {counted(len(findings) - SHOWN_PLACES, 'more place', 'more places')}{ink.off}\n"
        )
    out.append(fix)
    return "".join(out)


def _colour(rank: int, ink: Palette) -> str:
    return (ink.deny, ink.undecided, ink.warn, ink.undecided, ink.faint, ink.faint)[rank]


@lru_cache(maxsize=4096)
def _static(rule: str, severity: str, remediation: str, rank: int, ink: Palette) -> tuple[str, str]:
    """Return what is the same in all findings of a rule: the start of its headline and its remedy."""
    weight = {3: f"{severity}, warn", 5: f"{severity}, audit"}.get(rank, severity)
    head = f"  {_colour(rank, ink)}{WORDS[rank]}{ink.off} {ink.strong}{shown(rule)}{ink.off} ({weight})"
    lines = first_sentence(remediation, LINE_WIDTH - 15)
    fix = f"        {ink.faint}= fix:{ink.off} {_CONTINUED.join(lines)}\n" if lines else ""
    return head, fix


def _headline(head: str, message: str, invisible: int) -> str:
    """Join claim and message on one line, or on two where one would be too wide."""
    width = len(head) - invisible + 2 + len(message)
    return f"{head}  {message}\n" if width <= LINE_WIDTH else f"{head}\n      {message}\n"


def _source(line: int | None, column: int | None, lines: list[str], ink: Palette, colour: str) -> str:
    """Return the excerpt with its line number, and the caret below; empty where the line is, or is not at hand."""
    if line is None or not 0 < line <= len(lines):
        return ""
    text, before = excerpt(lines[line - 1], column)
    if not text:
        return ""
    shown_line = f"{ink.faint}{line:7} |{ink.off} {text}\n"
    if before is None:
        return shown_line
    return f"{shown_line}{ink.faint}        |{ink.off} {' ' * before}{colour}^{ink.off}\n"


def _missing(missing: Missing, source: str, lines: list[str], ink: Palette) -> str:
    head = f"  {ink.undecided}missing{ink.off} {ink.strong}{shown(missing.evidence)}{ink.off}"
    out = f"{head}  {shown(missing.reason)}\n"
    if missing.line is None:
        return out
    at = f"    {ink.faint}-->{ink.off} {place(source, missing.line, None)}\n"
    return out + at + _source(missing.line, None, lines, ink, "")


def _waived(finding: WeighedFinding, ink: Palette) -> str:
    note = finding.waiver
    assert note is not None
    at = finding.location
    ticket = f", {note.ticket}" if note.ticket else ""
    return (
        f"  {ink.faint}waived {shown(finding.rule)} ({finding.severity.value})  {shown(finding.message)}\n"
        f"    --> {place(at.path, at.line, at.column)}\n"
        f"        = by {shown(note.owner)} until {note.expiry.isoformat()}: {shown(note.reason + ticket)}{ink.off}\n"
    )


def _held(finding: WeighedFinding, ink: Palette) -> str:
    word = finding.outcome.value.replace("_", " ")
    message = f"  {shown(finding.message)}" if finding.message else ""
    return f"  {ink.allow}{word}{ink.off} {ink.faint}{shown(finding.rule)}{message}{ink.off}\n"


def _closing(summary: Summary, ink: Palette) -> str:
    """Return the one line that sums up, then what was left out and what the operator should know."""
    out = [summing_up(summary, ink)]
    if summary.skipped:
        out.append(f"{ink.faint}{passed_over(summary)}{ink.off}")
    out += [f"{ink.warn}note:{ink.off} {shown(notice)}" for notice in summary.notices]
    return "\n".join(out) + "\n"


def _listed(summary: Summary, ink: Palette) -> Iterator[str]:
    """Yield each skipped file with its reason, as many as are kept."""
    for path, reason, detail in summary.passed_over:
        more = f" ({shown(detail)})" if detail else ""
        yield f"{ink.faint}skipped {shown(path)}: {shown(reason)}{more}{ink.off}\n"
    if (rest := sum(summary.skipped.values()) - len(summary.passed_over)) > 0:
        yield f"{ink.faint}and {counted(rest, 'more file', 'more files')}{ink.off}\n"


def summing_up(summary: Summary, ink: Palette) -> str:
    """Return subjects, findings, policy and scope in one line."""
    parts = (_subjects(summary, ink), _findings(summary), _policy(summary), f"scope {summary.scope.value}")
    return " · ".join(part for part in parts if part)


def passed_over(summary: Summary) -> str:
    """Return how many files were no subject, and why."""
    why = ", ".join(f"{count} {shown(reason)}" for reason, count in sorted(summary.skipped.items()))
    return f"skipped {counted(sum(summary.skipped.values()), 'file')}: {why}"


def _subjects(summary: Summary, ink: Palette) -> str:
    each = [f"{n} {ink.verdict(v)}" for v in VERDICT_WORDS if (n := summary.verdicts.get(v, 0))]
    total = sum(summary.verdicts.get(verdict, 0) for verdict in Verdict)
    return counted(total, "subject") + (": " + ", ".join(each) if each else "")


def _findings(summary: Summary) -> str:
    counts = by_word(summary)
    parts = [
        f"{counted(counts['deny'], 'violation')} enforced",
        counted(counts["warn"], "warning"),
    ]
    parts += [f"{counts['undecided']} not decidable"] if counts["undecided"] else []
    parts += [f"{counts['audit']} audited"] if counts["audit"] else []
    parts += [f"{summary.waived} waived"] if summary.waived else []
    return ", ".join(parts)


def _policy(summary: Summary) -> str:
    algorithm, _, digits = summary.inputs.policy.partition(":")
    name = f"{summary.inputs.profile} " if summary.inputs.profile else ""
    return f"policy {shown(name)}{shown(algorithm)}:{shown(digits[:12])}"


REPORT = TextReport()
