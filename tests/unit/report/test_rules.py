"""The list of rules, for people and for programs."""

from __future__ import annotations

import json

from holdfast.report import rules
from holdfast.rules import catalogue


def test_the_list_for_programs_holds_every_rule_with_exactly_the_agreed_keys() -> None:
    listed = json.loads(rules.as_json(catalogue().values()))

    assert [rule["id"] for rule in listed] == list(catalogue())
    keys = ["id", "title", "why", "fix", "since", "family", "aliases", "references"]
    assert all(list(rule) == keys for rule in listed)
    assert all(rule["id"].startswith(rule["family"] + "/") for rule in listed)


def test_an_empty_list_is_a_list() -> None:
    assert json.loads(rules.as_json([])) == []
    assert rules.as_text([]) == ""


def test_the_table_has_one_line_per_rule_and_a_gap_between_families() -> None:
    lines = rules.as_text(catalogue().values()).splitlines()
    families = {rule.family for rule in catalogue().values()}

    assert [line.split()[0] for line in lines if line] == list(catalogue())
    assert lines.count("") == len(families) - 1
    assert all(
        rule.title in line for rule, line in zip(catalogue().values(), filter(None, lines), strict=True)
    )
