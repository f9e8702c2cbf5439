"""The parameters of a rule, read from a policy into the rule's own dataclass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from holdfast.policy.reading import Node, suggestion
from holdfast.rules.kit import Rule

LARGEST_NUMBER = 2**53 - 1
"""What every reader of JSON keeps exactly (RFC 8785 §3.2.2.3)."""

KINDS = ("bool", "int", "str", "tuple[str, ...]", "Mapping[str, str]")
"""What a parameter can be, as its field's annotation is written."""

Parameter = bool | int | str | tuple[str, ...] | Mapping[str, str]


def kinds(rule: Rule) -> dict[str, str]:
    """Return the kind of each parameter of `rule`, one of `KINDS`."""
    return {f.name: str(f.type) for f in fields(rule.parameters)}


def read(rule: Rule, node: Node) -> dict[str, Parameter]:
    """Read the parameters that `node` states for `rule`, by name."""
    known = kinds(rule)
    found: dict[str, Parameter] = {}
    for name, value in node.entries().items():
        if name in known:
            found[name] = _convert(known[name], value)
        else:
            hint = suggestion(name, known) if known else ", which takes none"
            value.problem(f'unknown parameter "{name}" of rule {rule.id}{hint}')
    return found


def _convert(kind: str, node: Node) -> Parameter:
    """Read `node` as `kind`."""
    match kind:
        case "bool":
            return node.switch()
        case "int":
            return node.number(0, LARGEST_NUMBER)
        case "str":
            return node.text()
        case "tuple[str, ...]":
            return tuple(item.text() for item in node.items())
        case "Mapping[str, str]":
            return {key: value.text() for key, value in node.entries().items()}
        case _:
            raise TypeError(f"a rule's parameter is of a kind that no policy can write: {kind}")
