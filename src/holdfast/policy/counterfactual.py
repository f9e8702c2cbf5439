"""What would have to change for another verdict."""

from __future__ import annotations

from holdfast.model.finding import Outcome, WeighedFinding
from holdfast.model.verdict import Assessment
from holdfast.policy.evaluate import counts


def blocking(assessment: Assessment) -> tuple[WeighedFinding, ...]:
    """Return the findings that would have to go for the verdict to be `allow`, violations first.

    None more: warnings, audits and waived findings stay. What is missing may block besides them.
    """
    against = (finding for finding in assessment.findings if counts(finding))
    return tuple(sorted(against, key=lambda finding: finding.outcome is not Outcome.VIOLATED))
