from __future__ import annotations

import pytest

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Enforcement
from holdfast.model.workload import Workload
from holdfast.policy.document import PROFILES, PolicyDocument
from holdfast.policy.effective import Policy, compose
from holdfast.policy.strictness import milder
from holdfast.rules import catalogue
from policies import HEAD, document
from project import PACKAGE


def read(name: str) -> PolicyDocument:
    body = (PACKAGE / "policy" / "profiles" / f"{name}.yaml").read_text(encoding="utf-8")
    assert HEAD in body
    return document(body.replace(HEAD, ""), f"{name}.yaml")


def profile(name: str) -> Policy:
    return compose(None, profile=read, override_profile=name)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("pss-baseline", "pss-restricted"),
        ("pss-baseline", "standard"),
        ("standard", "strict"),
        ("pss-restricted", "strict"),
    ],
)
def test_one_profile_asks_for_no_less_than_another(lower: str, upper: str) -> None:
    less, more = profile(lower).settings, profile(upper).settings
    assert set(less) <= set(more)
    laxer = [
        name
        for name, setting in less.items()
        if milder(more[name].enforcement, setting.enforcement)
        or milder(more[name].severity, setting.severity)
    ]
    assert laxer == []


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_states_the_severity_of_each_of_its_own_rules(name: str) -> None:
    assert [rule for rule, entry in read(name).rules.items() if entry.severity is None] == []


@pytest.mark.parametrize("name", ["pss-baseline", "pss-restricted"])
def test_a_standard_is_enforced_whole(name: str) -> None:
    assert {setting.enforcement for setting in profile(name).settings.values()} == {Enforcement.ENFORCE}


def test_strict_only_audits_nothing() -> None:
    audited = [n for n, s in profile("strict").settings.items() if s.enforcement is Enforcement.AUDIT]
    assert audited == []


@pytest.mark.parametrize("name", ["pss-baseline", "pss-restricted"])
def test_the_pod_security_profiles_hold_their_controls_and_nothing_else(name: str) -> None:
    level = name.removeprefix("pss-")
    expected = {
        rule.id
        for rule in catalogue().values()
        for reference in rule.references
        if reference.startswith(("pss:baseline/", f"pss:{level}/"))
    }
    assert set(profile(name).settings) == expected


@pytest.mark.parametrize("name", ["standard", "strict"])
def test_the_profiles_of_teams_judge_what_a_team_writes(name: str) -> None:
    by = profile(name)
    assert by.judges(Workload)
    assert by.judges(Dockerfile)


def test_the_rules_that_no_profile_selects_are_those_that_need_a_list_first() -> None:
    selected = {name for each in PROFILES for name in profile(each).settings}
    assert set(catalogue()) - selected == {
        "hardened/resources-bounded",
        "hardened/users-limited",
        "immutable/approved-registry-required",
        "immutable/labels-required",
        "minimal/approved-base-image-required",
    }
