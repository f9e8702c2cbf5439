"""The policy in force, with the origin of every line."""

from __future__ import annotations

import json
from datetime import date

from holdfast.report import policy as shown
from policies import policy

TODAY = date(2026, 1, 1)
BODY = """\
rules:
  hardened/privileged-forbidden: enforce
  immutable/digest-required: {enforcement: warn, severity: low}
overrides:
- match: {namespaces: [kube-system]}
  rules: {hardened/privileged-forbidden: warn}
- match: {kinds: [Job]}
  rules: {hardened/privileged-forbidden: audit}
waivers:
  entries:
  - rule: hardened/privileged-forbidden
    match: {paths: ["deploy/**"]}
    owner: team-a
    reason: until the rewrite
    ticket: OPS-1
    granted: 2025-12-15
    expires: 2026-01-31
  - rule: immutable/digest-required
    match: {namespaces: [dev]}
    owner: team-b
    reason: gone
    ticket: OPS-2
    granted: 2025-11-01
    expires: 2025-12-31
"""
FLOOR = "rules: {hardened/privileged-forbidden: enforce}\n"


def line_with(text: str, *words: str) -> str:
    (line,) = (line for line in text.splitlines() if all(word in line for word in words))
    return line


def test_each_rule_stands_with_its_word_and_its_origin() -> None:
    text = shown.as_text(policy(BODY), TODAY)

    assert line_with(text, "immutable/digest-required", "warn").split() == [
        "immutable/digest-required",
        "warn",
        "low",
        "holdfast.yaml:4",
    ]


def test_a_line_that_only_some_gates_can_see_is_marked() -> None:
    text = shown.as_text(policy(BODY), TODAY)

    assert "binds only" in line_with(text, "kinds Job")
    assert "binds only" in line_with(text, "paths deploy/**")
    assert "binds only" not in line_with(text, "namespaces kube-system")


def test_a_waiver_shows_the_days_that_it_still_holds() -> None:
    text = shown.as_text(policy(BODY), TODAY)

    assert "30 days left" in line_with(text, "hardened/privileged-forbidden", "2026-01-31")
    assert "expired" in line_with(text, "immutable/digest-required", "2025-12-31")


def test_a_floor_and_the_lines_that_it_overrules_are_told() -> None:
    effective = policy("rules: {hardened/privileged-forbidden: warn}\n", floor=FLOOR)
    text = shown.as_text(effective, TODAY)

    assert "over a floor" in text
    assert effective.notices
    assert all(notice in text for notice in effective.notices)
    assert "floor.yaml:2" in line_with(text, "hardened/privileged-forbidden", "enforce ")


def test_programs_get_the_same() -> None:
    effective = policy(BODY)
    document = json.loads(shown.as_json(effective, TODAY))

    assert document["digest"] == effective.digest
    assert [(rule["rule"], rule["enforcement"], rule["origin"]) for rule in document["rules"]] == [
        ("hardened/privileged-forbidden", "enforce", "holdfast.yaml:3"),
        ("immutable/digest-required", "warn", "holdfast.yaml:4"),
    ]
    assert [override["portable"] for override in document["overrides"]] == [True, False]
    assert [(waiver["owner"], waiver["in_force"]) for waiver in document["waivers"]] == [
        ("team-a", True),
        ("team-b", False),
    ]
    assert document["overrides"][0]["match"] == {"namespaces": ["kube-system"]}


def test_hostile_words_of_a_policy_reach_no_terminal() -> None:
    effective = policy(BODY.replace("until the rewrite", '"\\e]0;x\\a\\u202E"'))

    assert all(line.isprintable() for line in shown.as_text(effective, TODAY).splitlines())
    assert shown.as_json(effective, TODAY).isascii()
