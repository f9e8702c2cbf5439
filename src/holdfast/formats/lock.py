"""`holdfast.lock`: what each reference meant when it was resolved, when that was and who said so. YAML, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from holdfast.errors import ConfigurationError, MalformedError
from holdfast.formats import yaml_tree
from holdfast.model.digest import Digest
from holdfast.model.reference import Reference
from holdfast.model.tree import Mapping, Sequence, Value

SCHEMA = "holdfast.lock/v1"
_HEAD = "# What each reference meant when it was resolved. Written by `holdfast pin --lock`.\n"
_FIELDS = ("reference", "digest", "resolved", "source")


class Locked(NamedTuple):
    """One entry."""

    reference: Reference
    """Without digest; as Docker completes it."""
    digest: Digest
    resolved: str
    """When, as a timestamp of RFC 3339."""
    source: str


def parse(data: bytes, path: str) -> tuple[Locked, ...]:
    """Read a lock; raises `ConfigurationError` with every problem and its line."""
    try:
        roots = list(yaml_tree.documents(data, path=path))
    except MalformedError as error:
        raise ConfigurationError(f"the lock is not readable: {error}", code="malformed-lock") from None
    root = roots[0] if len(roots) == 1 else None
    entries = root.get("references") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or root.get("schema") != SCHEMA or not isinstance(entries, Sequence):
        raise ConfigurationError(f"not a lock: it has no `schema: {SCHEMA}` and `references`", subject=path)
    problems: list[str] = []
    found: dict[Reference, Locked] = {}
    for entry, (line, _) in zip(entries, entries.marks, strict=True):
        try:
            locked = _entry(entry)
        except MalformedError as error:
            problems.append(f"{path}:{line}: {error}")
            continue
        if locked.reference in found:
            problems.append(f"{path}:{line}: {locked.reference} stands there twice")
        found[locked.reference] = locked
    if problems:
        raise ConfigurationError("the lock is wrong", code="malformed-lock", subject=path, problems=problems)
    return tuple(found.values())


def _entry(entry: Value) -> Locked:
    fields = entry if isinstance(entry, Mapping) else {}
    texts = [fields.get(name) for name in _FIELDS]
    reference, digest, resolved, source = (text if isinstance(text, str) else "" for text in texts)
    if not isinstance(entry, Mapping) or set(entry) != set(_FIELDS) or not all(texts):
        raise MalformedError(f"an entry has {', '.join(_FIELDS)}, all of them texts")
    named = Reference.parse(reference)
    if named.pinned:
        raise MalformedError(f"{reference} carries a digest, which says already what it means")
    return Locked(named, Digest.parse(digest), resolved, source)


def render(entries: Iterable[Locked], *, as_json: bool) -> bytes:
    """Write a lock, its entries in order of reference."""
    fields = [dict(zip(_FIELDS, map(str, entry), strict=True)) for entry in sorted(entries)]
    if as_json:
        return (json.dumps({"schema": SCHEMA, "references": fields}, indent=2) + "\n").encode()
    lines = [_HEAD, f"schema: {SCHEMA}\n", "references:\n" if fields else "references: []\n"]
    for entry in fields:
        for number, (name, value) in enumerate(entry.items()):
            lines.append(f"{'  ' if number else '- '}{name}: {json.dumps(value)}\n")
    return "".join(lines).encode()
