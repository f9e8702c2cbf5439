"""A pull request that brings a policy of its own, with everything in it that could weaken the organisation's."""

from __future__ import annotations

from holdfast.model.verdict import Verdict
from holdfast.model.waiver import WaiverRequest
from policies import HOST, NOW, PRIVILEGED, finding, judged, pod, policy

FLOOR = f"rules: {{{PRIVILEGED}: {{enforcement: enforce, severity: high}}}}"
OWN = f"""\
podSecurityVersion: v1.0
rules: {{{PRIVILEGED}: off, {HOST}: audit}}
undecided: {{check: allow, admission: allow}}
waivers:
  maximumDays: 366
  fromSubjects: true
  delegated: true
  entries:
  - {{rule: {PRIVILEGED}, match: {{namespaces: ["**"]}}, owner: o, reason: r, ticket: T,
     granted: 2026-01-01, expires: 2026-12-31}}
"""
OVERRIDE = f"""\
rules: {{{PRIVILEGED}: enforce}}
overrides: [{{match: {{namespaces: ["**"]}}, rules: {{{PRIVILEGED}: {{enforcement: audit, severity: low}}}}}}]
"""


def test_the_floor_holds_against_all_of_it() -> None:
    asked = WaiverRequest(PRIVILEGED, "o", "r", "T", NOW.date(), "pod.yaml")
    for own in (OWN, OVERRIDE):
        by = policy(own, floor=FLOOR)
        weighed = judged(by, (PRIVILEGED, finding()), subject=pod("prod"), requests=(asked,))
        assert weighed.verdict is Verdict.DENY
        assert [found.severity.value for found in weighed.findings] == ["high"]
        assert (by.undecided.check, by.undecided.admission) == (Verdict.UNDECIDED, Verdict.DENY)
        assert by.notices != ()
