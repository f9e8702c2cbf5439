"""`holdfast explain`: a rule, or a stored verdict."""

from __future__ import annotations

import os

import click
from click.shell_completion import CompletionItem

from holdfast.errors import ConfigurationError
from holdfast.formats import report as stored
from holdfast.gates import policies
from holdfast.gates.cli import options, output
from holdfast.report import explain as report
from holdfast.rules import catalogue, find
from holdfast.rules.kit import Rule
from holdfast.sources import files, profiles


def _rule_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the id of a rule, or else the name of a file."""
    found = [
        CompletionItem(rule, help=known.title)
        for rule, known in catalogue().items()
        if rule.startswith(incomplete)
    ]
    return found or options.file_names(context, parameter, incomplete)


@click.command("explain")
@click.argument("what", metavar="RULE|VERDICT.json|-", shell_complete=_rule_ids)
def command(what: str) -> int:
    """Explain a rule (by its id, or by the code that another tool gives it), or a stored verdict.

    A verdict is what check --format json has printed: for each subject the reasons, where they come from, and the
    smallest change that would turn it.
    """
    if what == "-" or os.path.lexists(what):
        read = stored.read(files.read(what, stored.REPORT_BYTES), source=what)
        output.write((report.verdict(read, colour=output.colour()),), None)
        return 0
    found = _rules(what)
    output.write(("\n".join(_explained(rule) for rule in found),), None)
    return 0


def _rules(text: str) -> list[Rule]:
    """Return the rule called `text`, or those that cover that code of another tool."""
    if (named := find(text)) is not None:
        return [named]
    wanted = text.lower()
    if found := [rule for rule in catalogue().values() if wanted in map(str.lower, rule.aliases)]:
        return found
    import difflib

    near = difflib.get_close_matches(text, catalogue(), n=3, cutoff=0.4)
    hint = f"perhaps {' or '.join(near)}; " if near else ""
    raise ConfigurationError(
        f"no rule, no code of a known tool and no file is called {text!r}",
        code="unknown-rule",
        hint=f"{hint}`holdfast rules` lists all",
    )


def _explained(rule: Rule) -> str:
    treatment = {}
    for name in profiles.names():
        setting = policies.profile(name).settings.get(rule.id)
        treatment[name] = (setting.enforcement, setting.severity) if setting is not None else None
    return report.rule(rule, treatment, colour=output.colour())
