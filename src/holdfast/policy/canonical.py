"""The form of a verdict in which two gates agree to the byte (RFC 8785).

Inside: the subject by kind, namespace and digest, the inputs by digest, the day, and of each finding what does not depend on
where and how the subject was written down. Outside: path, line, column, texts, names, owners. Findings that agree
in all of this are one: how often a Dockerfile repeats a fault that has no pointer changes its digest, not its verdict.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from holdfast.model.finding import Outcome, WeighedFinding
from holdfast.model.verdict import Assessment
from holdfast.policy import canonical_json
from holdfast.policy.canonical_json import Json
from holdfast.policy.evaluate import day

SCHEMA = "holdfast.verdict/v1"


def canonical(assessment: Assessment) -> bytes:
    """Return the canonical verdict of `assessment`."""
    subject, inputs = assessment.subject, assessment.inputs
    return canonical_json.encode(
        {
            "schema": SCHEMA,
            "subject": {
                "kind": subject.kind.value,
                "namespace": subject.namespace,
                "digest": subject.digest,
            },
            "verdict": assessment.verdict.value,
            "scope": assessment.scope.value,
            "inputs": {
                "policy": inputs.policy,
                "advisories": inputs.advisories,
                "trust_root": inputs.trust_root,
                "now": day(inputs.now).isoformat(),
            },
            "findings": _set(_finding(finding) for finding in assessment.findings if _told(finding)),
            "missing": sorted({missing.evidence for missing in assessment.missing}),
        }
    )


def canonical_digest(assessment: Assessment) -> str:
    """Return `sha256:...` of the canonical verdict."""
    return f"sha256:{hashlib.sha256(canonical(assessment)).hexdigest()}"


def _told(finding: WeighedFinding) -> bool:
    """Tell whether a finding says something: that a rule is satisfied is shown on request, and is no reason."""
    return finding.outcome in (Outcome.VIOLATED, Outcome.UNDECIDED)


def _finding(finding: WeighedFinding) -> Json:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "enforcement": finding.enforcement.value,
        "severity": finding.severity.value,
        "container": finding.container,
        "pointer": finding.pointer,
        "waived": finding.waiver is not None,
    }


def _set(values: Iterable[Json]) -> list[Json]:
    """Return `values` without repetition, in the order of their canonical bytes."""
    by_form = {canonical_json.encode(value): value for value in values}
    return [by_form[form] for form in sorted(by_form)]
