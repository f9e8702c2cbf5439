"""No dead knob: turning any key of a policy changes what is decided."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache

import pytest

from holdfast.model.evidence import Missing
from holdfast.model.finding import Finding
from holdfast.model.image import Image
from holdfast.model.verdict import Verdict
from holdfast.model.waiver import WaiverRequest
from holdfast.policy.effective import Policy
from holdfast.policy.parameters import kinds
from holdfast.policy.schema import schema
from holdfast.rules import catalogue
from holdfast.rules.kit import Context, Example, Judged, Rule
from policies import HOST, NOW, PRIVILEGED, finding, judged, pod, policy, use
from reading import read

ENFORCE, WARN = f"rules: {{{PRIVILEGED}: enforce}}\n", f"rules: {{{PRIVILEGED}: warn}}\n"
FLOOR = f"rules: {{{PRIVILEGED}: enforce}}\n"
HERE = pod("here", labels={"app": "web"}, images=(use("web", "nginx:1"),), kind="Job", path="a/job.yaml")
REQUEST = WaiverRequest(PRIVILEGED, "o", "r", "T", NOW.date() + timedelta(days=5), "pod.yaml")


def verdict(by: Policy) -> object:
    """Return what becomes of one violation in one subject that carries a waiver."""
    return judged(by, (PRIVILEGED, finding()), subject=HERE, requests=(REQUEST,)).verdict


def override(match: str, word: str = "warn") -> str:
    return f"{ENFORCE}overrides: [{{match: {{{match}}}, rules: {{{PRIVILEGED}: {word}}}}}]"


def waiver(**changes: str) -> str:
    keys = {
        "rule": PRIVILEGED,
        "match": "{namespaces: [here]}",
        "owner": "o",
        "reason": "r",
        "ticket": "T",
        "granted": "2026-01-01",
        "expires": "2026-02-01",
        **changes,
    }
    return ENFORCE + "waivers: {entries: [{" + ", ".join(f"{k}: {v}" for k, v in keys.items()) + "}]}"


def note(by: Policy) -> object:
    """Return what a report shows of the waiver."""
    return judged(by, (PRIVILEGED, finding()), subject=HERE).findings[0].waiver


PROFILES = {"standard": ENFORCE, "strict": WARN, "pss-baseline": WARN, "pss-restricted": WARN}
Observe = Callable[[Policy], object]

TURNS: dict[str, tuple[str, str, Observe]] = {
    "extends": ("extends: [standard]", "extends: [strict]", verdict),
    "podSecurityVersion": (
        ENFORCE + "podSecurityVersion: v1.20",
        ENFORCE + "podSecurityVersion: v1.31",
        lambda by: by.layers[0].release,
    ),
    "rules": (ENFORCE, WARN, verdict),
    "rules/*/enforcement": (
        f"rules: {{{PRIVILEGED}: {{enforcement: enforce}}}}",
        f"rules: {{{PRIVILEGED}: {{enforcement: warn}}}}",
        verdict,
    ),
    "rules/*/severity": (
        f"rules: {{{PRIVILEGED}: {{enforcement: enforce, severity: low}}}}",
        f"rules: {{{PRIVILEGED}: {{enforcement: enforce, severity: high}}}}",
        lambda by: judged(by, (PRIVILEGED, finding())).findings[0].severity,
    ),
    "overrides": (ENFORCE, override("namespaces: [here]"), verdict),
    "overrides/match": (override("namespaces: [here]"), override("namespaces: [there]"), verdict),
    "overrides/rules": (override("kinds: [Job]"), override("kinds: [Job]", "enforce"), verdict),
    "overrides/rules/*/enforcement": (
        override("kinds: [Job]", "{enforcement: warn}"),
        override("kinds: [Job]", "{enforcement: enforce}"),
        verdict,
    ),
    "overrides/rules/*/severity": (
        override("kinds: [Job]", "{severity: low}"),
        override("kinds: [Job]", "{severity: critical}"),
        lambda by: judged(by, (PRIVILEGED, finding()), subject=HERE).findings[0].severity,
    ),
    "match/namespaces": (override("namespaces: [here]"), override("namespaces: [there]"), verdict),
    "match/labels": (override("labels: {app: web}"), override("labels: {app: db}"), verdict),
    "match/images": (override("images: [nginx]"), override("images: [redis]"), verdict),
    "match/kinds": (override("kinds: [Job]"), override("kinds: [Pod]"), verdict),
    "match/paths": (override("paths: [a/*]"), override("paths: [b/*]"), verdict),
    "undecided": (ENFORCE, ENFORCE + "undecided: {check: deny}", lambda by: by.undecided),
    "undecided/check": (
        ENFORCE + "undecided: {check: deny}",
        ENFORCE + "undecided: {check: allow}",
        lambda by: by.undecided.check,
    ),
    "undecided/admission": (
        ENFORCE + "undecided: {admission: deny}",
        ENFORCE + "undecided: {admission: allow}",
        lambda by: by.undecided.admission,
    ),
    "workloads": (
        ENFORCE,
        ENFORCE + "workloads: [{apiVersion: a, kind: b, template: /c}]",
        lambda by: by.workloads,
    ),
    **{
        f"workloads/{key}": (
            ENFORCE + "workloads: [{apiVersion: a, kind: b, template: /c}]",
            ENFORCE + "workloads: [{apiVersion: a, kind: b, template: /c}]".replace(old, new),
            lambda by: by.workloads,
        )
        for key, old, new in (
            ("apiVersion", "Version: a", "Version: z"),
            ("kind", "kind: b", "kind: z"),
            ("template", "/c", "/z"),
        )
    },
    "waivers": (ENFORCE, waiver(), verdict),
    "waivers/entries": (ENFORCE, waiver(), verdict),
    "waivers/maximumDays": (
        ENFORCE + "waivers: {fromSubjects: true, maximumDays: 90}",
        ENFORCE + "waivers: {fromSubjects: true, maximumDays: 1}",
        verdict,
    ),
    "waivers/fromSubjects": (
        ENFORCE + "waivers: {fromSubjects: true}",
        ENFORCE + "waivers: {fromSubjects: false}",
        verdict,
    ),
    "waivers/entries/rule": (waiver(), waiver(rule=HOST), verdict),
    "waivers/entries/match": (waiver(), waiver(match="{namespaces: [there]}"), verdict),
    "waivers/entries/owner": (waiver(), waiver(owner="p"), note),
    "waivers/entries/reason": (waiver(), waiver(reason="s"), note),
    "waivers/entries/ticket": (waiver(), waiver(ticket="U"), note),
    "waivers/entries/granted": (waiver(), waiver(granted="2026-01-16"), verdict),
    "waivers/entries/expires": (waiver(), waiver(expires="2026-01-14"), verdict),
}
TEXTS = {"waivers/entries/reason"}
"""Keys that change what people read, and so not the digest."""
ELSEWHERE = {"schema", "rules/*/parameters", "waivers/delegated"}
"""Keys that other tests here turn."""


@pytest.mark.parametrize("key", TURNS)
def test_turning_a_key_changes_a_decision_and_the_digest(key: str) -> None:
    one, other, observe = TURNS[key]
    before, after = policy(one, profiles=PROFILES), policy(other, profiles=PROFILES)
    assert observe(before) != observe(after)
    assert (before.digest == after.digest) == (key in TEXTS)


def test_turning_delegated_in_a_floor_changes_a_decision_and_the_digest() -> None:
    shut, open_ = (
        policy(waiver(), floor=f"{FLOOR}waivers: {{delegated: {word}}}") for word in ("false", "true")
    )
    assert (verdict(shut), verdict(open_)) == (Verdict.DENY, Verdict.ALLOW)
    assert shut.digest != open_.digest


def test_every_key_that_the_schema_knows_is_turned() -> None:
    found = set(_keys(json.loads(json.dumps(schema())), ""))
    assert found == set(TURNS) | ELSEWHERE


def _keys(node: dict[str, object], path: str) -> Iterator[str]:
    """Yield the path of each key; rules are one key, and so are all selectors."""
    for key, below in _mapping(node.get("properties")).items():
        here = f"{path}/{key}".lstrip("/")
        if key in catalogue():
            here = f"{path}/*"
        elif path.endswith("/parameters"):
            continue
        else:
            yield here
        yield from _keys(_mapping(below), here)
    for key, below in _mapping(node.get("$defs")).items():
        yield from _keys(_mapping(below), key)
    alternatives = node.get("anyOf")
    for below in [*(alternatives if isinstance(alternatives, list) else []), node.get("items")]:
        if isinstance(below, dict) and "type" in below:
            yield from _keys(below, path)


def _mapping(node: object) -> dict[str, object]:
    return node if isinstance(node, dict) else {}


EVIDENCE: dict[str, Image | Missing] = {}
"""Images were asked for, and none was found."""
KNOBS = [(name, key) for name, rule in catalogue().items() for key in kinds(rule)]


@pytest.mark.parametrize(("name", "key"), KNOBS)
def test_turning_a_parameter_changes_what_a_rule_finds_in_some_example(name: str, key: str) -> None:
    assert any(one != other for one, other in turned(catalogue()[name], key))


def turned(rule: Rule, key: str) -> Iterator[tuple[list[Finding], list[Finding]]]:
    """Yield what `rule` finds before and after the turn of one parameter, in its own examples and in all others."""
    default = getattr(rule.parameters(), key)
    for owner in (rule, *catalogue().values()):
        for example in (*owner.good, *owner.bad):
            before = dict(example.parameters or {}) if owner is rule else {}
            after = before | {key: not before.get(key, default) if isinstance(default, bool) else default}
            for images in (None, EVIDENCE):
                yield found(rule, example, images, before), found(rule, example, images, after)


def found(
    rule: Rule, example: Example, images: dict[str, Image | Missing] | None, parameters: dict[str, object]
) -> list[Finding]:
    context = Context(rule.parameters(**parameters), example.today, example.release, images)
    return [
        finding for judged in subjects(example.text, rule.judges) for finding in rule.check(judged, context)
    ]


@cache
def subjects(text: str, judges: tuple[type[Judged], ...]) -> tuple[Judged, ...]:
    return tuple(subject.judged for subject in read(text, judges))
