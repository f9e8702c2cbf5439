from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome, Severity, WaiverNote
from holdfast.model.verdict import SubjectKind, Verdict
from holdfast.model.waiver import WaiverRequest
from holdfast.policy.evaluate import day, weigh
from holdfast.policy.waiver import unused
from policies import HOST, NOW, PRIVILEGED, finding, judged, locate, pod, policy, rule, use

ENFORCED = f"rules: {{{PRIVILEGED}: enforce}}"


def waived(*spans: tuple[str, str], match: str = "{namespaces: [default]}") -> str:
    """Return a policy that enforces one rule and waives it for each span of days."""
    entries = "".join(
        f"  - {{rule: {PRIVILEGED}, match: {match}, owner: team-x, reason: old driver, ticket: OPS-1,"
        f" granted: {granted}, expires: {expires}}}\n"
        for granted, expires in spans or [("2026-01-01", "2026-02-01")]
    )
    return f"rules: {{{PRIVILEGED}: enforce}}\nwaivers:\n  entries:\n{entries}"


@pytest.mark.parametrize(
    ("enforcement", "outcome", "expected"),
    [
        ("enforce", Outcome.VIOLATED, Verdict.DENY),
        ("enforce", Outcome.UNDECIDED, Verdict.UNDECIDED),
        ("enforce", Outcome.SATISFIED, Verdict.ALLOW),
        ("enforce", Outcome.NOT_APPLICABLE, Verdict.ALLOW),
        ("warn", Outcome.VIOLATED, Verdict.ALLOW),
        ("warn", Outcome.UNDECIDED, Verdict.ALLOW),
        ("audit", Outcome.VIOLATED, Verdict.ALLOW),
        ("audit", Outcome.UNDECIDED, Verdict.ALLOW),
    ],
)
def test_one_finding_decides_by_its_enforcement_and_outcome(
    enforcement: str, outcome: Outcome, expected: Verdict
) -> None:
    by = policy(f"rules: {{{PRIVILEGED}: {enforcement}}}")
    weighed = judged(by, (PRIVILEGED, finding(outcome)))
    assert weighed.verdict is expected
    assert [f.enforcement.value for f in weighed.findings] == [enforcement]


def test_nothing_found_is_allowed() -> None:
    assert judged(policy(ENFORCED)).verdict is Verdict.ALLOW


def test_a_violation_outweighs_doubt() -> None:
    by = policy(ENFORCED)
    weighed = judged(by, (PRIVILEGED, finding(Outcome.UNDECIDED)), (PRIVILEGED, finding()))
    assert weighed.verdict is Verdict.DENY


@pytest.mark.parametrize(
    ("outcome", "expected"), [(Outcome.VIOLATED, Verdict.DENY), (Outcome.SATISFIED, Verdict.UNDECIDED)]
)
def test_missing_evidence_is_never_clean(outcome: Outcome, expected: Verdict) -> None:
    missing = Missing("image", "no layout holds it")
    pairs = [(rule(PRIVILEGED), finding(outcome))]
    weighed = weigh(policy(ENFORCED), pod(), pairs, now=NOW, locate=locate, missing=[missing])
    assert weighed.verdict is expected
    assert weighed.missing == (missing,)


@pytest.mark.parametrize(
    "kind", [SubjectKind.DOCKERFILE, SubjectKind.NAMESPACE, SubjectKind.IMAGE, SubjectKind.CONTAINER]
)
def test_a_subject_that_no_selected_rule_judges_is_undecided(kind: SubjectKind) -> None:
    weighed = judged(policy(ENFORCED), subject=replace(pod(), kind=kind))
    assert weighed.verdict is Verdict.UNDECIDED
    assert [missing.evidence for missing in weighed.missing] == ["rules"]


def test_what_cannot_run_needs_no_rule() -> None:
    weighed = judged(policy(ENFORCED), subject=replace(pod(), kind=SubjectKind.BLOB))
    assert (weighed.verdict, weighed.missing) == (Verdict.ALLOW, ())


def test_a_finding_of_a_rule_that_is_not_selected_says_nothing() -> None:
    weighed = judged(policy(ENFORCED), (HOST, finding()))
    assert (weighed.verdict, weighed.findings) == (Verdict.ALLOW, ())


def test_a_weighed_finding_carries_what_reports_show() -> None:
    by = policy(f"rules: {{{PRIVILEGED}: {{enforcement: warn, severity: critical}}}}")
    (found,) = judged(by, (PRIVILEGED, finding(pointer="/spec/containers/0/securityContext"))).findings
    assert found.rule == PRIVILEGED
    assert found.severity is Severity.CRITICAL
    assert found.pointer == "/spec/containers/0/securityContext"
    assert found.remediation == rule(PRIVILEGED).fix
    assert found.references == rule(PRIVILEGED).references
    assert found.location.path == "pod.yaml"


class TestOverrides:
    BODY = f"""\
rules: {{{PRIVILEGED}: {{enforcement: enforce, severity: high}}}}
overrides:
- match: {{namespaces: [dev-*]}}
  rules: {{{PRIVILEGED}: {{enforcement: warn}}}}
- match: {{namespaces: [dev-a], labels: {{tier: front}}}}
  rules: {{{PRIVILEGED}: {{enforcement: audit, severity: low}}}}
"""

    @pytest.mark.parametrize(
        ("namespace", "labels", "enforcement", "severity"),
        [
            ("prod", {"tier": "front"}, Enforcement.ENFORCE, Severity.HIGH),
            ("dev-b", {"tier": "front"}, Enforcement.WARN, Severity.HIGH),
            ("dev-a", {"tier": "back"}, Enforcement.WARN, Severity.HIGH),
            ("dev-a", {"tier": "front"}, Enforcement.AUDIT, Severity.LOW),
        ],
    )
    def test_the_later_wins_and_leaves_what_it_does_not_state(
        self, namespace: str, labels: dict[str, str], enforcement: Enforcement, severity: Severity
    ) -> None:
        weighed = judged(policy(self.BODY), (PRIVILEGED, finding()), subject=pod(namespace, labels=labels))
        assert [(f.enforcement, f.severity) for f in weighed.findings] == [(enforcement, severity)]

    def test_an_image_selects_only_its_own_containers_findings(self) -> None:
        by = policy(
            f"rules: {{{PRIVILEGED}: enforce}}\n"
            f"overrides: [{{match: {{images: [docker.io/library/**]}}, rules: {{{PRIVILEGED}: warn}}}}]"
        )
        two = pod(images=(use("web", "alpine:3.20"), use("agent", "ghcr.io/acme/agent")))
        weighed = judged(
            by, (PRIVILEGED, finding(container="web")), (PRIVILEGED, finding(container="agent")), subject=two
        )
        assert {f.container: f.enforcement.value for f in weighed.findings} == {
            "web": "warn",
            "agent": "enforce",
        }


class TestWaivers:
    def test_a_waived_finding_does_not_count_and_names_its_waiver(self) -> None:
        weighed = judged(policy(waived()), (PRIVILEGED, finding()))
        assert weighed.verdict is Verdict.ALLOW
        assert weighed.used == {0}
        (found,) = weighed.findings
        assert found.outcome is Outcome.VIOLATED
        assert found.waiver == WaiverNote("team-x", "old driver", "OPS-1", date(2026, 2, 1))

    def test_waived_doubt_does_not_count(self) -> None:
        assert judged(policy(waived()), (PRIVILEGED, finding(Outcome.UNDECIDED))).verdict is Verdict.ALLOW

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC), Verdict.DENY),
            (datetime(2026, 1, 1, tzinfo=UTC), Verdict.ALLOW),
            (datetime(2026, 2, 1, 23, 59, 59, tzinfo=UTC), Verdict.ALLOW),
            (datetime(2026, 2, 2, tzinfo=UTC), Verdict.DENY),
            (datetime(2026, 2, 1, 23, tzinfo=timezone(timedelta(hours=-2))), Verdict.DENY),
        ],
    )
    def test_a_waiver_holds_from_its_first_day_through_its_last_in_utc(
        self, now: datetime, expected: Verdict
    ) -> None:
        assert judged(policy(waived()), (PRIVILEGED, finding()), now=now).verdict is expected

    def test_an_expired_waiver_waives_nothing_and_is_named(self) -> None:
        later = datetime(2026, 3, 1, tzinfo=UTC)
        weighed = judged(policy(waived()), (PRIVILEGED, finding()), now=later)
        (found,) = weighed.findings
        assert found.waiver is None
        assert found.note is not None
        assert all(part in found.note for part in ("team-x", "OPS-1", "expired", "2026-02-01"))
        assert weighed.used == frozenset()

    def test_another_waiver_in_force_covers_what_an_expired_one_did(self) -> None:
        by = policy(waived(("2026-01-01", "2026-02-01"), ("2026-02-02", "2026-03-01")))
        weighed = judged(by, (PRIVILEGED, finding()), now=datetime(2026, 2, 10, tzinfo=UTC))
        assert (weighed.verdict, set(weighed.used)) == (Verdict.ALLOW, {1})
        assert weighed.findings[0].note is None

    def test_a_waiver_of_another_namespace_or_rule_covers_nothing(self) -> None:
        other = policy(waived(match="{namespaces: [prod]}"))
        assert judged(other, (PRIVILEGED, finding())).verdict is Verdict.DENY
        both = policy(waived().replace("rules: {", f"rules: {{{HOST}: enforce, ", 1))
        assert judged(both, (HOST, finding())).verdict is Verdict.DENY

    @pytest.mark.parametrize(
        ("now", "used", "word"),
        [
            (NOW, frozenset({0}), None),
            (NOW, frozenset(), "covers nothing"),
            (datetime(2026, 3, 1, tzinfo=UTC), frozenset(), "expired on 2026-02-01"),
            (datetime(2025, 12, 1, tzinfo=UTC), frozenset(), None),
        ],
    )
    def test_a_waiver_that_is_not_needed_is_reported(
        self, now: datetime, used: frozenset[int], word: str | None
    ) -> None:
        notices = unused(policy(waived()).waivers, used, day(now))
        assert len(notices) == (word is not None)
        assert all((word or "") in notice and "holdfast.yaml:5" in notice for notice in notices)


class TestRequests:
    REQUEST = WaiverRequest(PRIVILEGED, "team-y", "own", "DEV-2", date(2026, 2, 1), "pod.yaml:3")

    def test_a_waiver_in_the_subject_counts_only_where_the_policy_lets_it(self) -> None:
        shut, open_ = policy(ENFORCED), policy(ENFORCED + "\nwaivers: {fromSubjects: true}")
        assert judged(shut, (PRIVILEGED, finding()), requests=(self.REQUEST,)).verdict is Verdict.DENY
        weighed = judged(open_, (PRIVILEGED, finding()), requests=(self.REQUEST,))
        assert weighed.verdict is Verdict.ALLOW
        assert weighed.used == frozenset()
        assert weighed.findings[0].waiver == WaiverNote("team-y", "own", "DEV-2", date(2026, 2, 1))

    def test_a_request_beyond_the_cap_does_not_hold_yet(self) -> None:
        by = policy(ENFORCED + "\nwaivers: {fromSubjects: true, maximumDays: 10}")
        weighed = judged(by, (PRIVILEGED, finding()), requests=(self.REQUEST,))
        assert weighed.verdict is Verdict.DENY
        assert weighed.findings[0].note is not None
        assert "2026-01-22" in weighed.findings[0].note

    def test_a_request_that_has_expired_waives_nothing(self) -> None:
        by = policy(ENFORCED + "\nwaivers: {fromSubjects: true}")
        old = replace(self.REQUEST, expires=date(2026, 1, 14))
        assert judged(by, (PRIVILEGED, finding()), requests=(old,)).verdict is Verdict.DENY

    def test_the_earliest_of_days_is_no_special_case(self) -> None:
        by = policy(ENFORCED + "\nwaivers: {fromSubjects: true}")
        first = replace(self.REQUEST, expires=date.min)
        assert judged(by, (PRIVILEGED, finding()), requests=(first,)).verdict is Verdict.DENY


def test_the_day_is_that_of_utc_and_a_time_without_a_zone_is_utc() -> None:
    west = datetime(2026, 1, 1, 23, tzinfo=timezone(timedelta(hours=-8)))
    assert day(west) == date(2026, 1, 2)
    assert day(datetime(2026, 1, 1, 23)) == date(2026, 1, 1)  # noqa: DTZ001 - what a caller may hand over
