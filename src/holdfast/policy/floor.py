"""What of a document is without effect, since the floor holds; said to its author, who may not see the floor."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Enforcement
from holdfast.policy.document import PolicyDocument, RuleEntry
from holdfast.policy.layer import Layer, Setting
from holdfast.policy.strictness import milder


def notices(document: PolicyDocument, floor: Layer) -> Iterator[str]:
    """Yield a line for each line of `document` that asks for less than `floor`."""
    for rule, entry in document.rules.items():
        if (setting := floor.settings.get(rule)) is not None:
            yield from _milder(entry, setting)
    for override in document.overrides:
        for rule, entry in override.rules.items():
            if (setting := floor.settings.get(rule)) is not None:
                yield from _milder(entry, setting)
    for gate, verdict in document.undecided.items():
        least = getattr(floor.undecided, gate)
        if milder(verdict, least):
            yield (
                f"{document.origins['undecided']}: undecided at {gate} stays {least.value}, as the floor says"
            )
    for waiver in document.waivers:
        setting = floor.settings.get(waiver.rule)
        if setting and setting.enforcement is Enforcement.ENFORCE and not floor.terms.delegated:
            yield f"{waiver.origin}: the floor enforces {waiver.rule} ({setting.origin}), and delegates no waivers"


def _milder(entry: RuleEntry, setting: Setting) -> Iterator[str]:
    """Yield what `entry` says in vain of a rule for which the floor has `setting`."""
    rule, where = setting.rule.id, f"the floor says at {setting.origin}"
    if entry.off:
        yield f"{entry.origin}: {rule} stays {setting.enforcement.value}, as {where}"
    if entry.enforcement is not None and milder(entry.enforcement, setting.enforcement):
        yield f"{entry.origin}: {rule} stays {setting.enforcement.value}, as {where}"
    if entry.severity is not None and milder(entry.severity, setting.severity):
        yield f"{entry.origin}: {rule} stays of {setting.severity.value} severity, as {where}"
