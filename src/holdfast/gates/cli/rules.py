"""`holdfast rules`: what can be judged."""

from __future__ import annotations

import click

from holdfast.gates.cli import options, output
from holdfast.report import rules as report
from holdfast.rules import catalogue


@click.command("rules")
@options.form("text", "json")
@click.option("--family", metavar="NAME", help="Only the rules of this family.")
def command(form: str, family: str | None) -> int:
    """List the rules, with the codes of other tools that each covers (--format json)."""
    found = [rule for rule in catalogue().values() if family in {None, rule.family}]
    if not found:
        families = sorted({rule.family for rule in catalogue().values()})
        raise click.BadParameter(f"there is no family {family!r}; there are {', '.join(families)}")
    text = report.as_json(found) if form == "json" else report.as_text(found, colour=output.colour())
    output.write((text,), None)
    return 0
