"""The catalogue as a whole: what every rule owes to its readers, whatever it checks."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import holdfast.rules
from holdfast.model.finding import Outcome
from holdfast.model.image import Image
from holdfast.rules import catalogue, find
from holdfast.rules.kit import Rule
from marks import marks

PACKAGE = Path(holdfast.rules.__file__).parent
RULES = list(catalogue().values())
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)

PEER_CODES = {
    "hadolint": r"DL\d{4}",
    "ShellCheck": r"SC\d{4}",
    "BuildKit's own checks": r"[A-Z][a-z]+(?:[A-Z][a-z]+)+",
    "Trivy": r"(?:AVD-)?(?:DS|KSV)-?\d{3,4}",
    "checkov": r"CKV2?_(?:K8S|DOCKER)_\d+",
    "dockle": r"(?:CIS-DI|DKL-DI|DKL-LI)-\d{4}",
    "kube-linter": r"[a-z]+(?:-[a-z]+)+",
    "kube-score": r"[a-z]+(?:-[a-z]+)+",
    "Polaris": r"[a-z]+(?:[A-Z][a-z]+)+",
    "Gatekeeper's library": r"K8s(?:PSP)?[A-Z][A-Za-z]+(?:V\d)?",
    "Kubescape": r"C-\d{4}",
    "kubeaudit": r"[A-Z][A-Za-z]+",
    "KICS": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "kubesec": r"(?:containers|spec|metadata)[A-Za-z\[\] .\"]+",
    "Kyverno's library": r"[a-z]+(?:-[a-z]+)+",
    "Pod Security Admission": r"[a-z]+(?:[A-Z][A-Za-z]*)*",
}
"""How the codes of each peer are spelt; an alias that fits none is a slip of the pen."""

REFERENCES = {
    "Pod Security Standards": r"pss:(?:baseline|restricted)/[a-z][a-z-]*",
    "CIS Docker Benchmark": r"cis-docker:\d+(?:\.\d+)+",
    "CIS Kubernetes Benchmark": r"cis-kubernetes:\d+(?:\.\d+)+",
    "NSA and CISA, Kubernetes Hardening Guide": r"nsa-cisa:[a-z][a-z-]*",
    "NIST SP 800-190": r"nist-800-190:\d+(?:\.\d+)+",
    "PCI DSS": r"pci-dss:\d+(?:\.\d+)+",
    "HIPAA": r"hipaa:164\.\d+(?:\([a-z0-9]+\))*",
    "Common Weakness Enumeration": r"cwe:\d+",
    "a page": r"https://[a-z0-9.-]+/\S*",
}
"""The schemes in which a rule may name a text that asks for it."""


def test_the_catalogue_is_not_empty() -> None:
    assert RULES


@each_rule
def test_an_id_is_its_file(rule: Rule) -> None:
    family, _, slug = rule.id.partition("/")
    assert (PACKAGE / family / f"{slug.replace('-', '_')}.py").is_file()
    assert re.fullmatch(r"[a-z]+/[a-z][a-z0-9]*(?:-[a-z0-9]+)*", rule.id)
    assert find(rule.id) is rule


def test_every_rule_module_is_in_the_catalogue_once() -> None:
    files = [f for f in PACKAGE.glob("*/*.py") if f.name != "__init__.py" and f.parent.name != "readings"]
    assert len(files) == len(RULES)
    assert max(Counter(rule.id for rule in RULES).values()) == 1


def test_no_two_rules_have_the_same_title() -> None:
    assert {title for title, times in Counter(rule.title for rule in RULES).items() if times > 1} == set()


@each_rule
def test_title_why_and_fix_read_as_prose(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z`\"].*[^.!?\s]", rule.title), "a title is a phrase, without a full stop"
    assert len(rule.title) <= 80
    for text in (rule.why, rule.fix):
        assert re.fullmatch(r"[A-Z`].*\.", text), "full sentences, with a full stop"
        assert "  " not in text
        assert "\n" not in text
        assert len(text.split()) >= 4
    assert re.fullmatch(r"\d+\.\d+(?:\.\d+)?", rule.since)


@each_rule
def test_a_rule_has_good_and_bad_examples(rule: Rule) -> None:
    assert rule.good
    assert rule.bad
    assert rule.judges
    assert any(outcome is Outcome.VIOLATED for e in rule.bad for _, outcome in marks(e.text))


@each_rule
def test_a_rule_that_can_be_undecided_shows_when(rule: Rule) -> None:
    family, _, slug = rule.id.partition("/")
    source = (PACKAGE / family / f"{slug.replace('-', '_')}.py").read_text(encoding="utf-8")
    shown = any(outcome is Outcome.UNDECIDED for e in rule.bad for _, outcome in marks(e.text))
    assert shown or "UNDECIDED" not in source or rule.judges == (Image,)


@each_rule
def test_aliases_are_spelt_as_a_peer_spells_them(rule: Rule) -> None:
    strange = [a for a in rule.aliases if not any(re.fullmatch(p, a) for p in PEER_CODES.values())]
    assert strange == []
    assert len(set(rule.aliases)) == len(rule.aliases)


@each_rule
def test_references_are_of_a_known_scheme(rule: Rule) -> None:
    strange = [r for r in rule.references if not any(re.fullmatch(p, r) for p in REFERENCES.values())]
    assert strange == []
    assert len(set(rule.references)) == len(rule.references)


@each_rule
def test_parameters_have_defaults_and_say_what_they_mean(rule: Rule) -> None:
    rule.parameters()
    assert (rule.parameters.__doc__ or "").strip()
