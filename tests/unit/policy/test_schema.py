from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

import jsonschema
import pytest

from holdfast.errors import ConfigurationError
from holdfast.formats import yaml_tree
from holdfast.model.tree import Value
from holdfast.policy.document import PROFILES, read
from holdfast.policy.parameters import KINDS, kinds
from holdfast.policy.schema import schema, text
from holdfast.rules import catalogue
from policies import HEAD, HOST, PRIVILEGED
from project import PACKAGE

FOLDER = PACKAGE / "policy"
STANDARD = HEAD + "extends: [standard]\n"
RULE = f"{HEAD}rules: {{{PRIVILEGED}: "
OVERRIDE = STANDARD + "overrides: [{match: "
WARN = f", rules: {{{HOST}: warn}}}}]"
WAIVER = (
    STANDARD
    + f"waivers: {{entries: [{{rule: {HOST}, match: {{kinds: [Pod]}}, owner: o, reason: r, ticket: T,"
    " granted: 2026-01-01, expires: 2026-02-01}]}"
)

GOOD = [
    STANDARD,
    HEAD + "extends: []\nrules: {" + HOST + ": warn}",
    RULE + "enforce}",
    RULE + "off}",
    RULE + "'off'}",
    RULE + "false}",
    RULE + "{enforcement: off}}",
    RULE + "{enforcement: audit, severity: low, parameters: {}}}",
    RULE + "{severity: critical}}",
    STANDARD + "rules: {}",
    STANDARD + "podSecurityVersion: latest",
    STANDARD + "podSecurityVersion: v1.0",
    STANDARD + "podSecurityVersion: v99.99",
    OVERRIDE + "{namespaces: [a]}" + WARN,
    OVERRIDE + "{labels: {a/b: c}, images: ['**'], paths: [a], kinds: [b]}" + WARN,
    OVERRIDE + f"{{kinds: [b]}}, rules: {{{HOST}: {{severity: low}}}}}}]",
    STANDARD + "overrides: []",
    STANDARD + "undecided: {}",
    STANDARD + "undecided: {check: undecided, admission: allow}",
    STANDARD + "workloads: [{apiVersion: a, kind: b, template: /c}]",
    STANDARD + "waivers: {}",
    STANDARD + "waivers: {maximumDays: 366, fromSubjects: true, delegated: false, entries: []}",
    WAIVER,
]
BAD = [
    "[]",
    "text",
    "extends: [standard]",
    HEAD,
    HEAD + "extends: []\nrules: {}",
    HEAD + "undecided: {check: deny}",
    STANDARD.replace("v1", "v2"),
    STANDARD + "other: 1",
    HEAD + "extends: standard",
    HEAD + "extends: [standard, standard]",
    HEAD + "extends: [other]",
    HEAD + "rules: []",
    HEAD + "rules: {a/b: warn}",
    RULE + "on}",
    RULE + "enforced}",
    RULE + "1}",
    RULE + "null}",
    RULE + "{}}",
    RULE + "{enforcement: null}}",
    RULE + "{severity: HIGH}}",
    RULE + "{parameters: []}}",
    RULE + "{parameters: {a: b}}}",
    RULE + "{other: 1}}",
    STANDARD + "podSecurityVersion: 1.31",
    STANDARD + "podSecurityVersion: v1",
    STANDARD + "podSecurityVersion: v1.031",
    STANDARD + "podSecurityVersion: xlatest",
    OVERRIDE + "{}" + WARN,
    OVERRIDE + "{namespaces: []}" + WARN,
    OVERRIDE + "{namespaces: a}" + WARN,
    OVERRIDE + "{namespaces: ['']}" + WARN,
    OVERRIDE + "{namespaces: [1]}" + WARN,
    OVERRIDE + "{labels: {}}" + WARN,
    OVERRIDE + "{labels: {a: 1}}" + WARN,
    OVERRIDE + "{images: ['*']}" + WARN,
    OVERRIDE + "{other: [a]}" + WARN,
    OVERRIDE + "{kinds: [a]}, rules: {}}]",
    OVERRIDE + "{kinds: [a]}}]",
    OVERRIDE + f"{{kinds: [a]}}, rules: {{{HOST}: off}}}}]",
    OVERRIDE + f"{{kinds: [a]}}, rules: {{{HOST}: {{}}}}}}]",
    OVERRIDE + f"{{kinds: [a]}}, rules: {{{HOST}: {{enforcement: off}}}}}}]",
    OVERRIDE + f"{{kinds: [a]}}, rules: {{{HOST}: {{parameters: {{}}}}}}}}]",
    STANDARD + "overrides: {}",
    STANDARD + "undecided: deny",
    STANDARD + "undecided: {check: warn}",
    STANDARD + "undecided: {admission: undecided}",
    STANDARD + "undecided: {scan: deny}",
    STANDARD + "workloads: [{apiVersion: a, kind: b}]",
    STANDARD + "workloads: [{apiVersion: a, kind: b, template: c}]",
    STANDARD + "waivers: []",
    STANDARD + "waivers: {maximumDays: 0}",
    STANDARD + "waivers: {maximumDays: 367}",
    STANDARD + "waivers: {maximumDays: true}",
    STANDARD + "waivers: {fromSubjects: 1}",
    STANDARD + "waivers: {delegated: text}",
    STANDARD + "waivers: {entries: {}}",
    *(
        WAIVER.replace(f"{key}: ", f"{key}s: ")
        for key in ("rule", "match", "owner", "reason", "ticket", "granted")
    ),
    WAIVER.replace("owner: o", "owner: ' '"),
    WAIVER.replace("2026-02-01", "'2026-2-1'"),
    WAIVER.replace("2026-02-01", "20260201"),
    WAIVER.replace(HOST, "a/b"),
]


@cache
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


def tree(body: str) -> Value:
    (found,) = yaml_tree.documents(body.encode(), path="p.yaml")
    return found


@pytest.mark.parametrize("body", GOOD)
def test_reader_and_schema_accept_the_same_documents(body: str) -> None:
    read(tree(body), source="p.yaml")
    assert list(validator().iter_errors(tree(body))) == []


@pytest.mark.parametrize("body", BAD)
def test_reader_and_schema_refuse_the_same_documents(body: str) -> None:
    with pytest.raises(ConfigurationError):
        read(tree(body), source="p.yaml")
    assert not validator().is_valid(tree(body))


def test_the_file_is_current() -> None:
    """Where this fails: `python scripts/generate_policy_schema.py`."""
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == text()


def test_the_schema_is_json() -> None:
    assert json.loads(text()) == json.loads(json.dumps(schema()))


def test_the_profiles_are_those_that_documents_may_extend() -> None:
    assert sorted(PROFILES) == sorted(path.stem for path in (FOLDER / "profiles").glob("*.yaml"))


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_fits_the_schema(name: str) -> None:
    body = (FOLDER / "profiles" / f"{name}.yaml").read_text(encoding="utf-8")
    assert list(validator().iter_errors(tree(body))) == []


@pytest.mark.parametrize("name", catalogue())
def test_every_rule_and_each_of_its_parameters_can_be_written(name: str) -> None:
    rule = catalogue()[name]
    assert set(kinds(rule).values()) <= set(KINDS)
    assert rule.parameters() is not None
    said = dict(_properties(schema()))[f"rules/{name}/parameters"]
    assert sorted(said) == sorted(kinds(rule))


@pytest.mark.parametrize("name", catalogue())
def test_every_parameter_says_what_it_means(name: str) -> None:
    said = dict(_properties(schema()))[f"rules/{name}/parameters"]
    assert [key for key, value in said.items() if "description" not in value] == []


def _properties(
    node: Mapping[str, object], path: str = ""
) -> Iterator[tuple[str, Mapping[str, Mapping[str, object]]]]:
    """Yield the properties of each mapping that the schema describes, by the path of their keys."""
    found = json.loads(json.dumps(node))
    if "properties" in found:
        yield path, found["properties"]
        for key, below in found["properties"].items():
            yield from _properties(below, f"{path}/{key}".lstrip("/"))
    for below in [*found.get("anyOf", ()), *([found["items"]] if "items" in found else ())]:
        if "required" not in below or "type" in below:
            yield from _properties(below, path)
