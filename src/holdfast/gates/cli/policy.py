"""`holdfast policy`: what holds, and why."""

from __future__ import annotations

import click

from holdfast.gates import policies
from holdfast.gates.cli import moments, options, output
from holdfast.gates.policies import Choice
from holdfast.policy.evaluate import day
from holdfast.report import policy as report


@click.group("policy")
def command() -> None:
    """Show the effective policy and where each line comes from."""


@command.command("show")
@options.form("text", "json")
@options.choice
@options.now
def show(form: str, choice: Choice, now: str | None) -> int:
    """Print the effective policy: profiles, document and floor composed, each line with its origin."""
    policy = policies.load(choice)
    today = day(moments.read(now))
    text = (
        report.as_json(policy, today)
        if form == "json"
        else report.as_text(policy, today, colour=output.colour())
    )
    output.write((text,), None)
    return 0


@command.command("schema")
def schema() -> int:
    """Print the JSON Schema of policy documents, for editors and their completion."""
    from holdfast.policy.schema import text

    output.write((text(),), None)
    return 0
