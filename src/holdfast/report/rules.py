"""The catalogue as a list, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.report.json import encode
from holdfast.report.palette import palette, shown
from holdfast.rules.kit import Rule


def as_json(rules: Iterable[Rule]) -> str:
    """Return a JSON array with one rule per line."""
    lines = (
        encode(
            {
                "id": rule.id,
                "title": rule.title,
                "why": rule.why,
                "fix": rule.fix,
                "since": rule.since,
                "family": rule.family,
                "aliases": list(rule.aliases),
                "references": list(rule.references),
            }
        )
        for rule in rules
    )
    return "[\n " + ",\n ".join(lines) + "\n]\n"


def as_text(rules: Iterable[Rule], *, colour: bool = False) -> str:
    """Return a table of ids and titles, a blank line between families."""
    ink = palette(colour=colour)
    listed = list(rules)
    width = max((len(rule.id) for rule in listed), default=0)
    lines: list[str] = []
    family = None
    for rule in listed:
        if family not in {None, rule.family}:
            lines.append("")
        family = rule.family
        lines.append(f"{ink.strong}{rule.id}{ink.off}{' ' * (width - len(rule.id))}  {shown(rule.title)}")
    return "".join(f"{line}\n" for line in lines)
