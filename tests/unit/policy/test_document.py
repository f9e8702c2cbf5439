from __future__ import annotations

from datetime import date

import pytest

from holdfast.errors import ConfigurationError
from holdfast.formats import yaml_tree
from holdfast.model.finding import Enforcement, Severity
from holdfast.model.verdict import Verdict
from holdfast.policy.document import PodTemplate, parse_release, read
from holdfast.policy.reading import LONGEST_TEXT, MOST_ITEMS, MOST_PROBLEMS
from holdfast.rules.kit import NEWEST_RELEASE
from policies import HEAD, HOST, PRIVILEGED, document

WHOLE = f"""\
schema: holdfast.policy/v1
extends: [pss-baseline, standard]
podSecurityVersion: v1.31
rules:
  {PRIVILEGED}: {{enforcement: enforce, severity: critical}}
  {HOST}: off
overrides:
- match: {{namespaces: ["kube-*"]}}
  rules: {{{PRIVILEGED}: warn}}
undecided: {{check: deny, admission: allow}}
workloads:
- {{apiVersion: example.com/v1, kind: Widget, template: /spec/template}}
waivers:
  maximumDays: 30
  fromSubjects: true
  delegated: true
  entries:
  - rule: {PRIVILEGED}
    match: {{labels: {{app: driver}}}}
    owner: team-x
    reason: the driver needs it
    ticket: OPS-1
    granted: 2026-01-01
    expires: 2026-01-31
"""


def problems(text: str) -> list[str]:
    """Return what is wrong with a whole document, without the name of its file."""
    (tree,) = yaml_tree.documents(text.encode(), path="p.yaml")
    with pytest.raises(ConfigurationError) as caught:
        read(tree, source="p.yaml")
    assert caught.value.code == "invalid-policy"
    assert all(problem.startswith("p.yaml:") for problem in caught.value.problems)
    return [problem.removeprefix("p.yaml:") for problem in caught.value.problems]


def test_everything_that_is_written_is_read() -> None:
    (tree,) = yaml_tree.documents(WHOLE.encode(), path="p.yaml")
    found = read(tree, source="p.yaml")
    assert found.extends == ("pss-baseline", "standard")
    assert found.release == (1, 31)
    privileged = found.rules[PRIVILEGED]
    assert (privileged.enforcement, privileged.severity) == (Enforcement.ENFORCE, Severity.CRITICAL)
    assert privileged.origin == "p.yaml:5"
    assert found.rules[HOST].off
    assert found.overrides[0].match.namespaces == ("kube-*",)
    assert found.overrides[0].rules[PRIVILEGED].enforcement is Enforcement.WARN
    assert found.undecided == {"check": Verdict.DENY, "admission": Verdict.ALLOW}
    assert found.workloads == (PodTemplate("example.com/v1", "Widget", "/spec/template"),)
    assert (found.terms.maximum_days, found.terms.from_subjects, found.terms.delegated) == (30, True, True)
    (waiver,) = found.waivers
    assert (waiver.owner, waiver.reason, waiver.ticket) == ("team-x", "the driver needs it", "OPS-1")
    assert (waiver.granted, waiver.expires) == (date(2026, 1, 1), date(2026, 1, 31))
    assert waiver.match.labels == (("app", "driver"),)
    assert waiver.origin == "p.yaml:18"


def test_all_problems_are_told_together_in_the_order_of_their_places() -> None:
    text = """\
schema: holdfast.policy/v2
extends: [standrad, strict, strict]
polocy: 1
rules:
  hardened/privileged-forbiden: enforce
  hardened/privileged-forbidden: enforced
  hardened/host-namespaces-forbidden: {severity: hihg, level: 1, parameters: {strict: true}}
undecided: {checks: deny, admission: undecided}
"""
    assert problems(text) == [
        '1:1: schema must be one of holdfast.policy/v1, not "holdfast.policy/v2"',
        '2:11: unknown profile "standrad": did you mean "standard"?',
        "2:29: profile strict is already extended",
        '3:1: unknown key "polocy"',
        '5:3: unknown rule "hardened/privileged-forbiden": did you mean "hardened/privileged-forbidden"?',
        '6:3: hardened/privileged-forbidden must be one of enforce, warn, audit, off, not "enforced"',
        '7:40: severity must be one of low, medium, high, critical, not "hihg"',
        '7:56: unknown key "level"',
        '7:79: unknown parameter "strict" of rule hardened/host-namespaces-forbidden, which takes none',
        '8:13: unknown key "checks": did you mean "check"?',
        '8:27: admission must be one of deny, allow, not "undecided"',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", "1:1: the policy must be a mapping, not a list"),
        ("text", "1:1: the policy must be a mapping, not a text"),
        ("extends: [standard]", "1:1: the policy lacks 'schema'"),
        (HEAD, "1:1: the policy selects no rule: extend a profile (extends: [standard]) or state rules"),
        (
            HEAD + "extends: []\nrules: {}",
            "1:1: the policy selects no rule: extend a profile (extends: [standard]) or state rules",
        ),
        (HEAD + "extends: standard", "2:1: extends must be a list, not a text"),
        (HEAD + "extends: [1]", "2:11: item 1 of extends must be a text, not a number"),
        (HEAD + f"rules: {{{PRIVILEGED}: {{}}}}", f"2:9: nothing is said of {PRIVILEGED}"),
        (
            HEAD + "rules: {CKV_K8S_16: enforce}",
            f'2:9: unknown rule "CKV_K8S_16": here it is called "{PRIVILEGED}"',
        ),
        (
            HEAD + "extends: [standard]\npodSecurityVersion: 1.31",
            "3:1: podSecurityVersion must be a text, not a number",
        ),
        (
            HEAD + "extends: [standard]\npodSecurityVersion: '1.31'",
            (
                '3:1: not a version of the Pod Security Standards: "1.31": '
                "write latest, or a Kubernetes release such as v1.31"
            ),
        ),
        (
            HEAD + f"extends: [standard]\noverrides: [{{match: {{}}, rules: {{{PRIVILEGED}: warn}}}}]",
            "3:14: an empty match would select everything: name namespaces, labels, images, kinds or paths",
        ),
        (
            HEAD
            + f"extends: [standard]\noverrides: [{{match: {{images: ['*']}}, rules: {{{PRIVILEGED}: warn}}}}]",
            '3:22: "*" covers no image, since * does not cross a /: write "**" for every image',
        ),
        (
            HEAD
            + f"extends: [standard]\noverrides: [{{match: {{kinds: [Pod]}}, rules: {{{PRIVILEGED}: off}}}}]",
            "3:45: an override cannot take a rule out: write audit, which never decides",
        ),
        (
            HEAD + "extends: [standard]\noverrides: [{match: {kinds: [Pod]}, rules: {}}]",
            "3:37: rules is empty: the override changes nothing",
        ),
        (
            HEAD + "extends: [standard]\noverrides: [{rules: {}, match: {labels: {}}}]",
            "3:33: labels is empty",
        ),
        (
            HEAD + "extends: [standard]\nworkloads: [{apiVersion: v1, kind: X, template: spec}]",
            "3:39: template must be a JSON pointer such as /spec/template",
        ),
        (
            HEAD + "extends: [standard]\nwaivers: {maximumDays: 367}",
            "3:11: maximumDays must be a whole number from 1 to 366",
        ),
        (
            HEAD + "extends: [standard]\nwaivers: {fromSubjects: 1}",
            "3:11: fromSubjects must be true or false, not a number",
        ),
    ],
)
def test_a_problem_says_where_and_what(text: str, expected: str) -> None:
    assert expected in problems(text)


class TestWaivers:
    @staticmethod
    def entry(**changes: str | None) -> str:
        keys: dict[str, str | None] = {
            "rule": PRIVILEGED,
            "match": "{namespaces: [a]}",
            "owner": "o",
            "reason": "because",
            "ticket": "T-1",
            "granted": "2026-01-01",
            "expires": "2026-02-01",
            **changes,
        }
        stated = ", ".join(f"{key}: {value}" for key, value in keys.items() if value is not None)
        return f"{HEAD}extends: [standard]\nwaivers:\n  entries:\n  - {{{stated}}}\n"

    @pytest.mark.parametrize("key", ["rule", "match", "owner", "reason", "ticket", "granted", "expires"])
    def test_everything_is_mandatory(self, key: str) -> None:
        assert problems(self.entry(**{key: None})) == [f"5:5: item 1 of entries lacks '{key}'"]

    @pytest.mark.parametrize("key", ["owner", "reason", "ticket"])
    def test_nothing_may_be_blank(self, key: str) -> None:
        (problem,) = problems(self.entry(**{key: "' '"}))
        assert problem.endswith(f"{key} is empty")

    @pytest.mark.parametrize(
        "day",
        [
            "2026-02-30",
            "20260201",
            "2026-W05-1",
            "soon",
            "5",
            "'\u0662\u0660\u0662\u0666-01-01'",
            "2026-01-01T00:00:00Z",
        ],
    )
    def test_a_day_is_a_day(self, day: str) -> None:
        (problem,) = problems(self.entry(expires=day))
        assert problem.endswith("expires must be a day such as 2026-03-01")

    def test_a_waiver_is_capped_at_ninety_days_where_nothing_is_said(self) -> None:
        document(self.entry(expires="2026-04-01").removeprefix(HEAD))
        (problem,) = problems(self.entry(expires="2026-04-02"))
        assert problem.endswith("a waiver holds for at most 90 days, here until 2026-04-01")

    def test_the_document_sets_another_cap(self) -> None:
        text = self.entry(expires="2026-01-12").replace("waivers:", "waivers:\n  maximumDays: 10")
        (problem,) = problems(text)
        assert problem.endswith("a waiver holds for at most 10 days, here until 2026-01-11")

    def test_a_waiver_does_not_end_before_it_begins(self) -> None:
        (problem,) = problems(self.entry(expires="2025-12-31"))
        assert problem.endswith("the waiver expires before it is granted (2026-01-01)")

    def test_the_last_of_days_is_no_special_case(self) -> None:
        text = self.entry(granted="9999-12-01", expires="9999-12-31")
        document(text.removeprefix(HEAD))


class TestBounds:
    def test_problems_beyond_the_bound_are_only_said_to_exist(self) -> None:
        found = problems(HEAD + "rules:\n" + "".join(f"  x/{n}: warn\n" for n in range(MOST_PROBLEMS + 5)))
        assert len(found) == MOST_PROBLEMS + 1
        assert "more than 50 problems" in found[-1]

    def test_a_list_has_a_bound(self) -> None:
        names = ", ".join(["standard"] * (MOST_ITEMS + 1))
        assert "2:1: extends has more than 10000 items" in problems(f"{HEAD}extends: [{names}]")

    def test_a_mapping_has_a_bound(self) -> None:
        rules = "".join(f"  a{n}: warn\n" for n in range(MOST_ITEMS + 1))
        assert "2:1: rules has more than 10000 entries" in problems(f"{HEAD}rules:\n{rules}")

    def test_a_text_has_a_bound(self) -> None:
        text = TestWaivers.entry(owner="x" * (LONGEST_TEXT + 1))
        (problem,) = problems(text)
        assert problem.endswith("owner is longer than 1024 characters")

    def test_a_long_unknown_name_is_cut_and_compared_with_nothing(self) -> None:
        (problem,) = problems(f"{HEAD}rules:\n  ? {'x' * 100_000}\n  : warn\n")
        assert len(problem) < 150

    def test_a_problem_is_one_line(self) -> None:
        (problem,) = problems(HEAD + 'rules: {"a\\nb\\e[31m": warn}')
        assert problem.isprintable()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("latest", NEWEST_RELEASE),
        ("v1.0", (1, 0)),
        ("v1.31", (1, 31)),
        ("v1.99", NEWEST_RELEASE),
        ("v2.0", NEWEST_RELEASE),
    ],
)
def test_a_release_newer_than_all_is_judged_as_the_newest(text: str, expected: tuple[int, int]) -> None:
    assert parse_release(text) == expected


@pytest.mark.parametrize(
    "text", ["", "1.31", "v1", "v1.31.0", "v1.031", "v0.9", "v1.31\n", "V1.31", "v\u0661.1", "v1.99999"]
)
def test_what_is_no_release_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="not a version"):
        parse_release(text)
