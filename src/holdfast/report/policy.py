"""The policy in force, and where each line of it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from enum import Enum
from typing import Any

from holdfast.policy.document import Override
from holdfast.policy.effective import Policy
from holdfast.policy.layer import Setting
from holdfast.policy.selector import Match
from holdfast.policy.waiver import Waiver
from holdfast.report.json import encode
from holdfast.report.palette import Palette, counted, palette, shown

SCHEMA = "holdfast.policy.effective/v1"


def as_json(policy: Policy, today: date) -> str:
    """Return the policy as one JSON document with one rule, override and waiver per line."""
    parts = (
        ("schema", _quoted(SCHEMA)),
        ("digest", _quoted(policy.digest)),
        ("profiles", encode(list(policy.profiles))),
        ("podSecurityVersion", _quoted(_release(policy))),
        ("floor", "true" if policy.floor is not None else "false"),
        ("undecided", encode({gate: verdict.value for gate, verdict in asdict(policy.undecided).items()})),
        ("rules", _lines([_setting(rule, setting) for rule, setting in policy.settings.items()])),
        ("overrides", _lines([_override(override) for override in policy.overrides])),
        ("waivers", _lines([_waiver(waiver, today) for waiver in policy.waivers])),
        ("workloads", _lines([asdict(workload) for workload in policy.workloads])),
        ("notices", encode(list(policy.notices))),
    )
    return "{" + ",\n ".join(f'"{key}": {value}' for key, value in parts) + "}\n"


def as_text(policy: Policy, today: date, *, colour: bool = False) -> str:
    """Return the policy for people: each line with its origin, waivers with the days that they still hold."""
    ink = palette(colour=colour)
    return "".join(f"{line}\n" for line in _text(policy, today, ink))


def _quoted(text: str) -> str:
    """Return `text` as a JSON string."""
    return encode([text])[1:-1]


def _lines(values: list[dict[str, Any]]) -> str:
    return "[" + ",".join(f"\n  {encode(value)}" for value in values) + "]"


def _release(policy: Policy) -> str:
    return "v{}.{}".format(*policy.release)


def _parameters(setting: Setting) -> dict[str, Any]:
    return {
        each.name: _plain(getattr(setting.parameters, each.name)) for each in fields(setting.rule.parameters)
    }


def _plain(value: object) -> object:
    """Return a parameter as JSON knows it; a set in an order of its own."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(inner) for inner in value), key=str)
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value


def _setting(rule: str, setting: Setting) -> dict[str, Any]:
    return {
        "rule": rule,
        "enforcement": setting.enforcement.value,
        "severity": setting.severity.value,
        "parameters": _parameters(setting),
        "origin": setting.origin,
    }


def _match(match: Match) -> dict[str, Any]:
    """Return only what a selector states."""
    stated = {each.name: _plain(getattr(match, each.name)) for each in fields(match)}
    if match.labels:
        stated["labels"] = dict(match.labels)
    return {key: value for key, value in stated.items() if value}


def _override(override: Override) -> dict[str, Any]:
    return {
        "match": _match(override.match),
        "portable": override.match.portable,
        "rules": {
            rule: {
                "enforcement": entry.enforcement.value if entry.enforcement else None,
                "severity": entry.severity.value if entry.severity else None,
            }
            for rule, entry in override.rules.items()
        },
        "origin": override.origin,
    }


def _waiver(waiver: Waiver, today: date) -> dict[str, Any]:
    return {
        "rule": waiver.rule,
        "match": _match(waiver.match),
        "portable": waiver.match.portable,
        "owner": waiver.owner,
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "granted": waiver.granted.isoformat(),
        "expires": waiver.expires.isoformat(),
        "in_force": waiver.in_force(today),
        "reaches_floor": waiver.reaches_floor,
        "origin": waiver.origin,
    }


def _text(policy: Policy, today: date, ink: Palette) -> Iterator[str]:
    profiles = "+".join(policy.profiles) or "without a profile"
    floor = " over a floor" if policy.floor is not None else ""
    yield f"{ink.strong}policy{ink.off} {shown(profiles)}{floor} · {policy.digest}"
    gates = ", ".join(f"{verdict.value} at {gate}" for gate, verdict in asdict(policy.undecided).items())
    yield f"Pod Security Standards {_release(policy)} · undecided means {gates}"
    yield ""
    yield f"{ink.strong}rules{ink.off}"
    width = max(map(len, policy.settings), default=0)
    for rule, setting in policy.settings.items():
        colour = {"enforce": ink.deny, "warn": ink.warn}.get(setting.enforcement.value, ink.faint)
        word = f"{colour}{setting.enforcement.value:7}{ink.off}"
        origin = f"{ink.faint}{shown(setting.origin)}{ink.off}"
        yield f"  {rule:{width}}  {word}  {setting.severity.value:8}  {origin}"
        yield from (f"    {ink.faint}{key} = {shown(value)}{ink.off}" for key, value in _changed(setting))
    yield from _overrides(policy, ink)
    yield from _waivers(policy, today, ink)
    if policy.workloads:
        yield f"\n{ink.strong}further kinds that hold pods{ink.off}"
    for kind in policy.workloads:
        yield f"  {shown(kind.api_version)} {shown(kind.kind)}  pods at {shown(kind.template)}"
    yield from (f"{ink.warn}note:{ink.off} {shown(notice)}" for notice in policy.notices)


def _changed(setting: Setting) -> Iterator[tuple[str, str]]:
    """Yield the parameters that differ from what the rule assumes."""
    usual = setting.rule.parameters()
    for each in fields(setting.rule.parameters):
        value = getattr(setting.parameters, each.name)
        if value != getattr(usual, each.name):
            plain = _plain(value)
            yield each.name, ", ".join(map(str, plain)) if isinstance(plain, list) else str(plain)


def _overrides(policy: Policy, ink: Palette) -> Iterator[str]:
    if policy.overrides:
        yield f"\n{ink.strong}overrides{ink.off} (the later wins)"
    for override in policy.overrides:
        yield f"  {_selected(override.match, ink)}  {ink.faint}{shown(override.origin)}{ink.off}"
        for rule, entry in override.rules.items():
            words = [word.value for word in (entry.enforcement, entry.severity) if word is not None]
            yield f"    {rule}  {', '.join(words)}"


def _waivers(policy: Policy, today: date, ink: Palette) -> Iterator[str]:
    if policy.waivers:
        yield f"\n{ink.strong}waivers{ink.off}"
    for waiver in policy.waivers:
        yield f"  {waiver.rule}  {_left(waiver, today, ink)}  {ink.faint}{shown(waiver.origin)}{ink.off}"
        yield f"    by {shown(waiver.owner)}, {shown(waiver.ticket)}: {shown(waiver.reason)}"
        yield f"    {_selected(waiver.match, ink)}"
        if policy.floor is not None and not waiver.reaches_floor:
            yield f"    {ink.warn}does not cover what the floor enforces{ink.off}"


def _left(waiver: Waiver, today: date, ink: Palette) -> str:
    """Say for how long a waiver still holds."""
    if (why := waiver.idle(today)) is not None:
        return f"{ink.warn}{why}{ink.off}"
    return f"until {waiver.expires.isoformat()}, {counted((waiver.expires - today).days, 'day')} left"


def _selected(match: Match, ink: Palette) -> str:
    """Write a selector; one by kind or path is marked, since not every gate sees these."""
    stated = _match(match)
    parts = [
        f"{key} " + ", ".join(f"{k}={v}" for k, v in value.items())
        if isinstance(value, dict)
        else f"{key} {', '.join(value)}"
        for key, value in stated.items()
    ]
    text = shown("; ".join(parts)) or "everything"
    if match.portable:
        return text
    return f"{text}  {ink.warn}(binds only where a gate sees kind and path){ink.off}"
