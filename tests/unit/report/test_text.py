"""What a person reads: order, grouping, excerpts, and one line that sums up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments import DIGEST, MANIFEST, WAIVER, assessment, finding, summary
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity, WeighedFinding
from holdfast.model.verdict import Verdict
from holdfast.report.kit import Options
from holdfast.report.text import REPORT, SHOWN_PLACES

PLAIN = Options()


def rendered(*findings: WeighedFinding, options: Options = PLAIN, missing: tuple[Missing, ...] = ()) -> str:
    return REPORT.fragment(assessment(*findings, missing=missing), MANIFEST, options)


def test_skipped_files_are_listed_when_asked_for() -> None:
    passed_over = (("a.txt", "not a document by its name", ""), ("\x1b.yaml", "Bake file", "refers to x"))
    whole = replace(
        summary(), skipped={"not a document by its name": 3, "Bake file": 1}, passed_over=passed_over
    )
    plain, listed = ("".join(REPORT.frame((), whole, Options(verbose=verbose))) for verbose in (False, True))
    assert "a.txt" not in plain
    assert listed == plain + (
        "skipped a.txt: not a document by its name\n"
        "skipped \\x1b.yaml: Bake file (refers to x)\n"
        "and 2 more files\n"
    )


def test_a_report_reads_as_it_was_designed() -> None:
    judged = assessment(
        finding(),
        finding(
            DIGEST,
            enforcement=Enforcement.WARN,
            severity=Severity.MEDIUM,
            message="image 'alpine:latest' has no digest",
            line=8,
            column=5,
            remediation="Write `name:tag@sha256:…`. The tag stays for the reader.",
        ),
    )
    clean = assessment(verdict=Verdict.ALLOW, name="v1 Pod default/mended", source="mended.yaml")
    fragments = [REPORT.fragment(judged, MANIFEST, PLAIN), REPORT.fragment(clean, MANIFEST, PLAIN)]

    assert "".join(REPORT.frame(fragments, summary(notices=("one waiver is unused",)), PLAIN)) == (
        "pod.yaml · v1 Pod default/web · denied\n"
        "\n"
        "  deny hardened/privileged-forbidden (high)  container 'web' is privileged\n"
        "    --> pod.yaml:10:7\n"
        "     10 |       privileged: true\n"
        "        |       ^\n"
        "        = fix: Remove `privileged: true`.\n"
        "\n"
        "  warn immutable/digest-required (medium)  image 'alpine:latest' has no digest\n"
        "    --> pod.yaml:8:5\n"
        "      8 |     image: alpine:latest\n"
        "        |     ^\n"
        "        = fix: Write `name:tag@sha256:…`.\n"
        "\n"
        "mended.yaml · v1 Pod default/mended · allowed\n"
        "\n"
        "3 subjects: 1 denied, 1 undecided, 1 allowed · 5 violations enforced, 9 warnings"
        " · policy standard sha256:0123456789ab · scope documents\n"
        "note: one waiver is unused\n"
    )


def test_subjects_with_nothing_to_say_stand_line_below_line() -> None:
    clean = REPORT.fragment(assessment(verdict=Verdict.ALLOW), MANIFEST, PLAIN)
    lines = "".join(REPORT.frame([clean, clean], summary(), PLAIN)).split("\n")

    assert lines[0] == lines[1] != ""
    assert lines[2] == ""


def test_denials_come_before_warnings_the_worst_first_then_by_line() -> None:
    def of(rule: str, enforcement: Enforcement, severity: Severity, line: int) -> WeighedFinding:
        return finding(rule, enforcement=enforcement, severity=severity, line=line)

    text = rendered(
        of("a/warned", Enforcement.WARN, Severity.CRITICAL, 1),
        of("a/low", Enforcement.ENFORCE, Severity.LOW, 1),
        of("a/late", Enforcement.ENFORCE, Severity.CRITICAL, 9),
        of("a/early", Enforcement.ENFORCE, Severity.CRITICAL, 2),
    )
    order = sorted(("a/early", "a/late", "a/low", "a/warned"), key=text.index)

    assert order == ["a/early", "a/late", "a/low", "a/warned"]


def test_what_one_rule_says_of_one_container_stands_under_one_heading() -> None:
    text = rendered(
        finding(message="no memory limit", line=7, column=5),
        finding(message="no CPU limit", line=7, column=5),
        finding(message="other container", container="side", line=8),
    )

    assert text.count("hardened/privileged-forbidden") == 2
    assert text.count("pod.yaml:7:5") == 1
    assert "no CPU limit" in text


def test_many_places_of_one_rule_are_counted_not_listed() -> None:
    text = rendered(*(finding(line=line, container=None) for line in range(1, 31)))

    assert text.count("-->") == SHOWN_PLACES
    assert "20 more places" in text


def test_audited_findings_are_counted_and_shown_only_on_request() -> None:
    audited = finding(enforcement=Enforcement.AUDIT)

    assert "hardened/" not in rendered(audited)
    assert "1 finding" in rendered(audited)
    assert "hardened/" in rendered(audited, options=Options(verbose=True))


def test_a_waived_finding_names_who_accepted_it_until_when() -> None:
    text = rendered(finding(waiver=WAIVER))

    assert "waived" in text
    assert all(word in text for word in ("team-a", "2026-03-01", "OPS-1", "until the rewrite"))
    assert "deny " not in text


def test_an_undecided_finding_is_named_so_and_is_no_denial() -> None:
    text = rendered(finding(outcome=Outcome.UNDECIDED))

    assert "  undecided hardened/privileged-forbidden" in text
    assert "  deny " not in text


def test_missing_evidence_shows_its_reason_and_line() -> None:
    text = rendered(missing=(Missing("document", "cannot be read", line=2),))

    assert "missing document  cannot be read" in text
    assert "pod.yaml:2\n" in text
    assert "| kind: Pod" in text


@pytest.mark.parametrize("outcome", [Outcome.SATISFIED, Outcome.NOT_APPLICABLE])
def test_what_holds_is_shown_only_when_everything_is_asked_for(outcome: Outcome) -> None:
    held = finding(outcome=outcome)

    assert "hardened/" not in rendered(held)
    assert "hardened/" in rendered(held, options=Options(everything=True))


def test_the_note_of_a_policy_is_shown() -> None:
    assert "the waiver has expired" in rendered(finding(note="the waiver has expired"))


@pytest.mark.parametrize("line", [None, 0, 12, 10**9])
def test_a_line_that_is_not_there_has_no_excerpt(line: int | None) -> None:
    assert " | " not in rendered(finding(line=line))


def test_without_its_source_a_finding_still_has_its_place() -> None:
    text = REPORT.fragment(assessment(finding()), None, PLAIN)

    assert "pod.yaml:10:7" in text
    assert " | " not in text


def test_there_is_colour_only_where_it_is_wanted() -> None:
    judged = assessment(finding(), missing=(Missing("image", "not given"),))

    assert "\x1b" not in "".join(REPORT.frame([REPORT.fragment(judged, MANIFEST, PLAIN)], summary(), PLAIN))
    assert "\x1b[" in REPORT.fragment(judged, MANIFEST, Options(colour=True))


def test_colour_changes_no_letter() -> None:
    import re

    long = finding(message="m" * 60)
    coloured = REPORT.fragment(assessment(finding(), long), MANIFEST, Options(colour=True))

    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == rendered(finding(), long)


def test_a_dockerfile_is_split_only_where_its_builder_splits_it() -> None:
    from holdfast.model.verdict import SubjectKind

    judged = assessment(finding(line=2, column=1), kind=SubjectKind.DOCKERFILE, source="Dockerfile")
    text = REPORT.fragment(judged, "FROM scratch\u2028USER root\nUSER 0\r\n", PLAIN)

    assert "      2 | USER 0\n" in text
