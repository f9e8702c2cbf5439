"""Why: a rule in full, or a verdict down to its facts and the smallest change that would turn it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields

from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity, WeighedFinding
from holdfast.model.verdict import Assessment, Verdict
from holdfast.model.workload import Dialect, Workload
from holdfast.policy.counterfactual import blocking
from holdfast.report.json import timestamp
from holdfast.report.palette import Palette, counted, palette, place, shown
from holdfast.rules import find
from holdfast.rules.kit import NEWEST_RELEASE, Example, Rule

WIDTH = 96

Treatment = Mapping[str, tuple[Enforcement, Severity] | None]
"""What each profile makes of a rule, by the profile's name; `None` where it does not select it."""


def rule(explained: Rule, treatment: Treatment, *, colour: bool = False) -> str:
    """Return everything that is known of a rule, its examples included."""
    ink = palette(colour=colour)
    lines = [f"{ink.strong}{explained.id}{ink.off} · {shown(explained.title)}", ""]
    lines += [*_paragraph("why", explained.why, ink), *_paragraph("fix", explained.fix, ink)]
    lines += _paragraph("references", ", ".join(explained.references), ink)
    lines += _paragraph("aliases", ", ".join(explained.aliases), ink)
    services = ["compose services"] if explained.speaks_of(Workload, Dialect.COMPOSE) else []
    judged = [*(kind.__name__.lower() for kind in explained.judges), *services]
    lines += _paragraph("judges", ", ".join(judged), ink)
    lines += _paragraph("since", explained.since, ink)
    lines += _parameters(explained, ink)
    if treatment:
        lines += ["", f"{ink.strong}profiles{ink.off}"]
        lines += [f"  {shown(name):16} {_treated(word)}" for name, word in treatment.items()]
    for title, examples in (
        (f"{ink.deny}- rejected{ink.off}", explained.bad),
        (f"{ink.allow}+ accepted{ink.off}", explained.good),
    ):
        for example in examples:
            lines += ["", f"{title}{_terms(example)}", *_example(example, ink)]
    return "".join(f"{line}\n" for line in lines)


def verdict(assessments: Iterable[Assessment], *, colour: bool = False) -> str:
    """Return, for each subject, what decided its verdict, from where, and what would turn it."""
    ink = palette(colour=colour)
    return "\n".join("".join(f"{line}\n" for line in _subject(assessment, ink)) for assessment in assessments)


def _paragraph(word: str, text: str, ink: Palette) -> list[str]:
    """Wrap `text` behind a word in the margin; nothing where there is no text."""
    wrapped = textwrap.wrap(shown(text, limit=4000), WIDTH - 12, break_on_hyphens=False)
    return [
        f"{ink.strong if number == 0 else ''}{word if number == 0 else '':11}{ink.off if number == 0 else ''} {line}"
        for number, line in enumerate(wrapped)
    ]


def _parameters(explained: Rule, ink: Palette) -> list[str]:
    known = fields(explained.parameters)
    if not known:
        return []
    lines = ["", f"{ink.strong}parameters{ink.off}"]
    for each in known:
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        lines.append(f"  {each.name}: {_as_policy(default)}")
    return lines


def _as_policy(value: object) -> str:
    """Return a parameter as a policy would write it: JSON is YAML."""
    return shown(json.dumps(list(value) if isinstance(value, tuple) else value, default=dict))


def _treated(word: tuple[Enforcement, Severity] | None) -> str:
    return "not selected" if word is None else f"{word[0].value}, {word[1].value}"


def _terms(example: Example) -> str:
    """Say what an example is judged by, where that is not the default."""
    terms = [f"{key}: {_as_policy(value)}" for key, value in (example.parameters or {}).items()]
    if example.release != NEWEST_RELEASE:
        terms.append("Pod Security Standards v{}.{}".format(*example.release))
    return f" with {shown(', '.join(terms))}" if terms else ""


def _example(example: Example, ink: Palette) -> Iterator[str]:
    for line in example.text.strip("\n").split("\n"):
        yield f"  {ink.faint}|{ink.off} {shown(line)}".rstrip()


def _subject(assessment: Assessment, ink: Palette) -> Iterator[str]:
    yield ink.heading(assessment.subject, assessment.verdict)
    yield ""
    against = blocking(assessment)
    yield f"  {_change(assessment, len(against))}"
    for number, finding in enumerate(against, 1):
        yield ""
        yield from _reason(number, finding, ink)
    for missing in assessment.missing:
        yield ""
        yield from _lacking(missing, assessment.subject.source, ink)
    beside = _beside(assessment.findings)
    if beside:
        yield ""
        yield f"  Without effect on the verdict: {beside}."
    yield ""
    yield from _origin(assessment, ink)


def _change(assessment: Assessment, against: int) -> str:
    """Say the smallest change that turns the verdict."""
    if assessment.verdict is Verdict.ALLOW and not against:
        return "Nothing stands against it; any violation of an enforced rule would turn the verdict."
    mend = f"mend {'this' if against == 1 else f'these {against}'}" if against else ""
    gather = "gather the evidence that is missing" if assessment.missing else ""
    steps = " and ".join(step for step in (mend, gather) if step)
    if not steps:
        return "The report names no reason; judge the subject again."
    return f"The smallest change that turns the verdict: {steps}."


def _reason(number: int, finding: WeighedFinding, ink: Palette) -> Iterator[str]:
    word = "violated" if finding.outcome is Outcome.VIOLATED else "undecided"
    colour = ink.deny if finding.outcome is Outcome.VIOLATED else ink.undecided
    at = finding.location
    pointer = f"  {ink.faint}{shown(at.pointer)}{ink.off}" if at.pointer else ""
    head = f"{ink.strong}{shown(finding.rule)}{ink.off}"
    yield f"  {number}. {head} ({colour}{word}{ink.off}, {finding.severity.value})"
    yield f"     fact  {shown(finding.message)}"
    yield f"     from  {place(at.path, at.line, at.column)}{pointer}"
    if finding.note:
        yield f"     note  {shown(finding.note)}"
    if (known := find(finding.rule)) is not None:
        yield from _indented("why", known.why)
    yield from _indented("mend", finding.remediation)


def _lacking(missing: Missing, source: str, ink: Palette) -> Iterator[str]:
    yield f"  {ink.undecided}missing{ink.off} {shown(missing.evidence)}"
    yield from _indented("why", missing.reason)
    yield f"     from  {place(source, missing.line, None)}"


def _indented(word: str, text: str) -> Iterator[str]:
    for number, line in enumerate(textwrap.wrap(shown(text, 2000), WIDTH - 11, break_on_hyphens=False)):
        yield f"     {word if number == 0 else '':4}  {line}"


def _beside(findings: Iterable[WeighedFinding]) -> str:
    """Count what speaks and does not decide."""
    warned = audited = waived = 0
    for finding in findings:
        if finding.outcome not in {Outcome.VIOLATED, Outcome.UNDECIDED}:
            continue
        waived += finding.waiver is not None
        warned += finding.waiver is None and finding.enforcement is Enforcement.WARN
        audited += finding.waiver is None and finding.enforcement is Enforcement.AUDIT
    counts = (
        (warned, counted(warned, "warning")),
        (audited, f"{audited} audited"),
        (waived, f"{waived} waived"),
    )
    return ", ".join(text for count, text in counts if count)


def _origin(assessment: Assessment, ink: Palette) -> Iterator[str]:
    """Name the inputs, so that the verdict can be made again."""
    inputs = assessment.inputs
    profile = f" (profile {shown(inputs.profile)})" if inputs.profile else ""
    yield f"  {ink.faint}policy   {shown(inputs.policy)}{profile}"
    yield f"  subject  {shown(assessment.subject.digest or 'without a digest')}"
    for word, digest in (("advisories", inputs.advisories), ("trust root", inputs.trust_root)):
        if digest is not None:
            yield f"  {word}  {shown(digest)}"
    yield f"  judged   {timestamp(inputs.now)}, scope {assessment.scope.value}{ink.off}"
