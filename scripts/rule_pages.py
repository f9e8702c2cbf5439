"""The pages of the rules: an index by family, and one page for each, all made from the catalogue."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from holdfast.gates import policies
from holdfast.model.workload import Dialect, Workload
from holdfast.policy import schema
from holdfast.rules import catalogue
from holdfast.rules.kit import NEWEST_RELEASE, Example, Rule
from holdfast.sources import profiles
from markdown import page, table

_FAMILIES = {
    "immutable": "What was reviewed is what runs: images are named so that the name cannot move, and say what they are.",
    "hardened": "What runs has no more power than it needs.",
    "isolated": "What runs is kept apart from what it need not reach.",
    "minimal": "What is built carries no more than it needs, and nothing that is past its time.",
    "sound": "A Dockerfile does what it says: nothing in it makes builds fail, hides failures or misleads.",
}
_INSTRUCTION = re.compile(r"(?:[A-Z]+\s|#)")


def pages() -> dict[Path, str]:
    """Return the index and every rule's page, by path within `docs/reference`."""
    rules = catalogue().values()
    families = groupby(rules, key=lambda rule: rule.family)
    index = page("Rules", *(part for family, members in families for part in _family(family, list(members))))
    return {
        Path("rules/README.md"): index,
        **{Path("rules") / f"{rule.id}.md": _page(rule) for rule in rules},
    }


def _family(family: str, rules: list[Rule]) -> Iterator[str]:
    yield f"## {family}"
    yield _FAMILIES[family]
    rows = ((f"[{r.id}]({r.id}.md)", r.title, _judged(r), *_settings(r).values()) for r in rules)
    yield table(("rule", "finding", "judges", *profiles.names()), rows)


def _page(rule: Rule) -> str:
    return page(
        rule.title,
        f"`{rule.id}` · judges: {_judged(rule)} · since {rule.since}",
        rule.why,
        f"**Fix.** {rule.fix}",
        *([f"**In a Compose service.** {rule.compose_fix}"] if rule.compose_fix else []),
        "## Profiles",
        table(("profile", "enforcement, severity"), _settings(rule).items()),
        *_parameters(rule),
        "## Examples",
        "A mark says what the rule finds on its line; where it stands alone, on the next one.",
        *(part for number, e in enumerate(rule.bad, 1) for part in _example(f"Bad {number}", e)),
        *(part for number, e in enumerate(rule.good, 1) for part in _example(f"Good {number}", e)),
        *_listing("## Asked for by", rule.references),
        *_listing("## Codes of other tools that it covers", rule.aliases),
    )


def _judged(rule: Rule) -> str:
    services = " (Compose services too)" if rule.speaks_of(Workload, Dialect.COMPOSE) else ""
    return ", ".join(kind.__name__ + (services if kind is Workload else "") for kind in rule.judges)


def _settings(rule: Rule) -> dict[str, str]:
    """Return what each built-in profile makes of `rule`, by the profile's name."""
    found = {name: policies.profile(name).settings.get(rule.id) for name in profiles.names()}
    return {name: f"{s.enforcement.value}, {s.severity.value}" if s else "-" for name, s in found.items()}


def _parameters(rule: Rule) -> Iterator[str]:
    if fields := dataclasses.fields(rule.parameters):
        described = _described(schema.schema(), rule.id)
        rows = ((f"`{f.name}`", f"`{f.type}`", _default(f), str(described[f.name])) for f in fields)
        yield "## Parameters"
        yield table(("name", "type", "default", "meaning"), rows)


def _described(document: object, rule_id: str) -> dict[str, object]:
    """Return what the policy's schema says of the parameters of a rule."""
    match document:
        case {"properties": {"rules": {"properties": dict(rules)}}}:
            match rules[rule_id]:
                case {"anyOf": [_, {"properties": {"parameters": {"properties": dict(parameters)}}}]}:
                    return {name: entry.get("description", "") for name, entry in parameters.items()}
    raise LookupError(f"the schema of policies does not speak of the parameters of {rule_id}")


def _default(field: dataclasses.Field[object]) -> str:
    value: object = field.default
    if field.default_factory is not dataclasses.MISSING:
        value = field.default_factory()
    if isinstance(value, tuple | Mapping):
        return ", ".join(f"`{item}`" for item in value) or "none"
    return f"`{value!r}`"


def _example(heading: str, example: Example) -> Iterator[str]:
    yield f"### {heading}"
    if example.parameters is not None:
        yield f"With the parameters `{dict(example.parameters)}`:"
    if example.release != NEWEST_RELEASE:
        yield "By the Pod Security Standards of v{}.{}:".format(*example.release)
    yield f"```{_language(example.text)}\n{example.text.rstrip()}\n```"


def _language(text: str) -> str:
    if text.lstrip().startswith("{"):
        return "json"
    return "dockerfile" if _INSTRUCTION.match(text.lstrip()) and "apiVersion:" not in text else "yaml"


def _listing(heading: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        yield heading
        yield "\n".join(f"- <{item}>" if item.startswith("https://") else f"- `{item}`" for item in items)
