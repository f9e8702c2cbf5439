"""JUnit XML, which build servers show as tests: one suite per subject, one test case per finding.

No standard fixes the format; this is the part that GitLab and Jenkins document and read: suites without totals around
them, `classname` and `name` as a test's identity, the reason as an element's content (GitLab) and as its `message`
(Jenkins). What is enforced fails, or is an error where it cannot be decided; what only warns or is waived is skipped,
since both servers show the reason of a skipped test and hide what a passing one has to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from holdfast.model.evidence import Missing
from holdfast.model.finding import Outcome, WeighedFinding
from holdfast.model.verdict import Assessment, Subject
from holdfast.report.excerpt import excerpt, lines_of
from holdfast.report.json import timestamp
from holdfast.report.kit import Options, Summary
from holdfast.report.palette import place, shown
from holdfast.report.sarif import EVIDENCE_MISSING
from holdfast.report.standing import AUDITED, HELD, WAIVED, rank

_ELEMENTS = ("failure", "error", "skipped", "skipped", "system-out", "system-out", "skipped")
"""What a finding is shown as, by its rank."""
_COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}
"""The attribute of a suite that counts an element."""


class JunitReport:
    """The format `junit`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:
        """Render one subject as a suite; where nothing is said of it, it passes as one test case."""
        subject = assessment.subject
        lines = lines_of(text, subject.kind) if text is not None else []
        seen: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        cases = [_missing(missing, subject, counts) for missing in assessment.missing]
        for finding in assessment.findings:
            if rank(finding) in AUDITED and not options.verbose:
                continue
            if rank(finding) != HELD or options.everything:
                cases.append(_case(finding, subject, lines, seen, counts))
        if not cases:
            cases = [_testcase("verdict", _title(subject), subject.source, None, "")]
        totals = {attribute: str(counts[element]) for element, attribute in _COUNTED.items()}
        head = {"name": _title(subject), "file": shown(subject.source), "tests": str(len(cases)), **totals}
        known = {"subject": subject.name, "kind": subject.kind.value, "verdict": assessment.verdict.value}
        if subject.digest:
            known["digest"] = subject.digest
        return f"  <testsuite{_attributes(head)}>\n{_properties(known, 4)}{''.join(cases)}  </testsuite>\n"

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:  # noqa: ARG002
        """Yield the suites within one root; verdict, policy and notices come last, as a suite that always passes."""
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="holdfast">\n'
        yield from fragments
        inputs = summary.inputs
        known = {
            "verdict": summary.verdict.value,
            "scope": summary.scope.value,
            "policy": inputs.policy,
            "profile": inputs.profile,
            "now": timestamp(inputs.now),
        }
        notices = "".join(f"note: {shown(notice)}\n" for notice in summary.notices)
        case = _testcase("run", "every subject was judged", None, None, _element("system-out", None, notices))
        yield '  <testsuite name="holdfast" tests="1" failures="0" errors="0" skipped="0">\n'
        yield f"{_properties(known, 4)}{case}  </testsuite>\n</testsuites>\n"


def _case(
    finding: WeighedFinding, subject: Subject, lines: list[str], seen: Counter[str], counts: Counter[str]
) -> str:
    """Render one finding; its name holds the place within the document, which stays when lines move."""
    at = finding.location
    name = f"{_title(subject)} {shown(at.pointer or f'line {at.line}')}"
    key = f"{finding.rule} {name}"
    seen[key] += 1
    if seen[key] > 1:  # a server keeps the first of equal names only
        name = f"{name} ({seen[key]})"
    element, message = _element_for(finding)
    counts[element] += 1
    content = "\n".join(
        (message, place(at.path, at.line, at.column), *_source(finding, lines), *_remedy(finding))
    )
    return _testcase(finding.rule, name, at.path, at.line, _element(element, message, content, finding.rule))


def _element_for(finding: WeighedFinding) -> tuple[str, str]:
    """Return the element that shows a finding, if any, and what it says."""
    message = shown(finding.message)
    weight = rank(finding)
    if weight == HELD:
        return (
            ("", message)
            if finding.outcome is Outcome.SATISFIED
            else ("skipped", f"not applicable: {message}")
        )
    if weight == WAIVED:
        note = finding.waiver
        assert note is not None
        return "skipped", f"waived by {shown(note.owner)} until {note.expiry.isoformat()}: {message}"
    word = "undecided, " if finding.outcome is Outcome.UNDECIDED else ""
    return _ELEMENTS[weight], f"{word}{finding.enforcement.value}, {finding.severity.value}: {message}"


def _source(finding: WeighedFinding, lines: list[str]) -> Iterator[str]:
    """Yield the line that a finding points at, and a caret below."""
    line = finding.location.line
    if line is None or not 0 < line <= len(lines):
        return
    text, before = excerpt(lines[line - 1], finding.location.column)
    yield f"{line:7} | {text}"
    if before is not None:
        yield f"        | {' ' * before}^"


def _remedy(finding: WeighedFinding) -> Iterator[str]:
    if finding.note:
        yield f"note: {shown(finding.note)}"
    if finding.remediation:
        yield f"fix: {shown(finding.remediation, limit=2000)}"


def _missing(missing: Missing, subject: Subject, counts: Counter[str]) -> str:
    counts["error"] += 1
    message = f"{shown(missing.evidence)} is missing: {shown(missing.reason)}"
    name = f"{_title(subject)} {shown(missing.evidence)}"
    content = f"{message}\n{place(subject.source, missing.line, None)}"
    return _testcase(
        EVIDENCE_MISSING,
        name,
        subject.source,
        missing.line,
        _element("error", message, content, EVIDENCE_MISSING),
    )


def _title(subject: Subject) -> str:
    """Return the source, and the subject's name where it says more."""
    source = shown(subject.source)
    return source if subject.name == subject.source else f"{source} {shown(subject.name)}"


def _testcase(rule: str, name: str, path: str | None, line: int | None, content: str) -> str:
    """Render a test case; the last dot of its class is where Jenkins ends the package: `hardened.…`."""
    known = {"classname": shown(rule).replace(".", "_").replace("/", "."), "name": name}
    if path is not None:
        known["file"] = shown(path)
    if line is not None:
        known["line"] = str(line)
    inner = f">\n{content}    </testcase>" if content else "/>"
    return f'    <testcase{_attributes(known)} time="0"{inner}\n'


def _element(name: str, message: str | None, content: str, kind: str = "") -> str:
    """Render what a test case says; nothing where it passes in silence."""
    if not name or not content:
        return ""
    known = {"message": message} if message is not None and name != "system-out" else {}
    if name in {"failure", "error"}:
        known["type"] = shown(kind)
    return f"      <{name}{_attributes(known)}>{escape(content, quote=False)}</{name}>\n"


def _properties(known: Mapping[str, str], indent: int) -> str:
    pad = " " * indent
    each = "".join(
        f"{pad}  <property{_attributes({'name': name, 'value': shown(value)})}/>\n"
        for name, value in known.items()
    )
    return f"{pad}<properties>\n{each}{pad}</properties>\n"


def _attributes(known: Mapping[str, str | None]) -> str:
    return "".join(f' {name}="{escape(value or "")}"' for name, value in known.items())


REPORT = JunitReport()
