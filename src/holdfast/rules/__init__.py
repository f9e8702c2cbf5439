"""The catalogue: every `Rule` found in the modules below this package. Modules register nothing."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from holdfast.rules.kit import Rule

_READINGS = "readings"
"""The one package here that is no family: what rules share."""


@cache
def catalogue() -> dict[str, Rule]:
    """Return every built-in rule by id, in order of id."""
    found: dict[str, Rule] = {}
    for family in pkgutil.iter_modules(__path__):
        if family.ispkg and family.name != _READINGS:
            package = importlib.import_module(f"{__name__}.{family.name}")
            for module in pkgutil.iter_modules(package.__path__):
                rule = _rule_of(f"{package.__name__}.{module.name}")
                found[rule.id] = rule
    return dict(sorted(found.items()))


@cache
def find(rule_id: str) -> Rule | None:
    """Return the rule called `rule_id` without importing any other."""
    family, slash, slug = rule_id.partition("/")
    name = f"{__name__}.{family}.{slug.replace('-', '_')}"
    if not slash or family == _READINGS or not name.replace(".", "").isidentifier():
        return None
    try:
        return _rule_of(name)
    except ModuleNotFoundError:
        return None


def _rule_of(module: str) -> Rule:
    """Return the one rule that `module` defines."""
    (rule,) = (v for v in vars(importlib.import_module(module)).values() if isinstance(v, Rule))
    return rule
