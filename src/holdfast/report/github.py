"""GitHub's workflow commands, which a job's log turns into annotations beside the changed lines.

GitHub shows ten annotations of a kind per step, so the summing up comes first and each subject's worst before its rest.
Every line of the report is a command: text that stood alone could be taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from holdfast.model.finding import Outcome, WeighedFinding
from holdfast.model.verdict import Assessment
from holdfast.report.gitlab import relative
from holdfast.report.kit import Options, Summary
from holdfast.report.palette import PLAIN, VERDICT_WORDS, shown
from holdfast.report.standing import AUDITED, HELD, WAIVED, groups, rank
from holdfast.report.text import passed_over, summing_up

STANDARD_INPUT = "-"
"""The path that names no file."""


class GithubReport:
    """The format `github`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:  # noqa: ARG002 - GitHub shows the source
        """Render the annotations of one subject: errors that deny, warnings, notices of what cannot be decided."""
        source = assessment.subject.source
        out = [
            _command("notice", f"{missing.evidence} missing", missing.reason, (source, missing.line, None))
            for missing in assessment.missing
        ]
        ordered = chain.from_iterable(group for _, group in groups(assessment.findings))
        out += [_annotation(f) for f in ordered if _shows(f, verbose=options.verbose)]
        return "".join(out)

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:  # noqa: ARG002
        """Yield one line that sums up, then the annotations, then what the operator should know."""
        verdict = VERDICT_WORDS[summary.verdict]
        yield _command("notice", f"Holdfast: {verdict}", summing_up(summary, PLAIN))
        yield from fragments
        for notice in summary.notices:
            yield _command("notice", "Holdfast", notice)
        if summary.skipped:
            yield _command("debug", None, passed_over(summary))


def _shows(finding: WeighedFinding, *, verbose: bool) -> bool:
    weight = rank(finding)
    return weight not in {WAIVED, HELD} and (verbose or weight not in AUDITED)


def _annotation(finding: WeighedFinding) -> str:
    kind = "error" if rank(finding) == 0 else "warning"
    if finding.outcome is Outcome.UNDECIDED or rank(finding) in AUDITED:
        kind = "notice"
    doubt = "undecided, " if finding.outcome is Outcome.UNDECIDED else ""
    at = finding.location
    notes = [f"note: {shown(finding.note)}"] if finding.note else []
    fix = [f"fix: {shown(finding.remediation)}"] if finding.remediation else []
    return _command(
        kind,
        f"{finding.rule} ({doubt}{finding.severity.value})",
        "\n".join((shown(finding.message), *notes, *fix)),
        (at.path, at.line, at.column),
    )


def _command(
    kind: str, title: str | None, message: str, at: tuple[str, int | None, int | None] | None = None
) -> str:
    """Return one workflow command; a message of several lines has each of them made printable before."""
    known: dict[str, str] = {}
    if at is not None and at[0] != STANDARD_INPUT:
        path, line, column = at
        known["file"] = shown(relative(path))
        known |= {} if line is None else {"line": str(line)}
        known |= {} if line is None or column is None else {"col": str(column)}
    if title is not None:
        known["title"] = shown(title)
    properties = ",".join(f"{name}={_property(value)}" for name, value in known.items())
    lines = "\n".join(shown(line) for line in message.split("\n"))
    return f"::{kind}{' ' if properties else ''}{properties}::{_data(lines)}\n"


def _data(text: str) -> str:
    """Escape what would end a command's message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape what would end a command's property, or begin the next."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORT = GithubReport()
