"""The JSON Schema of a policy document, made of the reader's own word lists and of the catalogue of rules.

It says what an editor can know. The reader also refuses a waiver that outlasts its cap or ends before it begins,
a day that no calendar has, a rule left without an enforcement, and an override of a rule that is not selected.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterable, Mapping

from holdfast.policy.canonical_json import Json
from holdfast.policy.document import ENFORCEMENTS, GATES, PROFILES, RELEASE, SCHEMA, SEVERITIES
from holdfast.policy.parameters import LARGEST_NUMBER, kinds
from holdfast.policy.reading import LONGEST_TEXT, MOST_ITEMS
from holdfast.policy.waiver import DEFAULT_DAYS, MOST_DAYS
from holdfast.rules import catalogue
from holdfast.rules.kit import Rule

Schema = dict[str, Json]

_TEXT: Schema = {"type": "string", "pattern": r"\S", "maxLength": LONGEST_TEXT}
_SWITCH: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_OFF: tuple[Json, ...] = ("off", False)
"""YAML 1.1 reads `off` as false, YAML 1.2 as a text."""
_PARAMETERS: Mapping[str, Schema] = {
    "bool": _SWITCH,
    "int": {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER},
    "str": _TEXT,
    "tuple[str, ...]": {"type": "array", "maxItems": MOST_ITEMS, "items": _TEXT},
    "Mapping[str, str]": {"type": "object", "maxProperties": MOST_ITEMS, "additionalProperties": _TEXT},
}


def text() -> str:
    """Return the schema as the file `schema.json` holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """Return the schema (JSON Schema 2020-12) of policy documents, with the rules that are built in."""
    document = _object(
        {
            "schema": {"const": SCHEMA},
            "extends": _extends(),
            "podSecurityVersion": _pod_security_version(),
            "rules": _rules(),
            "overrides": _overrides(),
            "undecided": _undecided(),
            "workloads": _workloads(),
            "waivers": _waivers(),
        },
        required=("schema",),
    )
    selects: Schema = {
        "anyOf": [
            {"required": ["extends"], "properties": {"extends": {"minItems": 1}}},
            {"required": ["rules"], "properties": {"rules": {"minProperties": 1}}},
        ]
    }
    dialect: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Holdfast policy",
    }
    return {**dialect, **document, **selects, "$defs": {"match": _match()}}


def _object(properties: Mapping[str, Json], required: Iterable[str] = (), least: int = 0) -> Schema:
    """Return the schema of a mapping with these keys and no other."""
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": list(required)} if required else {}),
        **({"minProperties": least} if least else {}),
    }


def _list(items: Json, description: str = "", least: int = 0) -> Schema:
    """Return the schema of a list."""
    return {
        "type": "array",
        **({"description": description} if description else {}),
        **({"minItems": least} if least else {}),
        "maxItems": MOST_ITEMS,
        "items": items,
    }


def _extends() -> Schema:
    names: Json = {"enum": list(PROFILES)}
    said = "Profiles to start from; a later one is laid over an earlier one."
    return {**_list(names, said), "uniqueItems": True}


def _pod_security_version() -> Schema:
    return {
        "description": "Kubernetes release whose Pod Security Standards hold, or latest, which is the default.",
        "type": "string",
        "pattern": f"^(?:{RELEASE.pattern})$",
        "examples": ["v1.31"],
    }


def _rules() -> Schema:
    return {
        "description": "What holds: per rule one word, or enforcement, severity and parameters.",
        **_object({name: _entry(rule) for name, rule in catalogue().items()}),
    }


def _entry(rule: Rule) -> Schema:
    """Return the schema of what a document can say of `rule`."""
    words: Schema = {"enum": [*ENFORCEMENTS, *_OFF]}
    full = _object(
        {"enforcement": words, "severity": {"enum": list(SEVERITIES)}, "parameters": _parameters(rule)},
        least=1,
    )
    return {"description": rule.title, "anyOf": [words, full]}


def _parameters(rule: Rule) -> Schema:
    """Return the schema of the parameters of `rule`."""
    said, defaults = _descriptions(rule.parameters), rule.parameters()
    return _object(
        {
            name: {
                **_PARAMETERS[kind],
                **({"description": said[name]} if name in said else {}),
                "default": getattr(defaults, name),
            }
            for name, kind in kinds(rule).items()
        }
    )


def _descriptions(parameters: type[object]) -> dict[str, str]:
    """Return the docstrings that stand below the fields of a dataclass."""
    (definition,) = ast.parse(inspect.getsource(parameters)).body
    assert isinstance(definition, ast.ClassDef)
    found: dict[str, str] = {}
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(docstring))),
            ):
                found[name] = inspect.cleandoc(docstring)
    return found


def _overrides() -> Schema:
    words: Schema = {"enum": list(ENFORCEMENTS)}
    full = _object({"enforcement": words, "severity": {"enum": list(SEVERITIES)}}, least=1)
    entry: Schema = {"anyOf": [words, full]}
    rules = _object(dict.fromkeys(catalogue(), entry), least=1)
    override = _object({"match": {"$ref": "#/$defs/match"}, "rules": rules}, required=("match", "rules"))
    return _list(override, "Other enforcement or severity for what a selector covers; the later wins.")


def _match() -> Schema:
    texts, image = _list(_TEXT, least=1), {**_TEXT, "not": {"const": "*"}}
    labels: Schema = {
        "description": "Labels of the pod; all must fit.",
        "type": "object",
        "minProperties": 1,
        "maxProperties": MOST_ITEMS,
        "additionalProperties": _TEXT,
    }
    said = (
        "Every part that is stated must hold. In a pattern * stands for any characters but /, "
        "? for one of them, and ** as a whole segment for any number of segments."
    )
    parts: Schema = {
        "namespaces": texts,
        "labels": labels,
        "images": _list(image, "Completed as Docker does; without a tag, every tag fits.", least=1),
        "kinds": _list(_TEXT, "Binds only where a gate sees the document.", least=1),
        "paths": _list(_TEXT, "Binds only where a gate sees the file.", least=1),
    }
    return {"description": said, **_object(parts, least=1)}


def _undecided() -> Schema:
    gates = {gate: {"enum": list(words)} for gate, words in GATES.items()}
    return {"description": "What each gate does with an undecided verdict.", **_object(gates)}


def _workloads() -> Schema:
    template: Schema = {**_TEXT, "pattern": "^/", "description": "JSON pointer of the pod template."}
    keys: Schema = {"apiVersion": _TEXT, "kind": _TEXT, "template": template}
    return _list(_object(keys, required=keys), "Kinds of custom resource that hold pods.")


def _waivers() -> Schema:
    days: Schema = {
        "description": "For how long a waiver may hold.",
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_DAYS,
        "default": DEFAULT_DAYS,
    }
    subjects = "Whether waivers that a subject carries count."
    delegated = "In a floor: whether waivers of other documents cover what the floor enforces."
    return _object(
        {
            "maximumDays": days,
            "fromSubjects": {**_SWITCH, "description": subjects, "default": False},
            "delegated": {**_SWITCH, "description": delegated, "default": False},
            "entries": _list(_waiver()),
        }
    )


def _waiver() -> Schema:
    keys: Schema = {
        "rule": {"enum": list(catalogue())},
        "match": {"$ref": "#/$defs/match"},
        "owner": _TEXT,
        "reason": _TEXT,
        "ticket": _TEXT,
        "granted": {**_DAY, "description": "The first day on which the waiver holds."},
        "expires": {**_DAY, "description": "The last day on which the waiver holds."},
    }
    return _object(keys, required=keys)
