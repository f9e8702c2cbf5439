"""One policy document as it is written: what it says, nothing that it leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from holdfast.errors import ConfigurationError
from holdfast.model import tree
from holdfast.model.finding import Enforcement, Severity
from holdfast.model.tree import Value
from holdfast.model.verdict import Verdict
from holdfast.policy import parameters
from holdfast.policy.reading import Node, Problems, known_rule, short, suggestion
from holdfast.policy.selector import Match, read_match
from holdfast.policy.waiver import Waiver, WaiverTerms, read_terms, read_waivers
from holdfast.rules import find
from holdfast.rules.kit import NEWEST_RELEASE, Release

SCHEMA = "holdfast.policy/v1"
PROFILES = ("pss-baseline", "pss-restricted", "standard", "strict")
"""The profiles that come with Holdfast, each a document in `profiles/`."""
GATES: Mapping[str, Mapping[str, Verdict]] = {
    "check": {"deny": Verdict.DENY, "allow": Verdict.ALLOW, "undecided": Verdict.UNDECIDED},
    "admission": {"deny": Verdict.DENY, "allow": Verdict.ALLOW},
}
"""What each gate can be told to do with an undecided verdict."""
KEYS = ("schema", "extends", "podSecurityVersion", "rules", "overrides", "undecided", "workloads", "waivers")
ENTRY_KEYS = ("enforcement", "severity", "parameters")
WORKLOAD_KEYS = ("apiVersion", "kind", "template")
ENFORCEMENTS = {enforcement.value: enforcement for enforcement in Enforcement}
SEVERITIES = {severity.value: severity for severity in Severity}
RELEASE = re.compile(r"latest|v([1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What one document says of one rule; `None` is what it leaves to the profiles it extends."""

    origin: str
    """`file:line`."""
    enforcement: Enforcement | None = None
    severity: Severity | None = None
    parameters: Mapping[str, parameters.Parameter] = field(default_factory=dict)
    off: bool = False
    """Whether the rule is taken out."""


@dataclass(frozen=True, slots=True)
class Override:
    """Other enforcement or severity for what a selector covers; of several, the later wins."""

    match: Match
    rules: Mapping[str, RuleEntry]
    origin: str


@dataclass(frozen=True, slots=True, order=True)
class PodTemplate:
    """A kind of custom resource that holds pods, and where."""

    api_version: str
    kind: str
    template: str
    """JSON pointer of the pod template within the resource."""


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A document, read and checked by itself."""

    source: str
    extends: tuple[str, ...] = ()
    release: Release | None = None
    rules: Mapping[str, RuleEntry] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    undecided: Mapping[str, Verdict] = field(default_factory=dict)
    """By gate, only what is stated."""
    workloads: tuple[PodTemplate, ...] = ()
    terms: WaiverTerms = field(default_factory=WaiverTerms)
    waivers: tuple[Waiver, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    """`file:line` of each top-level key."""


def read(root: Value, *, source: str) -> PolicyDocument:
    """Read the document `root`, called `source` in messages.

    Raises `ConfigurationError` with all of its problems, each with file, line and column.
    """
    problems = Problems(root, source)
    node = Node(root, "", problems)
    keys = node.fields(KEYS, required=("schema",))
    if (schema := keys.get("schema")) is not None:
        schema.choice({SCHEMA: SCHEMA})
    if isinstance(root, tree.Mapping) and not (root.get("extends") or root.get("rules")):
        node.problem("the policy selects no rule: extend a profile (extends: [standard]) or state rules")
    waivers = keys.get("waivers")
    terms = read_terms(waivers)
    document = PolicyDocument(
        source=source,
        extends=_extends(keys.get("extends")),
        release=_release(keys["podSecurityVersion"]) if "podSecurityVersion" in keys else None,
        rules=_rules(keys.get("rules"), _entry),
        overrides=tuple(_override(item) for item in _items(keys.get("overrides"))),
        undecided=_undecided(keys.get("undecided")),
        workloads=tuple(_pod_template(item) for item in _items(keys.get("workloads"))),
        terms=terms,
        waivers=read_waivers(waivers, terms),
        origins={key: value.origin for key, value in keys.items()},
    )
    problems.refuse()
    return document


def parse_release(text: str) -> Release:
    """Parse `latest` or `v1.31`; a release newer than all that are known is judged as the newest of these.

    Raises `ConfigurationError`.
    """
    if (match := RELEASE.fullmatch(text)) is None:
        raise ConfigurationError(
            f"not a version of the Pod Security Standards: {short(text)}",
            code="invalid-release",
            hint="write latest, or a Kubernetes release such as v1.31",
        )
    if match[1] is None:
        return NEWEST_RELEASE
    return min((int(match[1]), int(match[2])), NEWEST_RELEASE)


def _items(node: Node | None) -> list[Node]:
    return node.items() if node is not None else []


def _extends(node: Node | None) -> tuple[str, ...]:
    """Read the names of profiles."""
    names = []
    for item in _items(node):
        name = item.text()
        if name not in PROFILES:
            item.problem(f"unknown profile {short(name)}{suggestion(name, PROFILES)}")
        elif name in names:
            item.problem(f"profile {name} is already extended")
        names.append(name)
    return tuple(names)


def _release(node: Node) -> Release | None:
    text = node.text()
    if not isinstance(node.value, str):
        return None
    try:
        return parse_release(text)
    except ConfigurationError as error:
        node.problem(f"{error.message}: {error.hint}")
        return None


def _rules(node: Node | None, entry: Callable[[str, Node], RuleEntry]) -> dict[str, RuleEntry]:
    """Read a mapping of rule ids."""
    return {
        name: entry(name, value)
        for name, value in (node.entries() if node is not None else {}).items()
        if known_rule(name, value)
    }


def _entry(name: str, node: Node) -> RuleEntry:
    """Read what stands at a rule's id: one word, or a mapping."""
    if isinstance(node.value, tree.Mapping):
        keys = node.fields(ENTRY_KEYS)
        if not node.value:
            node.problem(f"nothing is said of {name}")
        rule = find(name)
        assert rule is not None
        stated = parameters.read(rule, keys["parameters"]) if "parameters" in keys else {}
        word, level = keys.get("enforcement"), keys.get("severity")
        severity = level.choice(SEVERITIES) if level is not None else None
        return RuleEntry(node.origin, _enforcement(word), severity, stated, off=_says_off(word))
    return RuleEntry(node.origin, _enforcement(node), off=_says_off(node))


def _says_off(node: Node | None) -> bool:
    """Tell whether `node` says `off`, which YAML 1.1 reads as false."""
    return node is not None and (node.value is False or node.value == "off")


def _enforcement(node: Node | None) -> Enforcement | None:
    if node is None or _says_off(node):
        return None
    return node.choice({**ENFORCEMENTS, "off": Enforcement.AUDIT})


def _milder(name: str, node: Node) -> RuleEntry:
    """Read what an override says of a rule: as `_entry`, but a rule runs with one set of parameters, or not at all."""
    entry = _entry(name, node)
    if entry.off:
        node.problem("an override cannot take a rule out: write audit, which never decides")
    if isinstance(node.value, tree.Mapping) and "parameters" in node.value:
        node.problem("an override cannot change parameters: state them under rules")
    return entry


def _override(node: Node) -> Override:
    keys = node.fields(("match", "rules"), required=("match", "rules"))
    if "rules" in keys and keys["rules"].value == {}:
        keys["rules"].problem("rules is empty: the override changes nothing")
    return Override(read_match(keys.get("match")), _rules(keys.get("rules"), _milder), node.origin)


def _undecided(node: Node | None) -> dict[str, Verdict]:
    keys = node.fields(GATES) if node is not None else {}
    said = {gate: value.choice(GATES[gate]) for gate, value in keys.items()}
    return {gate: verdict for gate, verdict in said.items() if verdict is not None}


def _pod_template(node: Node) -> PodTemplate:
    keys = node.fields(WORKLOAD_KEYS, required=WORKLOAD_KEYS)
    api_version, kind, template = (keys[key].text() if key in keys else "" for key in WORKLOAD_KEYS)
    if "template" in keys and not template.startswith("/"):
        keys["template"].problem("template must be a JSON pointer such as /spec/template")
    return PodTemplate(api_version, kind, template)
