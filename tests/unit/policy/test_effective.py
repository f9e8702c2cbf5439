from __future__ import annotations

from datetime import date

import pytest

from holdfast.errors import ConfigurationError
from holdfast.model.finding import Enforcement, Severity
from holdfast.model.verdict import Verdict
from holdfast.policy.document import PodTemplate, PolicyDocument
from holdfast.policy.effective import compose
from holdfast.policy.layer import Undecided
from holdfast.rules.kit import NEWEST_RELEASE
from policies import HOST, NOW, PRIVILEGED, document, finding, judged, no_profile, pod, policy

PROFILES = {
    "standard": f"extends: [pss-baseline]\nrules: {{{HOST}: {{enforcement: warn, severity: high}}}}",
    "pss-baseline": f"podSecurityVersion: v1.20\nrules: {{{PRIVILEGED}: {{enforcement: enforce, severity: high}}}}",
    "strict": f"extends: [standard]\nrules: {{{HOST}: enforce}}",
}


def profile(name: str) -> PolicyDocument:
    return document(PROFILES[name], f"{name}.yaml")


class TestProfiles:
    def test_without_a_document_the_standard_profile_holds(self) -> None:
        by = compose(None, profile=profile)
        assert by.profiles == ("standard",)
        assert {name: (s.enforcement, s.severity, s.origin) for name, s in by.settings.items()} == {
            HOST: (Enforcement.WARN, Severity.HIGH, "standard.yaml:3"),
            PRIVILEGED: (Enforcement.ENFORCE, Severity.HIGH, "pss-baseline.yaml:3"),
        }

    def test_a_profile_alone_is_exactly_that_profile(self) -> None:
        by = compose(None, profile=profile, override_profile="pss-baseline")
        assert (by.profiles, list(by.settings)) == (("pss-baseline",), [PRIVILEGED])

    def test_with_a_document_a_profile_replaces_what_that_extends(self) -> None:
        own = document(f"extends: [standard]\nrules: {{{PRIVILEGED}: warn}}")
        by = compose(own, profile=profile, override_profile="strict")
        assert by.profiles == ("strict",)
        assert by.settings[HOST].enforcement is Enforcement.ENFORCE
        assert by.settings[PRIVILEGED].enforcement is Enforcement.WARN

    def test_a_document_states_only_what_it_changes(self) -> None:
        by = policy(f"extends: [standard]\nrules: {{{HOST}: enforce}}", profiles=PROFILES)
        assert by.settings[HOST].severity is Severity.HIGH
        assert by.settings[HOST].origin == "holdfast.yaml:3"
        assert by.settings[PRIVILEGED].origin == "pss-baseline.yaml:3"

    def test_off_takes_a_rule_out(self) -> None:
        by = policy(f"extends: [standard]\nrules: {{{HOST}: off}}", profiles=PROFILES)
        assert list(by.settings) == [PRIVILEGED]

    def test_of_several_profiles_the_later_is_laid_over_the_earlier(self) -> None:
        assert (
            policy("extends: [strict, standard]", profiles=PROFILES).settings[HOST].enforcement
            is Enforcement.WARN
        )
        assert (
            policy("extends: [standard, strict]", profiles=PROFILES).settings[HOST].enforcement
            is Enforcement.ENFORCE
        )

    def test_of_two_profiles_the_later_ones_word_on_a_rule_replaces_the_earlier_ones_whole(self) -> None:
        seccomp = "hardened/seccomp-unconfined-forbidden"
        lax = f"rules: {{{seccomp}: {{enforcement: warn, severity: low, parameters: {{except_windows: true}}}}}}"
        profiles = {"pss-baseline": lax, "pss-restricted": f"rules: {{{seccomp}: enforce}}"}
        setting = policy("extends: [pss-baseline, pss-restricted]", profiles=profiles).settings[seccomp]
        assert setting.parameters == setting.rule.parameters(except_windows=False)
        assert (setting.enforcement, setting.severity) == (Enforcement.ENFORCE, Severity.MEDIUM)
        own = f"extends: [pss-baseline]\nrules: {{{seccomp}: enforce}}"
        over = policy(own, profiles=profiles).settings[seccomp]
        assert over.parameters == setting.rule.parameters(except_windows=True)
        assert (over.enforcement, over.severity) == (Enforcement.ENFORCE, Severity.LOW)

    def test_what_nobody_grades_is_of_medium_severity(self) -> None:
        assert policy(f"rules: {{{HOST}: warn}}").settings[HOST].severity is Severity.MEDIUM

    def test_the_release_is_the_last_one_stated(self) -> None:
        assert policy(f"rules: {{{HOST}: warn}}").release == NEWEST_RELEASE
        assert policy("extends: [standard]", profiles=PROFILES).release == (1, 20)
        own = document("extends: [standard]\npodSecurityVersion: v1.25")
        assert compose(own, profile=profile).release == (1, 25)
        assert compose(own, profile=profile, release="v1.30").release == (1, 30)

    def test_undecided_is_undecided_for_check_and_denied_at_admission_unless_stated(self) -> None:
        assert policy(f"rules: {{{HOST}: warn}}").undecided == Undecided(Verdict.UNDECIDED, Verdict.DENY)
        stated = policy(f"rules: {{{HOST}: warn}}\nundecided: {{check: deny, admission: allow}}")
        assert stated.undecided == Undecided(Verdict.DENY, Verdict.ALLOW)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            f"extends: [pss-baseline]\nrules: {{{PRIVILEGED}: off}}",
            "holdfast.yaml: the policy selects no rule: extend a profile or state rules",
        ),
        (
            f"rules: {{{HOST}: {{severity: low}}}}",
            f"holdfast.yaml:2: rule {HOST} has no enforcement: write enforce, warn or audit",
        ),
        (
            (
                f"rules: {{{HOST}: warn}}\n"
                f"overrides: [{{match: {{namespaces: [a]}}, rules: {{{PRIVILEGED}: warn}}}}]"
            ),
            f"holdfast.yaml:3: rule {PRIVILEGED} is overridden but not selected: state it under rules first",
        ),
    ],
)
def test_a_policy_that_does_not_hold_together_is_refused(body: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        policy(body, profiles=PROFILES)
    assert caught.value.problems == (problem,)


def test_profiles_that_extend_each_other_are_refused() -> None:
    circle = {"standard": "extends: [strict]", "strict": "extends: [standard]"}
    with pytest.raises(ConfigurationError, match="extends itself"):
        policy("extends: [standard]", profiles=circle)


class TestFloor:
    FLOOR = f"""\
rules: {{{PRIVILEGED}: {{enforcement: enforce, severity: high}}}}
undecided: {{check: deny}}
"""

    @pytest.mark.parametrize(
        ("said", "notice"),
        [
            (f"{PRIVILEGED}: warn", f"{PRIVILEGED} stays enforce, as the floor says at floor.yaml:2"),
            (f"{PRIVILEGED}: off", f"{PRIVILEGED} stays enforce, as the floor says at floor.yaml:2"),
            (
                f"{PRIVILEGED}: {{enforcement: enforce, severity: low}}",
                f"{PRIVILEGED} stays of high severity, as the floor says at floor.yaml:2",
            ),
        ],
    )
    def test_a_document_cannot_ask_for_less(self, said: str, notice: str) -> None:
        by = policy(f"rules: {{{HOST}: warn, {said}}}", floor=self.FLOOR)
        setting = by.settings[PRIVILEGED]
        assert (setting.enforcement, setting.severity) == (Enforcement.ENFORCE, Severity.HIGH)
        assert setting.origin == ("floor.yaml:2" if "severity" not in said else "holdfast.yaml:2")
        assert by.notices == (f"holdfast.yaml:2: {notice}",)
        assert judged(by, (PRIVILEGED, finding())).verdict is Verdict.DENY

    def test_a_document_can_ask_for_more(self) -> None:
        by = policy(
            f"rules: {{{HOST}: enforce, {PRIVILEGED}: {{enforcement: enforce, severity: critical}}}}",
            floor=f"rules: {{{HOST}: warn, {PRIVILEGED}: {{enforcement: enforce, severity: high}}}}",
        )
        assert by.notices == ()
        assert by.settings[PRIVILEGED].severity is Severity.CRITICAL
        assert judged(by, (HOST, finding())).verdict is Verdict.DENY

    def test_the_floor_holds_without_a_document_and_under_a_chosen_profile(self) -> None:
        floor = document(self.FLOOR, "floor.yaml")
        for chosen in (None, "standard"):
            by = compose(
                None,
                profile=lambda _: document(f"rules: {{{HOST}: warn}}"),
                floor=floor,
                override_profile=chosen,
            )
            assert list(by.settings) == [HOST, PRIVILEGED]
            assert by.profiles == ("standard",)

    def test_an_override_reaches_no_deeper_than_the_floor(self) -> None:
        by = policy(
            f"rules: {{{PRIVILEGED}: enforce}}\n"
            f"overrides: [{{match: {{namespaces: [a]}}, rules: {{{PRIVILEGED}: audit}}}}]",
            floor=self.FLOOR,
        )
        assert judged(by, (PRIVILEGED, finding()), subject=pod("a")).verdict is Verdict.DENY
        assert by.notices == (
            f"holdfast.yaml:3: {PRIVILEGED} stays enforce, as the floor says at floor.yaml:2",
        )

    def test_both_layers_can_be_looked_at(self) -> None:
        own = f"overrides: [{{match: {{namespaces: [a]}}, rules: {{{PRIVILEGED}: warn}}}}]"
        by = policy(f"rules: {{{PRIVILEGED}: warn}}\n" + own, floor=self.FLOOR + own)
        assert [override.origin for override in by.overrides] == ["holdfast.yaml:3", "floor.yaml:4"]
        assert by.floor is by.layers[1]
        assert policy(f"rules: {{{HOST}: warn}}").floor is None

    def test_the_floors_own_override_makes_room(self) -> None:
        floor = (
            self.FLOOR + f"overrides: [{{match: {{namespaces: [kube-*]}}, rules: {{{PRIVILEGED}: warn}}}}]"
        )
        lax = policy(f"rules: {{{HOST}: warn}}", floor=floor)
        assert judged(lax, (PRIVILEGED, finding()), subject=pod("kube-system")).verdict is Verdict.ALLOW
        assert judged(lax, (PRIVILEGED, finding()), subject=pod("a")).verdict is Verdict.DENY
        strict = policy(f"rules: {{{PRIVILEGED}: enforce}}", floor=floor)
        assert judged(strict, (PRIVILEGED, finding()), subject=pod("kube-system")).verdict is Verdict.DENY

    def test_undecided_is_not_laxer_than_the_floor_whether_stated_there_or_not(self) -> None:
        by = policy(
            f"rules: {{{HOST}: warn}}\nundecided: {{check: allow, admission: allow}}", floor=self.FLOOR
        )
        assert by.undecided == Undecided(Verdict.DENY, Verdict.DENY)
        assert by.notices == (
            "holdfast.yaml:3: undecided at check stays deny, as the floor says",
            "holdfast.yaml:3: undecided at admission stays deny, as the floor says",
        )

    def test_pod_templates_of_both_are_known(self) -> None:
        kind = "workloads: [{{apiVersion: example.com/v1, kind: {}, template: /spec}}]"
        by = policy(f"rules: {{{HOST}: warn}}\n" + kind.format("B"), floor=self.FLOOR + kind.format("A"))
        assert by.workloads == (
            PodTemplate("example.com/v1", "A", "/spec"),
            PodTemplate("example.com/v1", "B", "/spec"),
        )


class TestWaiversAndTheFloor:
    @staticmethod
    def waiver(rule: str = PRIVILEGED, expires: str = "2026-03-01", terms: str = "") -> str:
        return f"""\
waivers:
  {terms}
  entries:
  - {{rule: {rule}, match: {{namespaces: [default]}}, owner: o, reason: r, ticket: T-1,
     granted: 2026-01-01, expires: {expires}}}
"""

    def test_a_documents_waiver_does_not_cover_what_the_floor_enforces(self) -> None:
        by = policy(
            f"rules: {{{PRIVILEGED}: enforce}}\n" + self.waiver(), floor=f"rules: {{{PRIVILEGED}: enforce}}"
        )
        weighed = judged(by, (PRIVILEGED, finding()))
        assert weighed.verdict is Verdict.DENY
        assert weighed.findings[0].note == "the waiver of o (T-1) does not reach the floor"
        assert by.notices == (
            f"holdfast.yaml:6: the floor enforces {PRIVILEGED} (floor.yaml:2), and delegates no waivers",
        )

    def test_it_covers_what_the_floor_only_warns_of_or_does_not_know(self) -> None:
        for floor in (f"rules: {{{PRIVILEGED}: warn}}", f"rules: {{{HOST}: enforce}}"):
            by = policy(f"rules: {{{PRIVILEGED}: enforce}}\n" + self.waiver(), floor=floor)
            assert judged(by, (PRIVILEGED, finding())).verdict is Verdict.ALLOW
            assert by.notices == ()

    def test_it_covers_all_where_the_floor_delegates_waivers(self) -> None:
        by = policy(
            f"rules: {{{PRIVILEGED}: enforce}}\n" + self.waiver(),
            floor=f"rules: {{{PRIVILEGED}: enforce}}\nwaivers: {{delegated: true}}",
        )
        assert judged(by, (PRIVILEGED, finding())).verdict is Verdict.ALLOW
        assert by.notices == ()

    def test_a_document_delegates_nothing_to_itself(self) -> None:
        by = policy(
            f"rules: {{{PRIVILEGED}: enforce}}\n" + self.waiver(terms="delegated: true"),
            floor=f"rules: {{{PRIVILEGED}: enforce}}",
        )
        assert judged(by, (PRIVILEGED, finding())).verdict is Verdict.DENY

    def test_the_floors_waivers_cover_the_documents_word_too(self) -> None:
        by = policy(f"rules: {{{PRIVILEGED}: enforce}}", floor=f"rules: {{{HOST}: warn}}\n" + self.waiver())
        weighed = judged(by, (PRIVILEGED, finding()))
        assert (weighed.verdict, set(weighed.used)) == (Verdict.ALLOW, {0})

    def test_the_floor_cuts_a_waiver_short(self) -> None:
        by = policy(
            f"rules: {{{PRIVILEGED}: enforce}}\n" + self.waiver(),
            floor=f"rules: {{{HOST}: warn}}\nwaivers: {{maximumDays: 10}}",
        )
        assert [waiver.expires for waiver in by.waivers] == [date(2026, 1, 11)]
        assert judged(by, (PRIVILEGED, finding()), now=NOW).verdict is Verdict.DENY

    @pytest.mark.parametrize(("floor_says", "reaches"), [("false", False), ("true", True)])
    def test_waivers_of_a_subject_reach_the_floor_only_where_it_lets_them(
        self,
        floor_says: str,
        reaches: bool,  # noqa: FBT001
    ) -> None:
        floor = f"rules: {{{HOST}: warn}}\nwaivers: {{maximumDays: 20, fromSubjects: {floor_says}}}"
        silent = policy(f"rules: {{{HOST}: warn}}", floor=floor)
        assert silent.requests is None
        told = policy(f"rules: {{{HOST}: warn}}\nwaivers: {{fromSubjects: true}}", floor=floor)
        assert told.requests is not None
        assert (told.requests.maximum_days, told.requests.reaches_floor) == (20, reaches)


class TestDigest:
    BODY = f"""\
extends: [standard]
rules:
  {HOST}: enforce
  {PRIVILEGED}: warn
waivers:
  entries:
  - {{rule: {HOST}, match: {{namespaces: [b, a]}}, owner: o, reason: r, ticket: A, granted: 2026-01-01, expires: 2026-02-01}}
  - {{rule: {HOST}, match: {{kinds: [Pod]}}, owner: o, reason: r, ticket: B, granted: 2026-01-01, expires: 2026-02-01}}
"""

    def digest(self, body: str, floor: str | None = None) -> str:
        return policy(body, floor=floor, profiles=PROFILES).digest

    def test_it_is_a_digest(self) -> None:
        algorithm, _, value = self.digest(self.BODY).partition(":")
        assert (algorithm, len(value)) == ("sha256", 64)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("[b, a]", "[a, b]"),
            (f"  {HOST}: enforce\n  {PRIVILEGED}: warn\n", f"  {PRIVILEGED}: warn\n  {HOST}: enforce\n"),
            (f"{HOST}: enforce", f"{HOST}: {{severity: high, enforcement: enforce}} # why"),
            ("reason: r", "reason: other words"),
            ("extends: [standard]", "# moved\n\nextends: [standard]"),
        ],
    )
    def test_order_texts_and_places_do_not_change_it(self, old: str, new: str) -> None:
        assert old in self.BODY
        assert self.digest(self.BODY) == self.digest(self.BODY.replace(old, new))

    def test_the_order_of_waivers_does_not_change_it(self) -> None:
        *lines, first, second = self.BODY.splitlines()
        assert self.digest(self.BODY) == self.digest("\n".join([*lines, second, first]))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (f"{HOST}: enforce", f"{HOST}: warn"),
            (f"{HOST}: enforce", f"{HOST}: {{enforcement: enforce, severity: low}}"),
            (f"  {PRIVILEGED}: warn\n", f"  {PRIVILEGED}: off\n"),
            ("[b, a]", "[b]"),
            ("kinds: [Pod]", "paths: [Pod]"),
            ("ticket: B", "ticket: C"),
            ("owner: o", "owner: p"),
            ("granted: 2026-01-01", "granted: 2026-01-02"),
            ("expires: 2026-02-01", "expires: 2026-02-02"),
            ("waivers:\n", "podSecurityVersion: v1.30\nwaivers:\n"),
            ("waivers:\n", "undecided: {check: deny}\nwaivers:\n"),
            ("waivers:\n", "undecided: {admission: allow}\nwaivers:\n"),
            ("waivers:\n", "workloads: [{apiVersion: a, kind: b, template: /c}]\nwaivers:\n"),
            ("waivers:\n", "waivers:\n  fromSubjects: true\n"),
        ],
    )
    def test_everything_that_decides_changes_it(self, old: str, new: str) -> None:
        assert old in self.BODY
        assert self.digest(self.BODY) != self.digest(self.BODY.replace(old, new))

    def test_the_order_of_overrides_changes_it_since_the_later_wins(self) -> None:
        first = f"- {{match: {{namespaces: [a]}}, rules: {{{HOST}: warn}}}}\n"
        second = f"- {{match: {{kinds: [Pod]}}, rules: {{{HOST}: audit}}}}\n"
        head = f"rules: {{{HOST}: enforce}}\noverrides:\n"
        assert self.digest(head + first + second) != self.digest(head + second + first)

    def test_the_floor_belongs_to_it(self) -> None:
        floor = f"rules: {{{HOST}: warn}}"
        assert self.digest(self.BODY) != self.digest(self.BODY, floor)
        assert self.digest(self.BODY, floor) != self.digest(self.BODY, floor + "\nwaivers: {delegated: true}")


def test_a_document_that_extends_nothing_asks_for_no_profile() -> None:
    assert compose(document(f"rules: {{{HOST}: warn}}"), profile=no_profile).profiles == ()
