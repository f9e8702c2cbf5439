"""The page of the policy document: every key that the published JSON Schema knows, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from holdfast.policy import schema
from markdown import page, table

Schema = Mapping[str, object]


def pages() -> dict[Path, str]:
    """Return the page, by its path within `docs/reference`."""
    document = cast("Schema", schema.schema())
    definitions = cast("Mapping[str, Schema]", document["$defs"])
    text = page(
        "Policy document",
        "One YAML document. Its JSON Schema, for editors, is "
        "[`src/holdfast/policy/schema.json`](../../src/holdfast/policy/schema.json). A key that is not listed is refused. "
        "[How to write a policy](../how-to/write-a-policy.md) walks through one.",
        table(("key", "takes", "meaning"), _keys(document, "", definitions)),
    )
    return {Path("policy.md"): text}


def _keys(node: Schema, prefix: str, definitions: Mapping[str, Schema]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each key below `node`; rules, of which all take the same, are one row."""
    properties = cast("Mapping[str, Schema]", node.get("properties", {}))
    seen_rule = False
    for name, written in properties.items():
        entry = definitions[str(written["$ref"]).rpartition("/")[2]] if "$ref" in written else written
        if "/" in name:
            if not seen_rule:
                yield (
                    f"`{prefix}RULE`",
                    "a word, or `enforcement`, `severity`, `parameters`",
                    "by the rule's id",
                )
            seen_rule = True
            continue
        yield f"`{prefix}{name}`", _takes(entry), str(entry.get("description", ""))
        yield from _keys(entry, f"{prefix}{name}.", definitions)
        if isinstance(items := entry.get("items"), Mapping):
            yield from _keys(items, f"{prefix}{name}[].", definitions)


def _takes(entry: Schema) -> str:
    """Say in a few words what a key takes."""
    if "const" in entry:
        return f"`{entry['const']}`"
    if isinstance(words := entry.get("enum"), list):
        if all("/" in str(word) for word in words):
            return "a rule's id"
        return " ".join(f"`{word}`" for word in words if isinstance(word, str))
    default = f", default `{str(entry['default']).lower()}`" if "default" in entry else ""
    kinds = {"string": "text", "object": "mapping", "array": "list", "boolean": "`true` or `false`"}
    kind = str(entry.get("type", "text"))
    return kinds.get(kind, kind) + default
