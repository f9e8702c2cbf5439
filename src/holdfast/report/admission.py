"""The answer that an API server gets: the verdict, its reasons, and the digest by which it can be found again."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast.formats import admission_review
from holdfast.model.finding import Enforcement, Outcome, WeighedFinding
from holdfast.model.verdict import Assessment, Verdict
from holdfast.policy.canonical import canonical_digest
from holdfast.policy.counterfactual import blocking

_REASONS_LIMIT = 20
"""Reasons that a refusal names; the rest is counted."""


def render(uid: str, assessments: Sequence[Assessment], *, allowed: bool) -> bytes:
    """Return the response to review `uid`, whose subjects were assessed (none: it brings nothing that can run).

    The audit annotation `verdict` is the digest of the canonical verdict, which every other gate reports as
    `canonical`; for further subjects (images) it is numbered.
    """
    return admission_review.answer(
        uid,
        allowed=allowed,
        message=_message(assessments),
        warnings=tuple(_warnings(assessments)),
        annotations=_annotations(assessments),
    )


def _annotations(assessments: Sequence[Assessment]) -> dict[str, str]:
    annotations: dict[str, str] = {}
    for number, assessment in enumerate(assessments):
        annotations["verdict" if number == 0 else f"verdict-{number}"] = canonical_digest(assessment)
        annotations["policy"] = assessment.inputs.policy
    return annotations


def _message(assessments: Sequence[Assessment]) -> str:
    """Say in one paragraph what stands against the subjects, and where."""
    reasons = [
        f"{finding.rule}: {finding.message} ({finding.pointer or finding.location.path})"
        for assessment in assessments
        for finding in blocking(assessment)
    ]
    reasons += [
        f"undecided: {missing.reason}"
        for assessment in assessments
        if assessment.verdict is Verdict.UNDECIDED
        for missing in assessment.missing
    ]
    shown, rest = reasons[:_REASONS_LIMIT], len(reasons) - _REASONS_LIMIT
    return "holdfast: " + "; ".join((*shown, f"and {rest} more") if rest > 0 else shown)


def _warnings(assessments: Sequence[Assessment]) -> list[str]:
    return [
        f"{finding.rule}: {finding.message}"
        for assessment in assessments
        for finding in assessment.findings
        if _warns(finding)
    ]


def _warns(finding: WeighedFinding) -> bool:
    return (
        finding.enforcement is Enforcement.WARN
        and finding.waiver is None
        and finding.outcome in (Outcome.VIOLATED, Outcome.UNDECIDED)
    )
