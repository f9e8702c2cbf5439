"""The digest of a policy in force: of what decides, not of texts, comments, origins or the order of entries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields

from holdfast.policy import canonical_json
from holdfast.policy.canonical_json import Json
from holdfast.policy.document import Override
from holdfast.policy.layer import Layer, Setting
from holdfast.policy.selector import Match
from holdfast.policy.waiver import RequestTerms, Waiver


def fingerprint(layers: Iterable[Layer], waivers: Iterable[Waiver], requests: RequestTerms | None) -> str:
    """Return `sha256:...` of the policy made of these parts."""
    value: Json = {
        "layers": [_layer(layer) for layer in layers],
        "waivers": sorted((_waiver(waiver) for waiver in waivers), key=canonical_json.encode),
        "requests": None
        if requests is None
        else {"maximumDays": requests.maximum_days, "reachesFloor": requests.reaches_floor},
    }
    return f"sha256:{hashlib.sha256(canonical_json.encode(value)).hexdigest()}"


def _layer(layer: Layer) -> Json:
    major, minor = layer.release
    return {
        "settings": {rule: _setting(setting) for rule, setting in layer.settings.items()},
        "overrides": [_override(override) for override in layer.overrides],
        "release": f"v{major}.{minor}",
        "undecided": {
            "check": layer.undecided.check.value,
            "admission": layer.undecided.admission.value,
        },
        "workloads": [[kind.api_version, kind.kind, kind.template] for kind in layer.workloads],
    }


def _setting(setting: Setting) -> Json:
    names = (field.name for field in fields(setting.rule.parameters))
    return {
        "enforcement": setting.enforcement.value,
        "severity": setting.severity.value,
        "parameters": {name: getattr(setting.parameters, name) for name in names},
    }


def _override(override: Override) -> Json:
    return {
        "match": _match(override.match),
        "rules": {
            rule: [word and word.value for word in (entry.enforcement, entry.severity)]
            for rule, entry in override.rules.items()
        },
    }


def _match(match: Match) -> Json:
    return {
        "namespaces": match.namespaces,
        "labels": dict(match.labels),
        "images": match.images,
        "kinds": match.kinds,
        "paths": match.paths,
    }


def _waiver(waiver: Waiver) -> Json:
    """Return all of a waiver but its reason, which is text for people."""
    return {
        "rule": waiver.rule,
        "match": _match(waiver.match),
        "owner": waiver.owner,
        "ticket": waiver.ticket,
        "granted": waiver.granted.isoformat(),
        "expires": waiver.expires.isoformat(),
        "reachesFloor": waiver.reaches_floor,
    }
