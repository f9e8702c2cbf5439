from __future__ import annotations

from datetime import date

from holdfast.model.finding import Outcome
from holdfast.model.verdict import Assessment, Inputs, Scope, Subject, SubjectKind, Verdict
from holdfast.policy.counterfactual import blocking
from holdfast.policy.evaluate import Weighed
from policies import HOST, NOW, PRIVILEGED, finding, judged, policy

BODY = f"""\
rules: {{{PRIVILEGED}: enforce, {HOST}: warn}}
waivers:
  entries:
  - {{rule: {PRIVILEGED}, match: {{labels: {{a: b}}}}, owner: o, reason: r, ticket: T,
     granted: {date(2026, 1, 1)}, expires: {date(2026, 2, 1)}}}
"""


def assessed(weighed: Weighed) -> Assessment:
    subject = Subject(SubjectKind.WORKLOAD, "v1 Pod default/web", "pod.yaml", "sha256:aa", "default")
    inputs = Inputs("sha256:bb", "", NOW)
    return Assessment(subject, Scope.DOCUMENTS, inputs, weighed.verdict, weighed.findings, weighed.missing)


def test_what_blocks_is_what_is_enforced_and_not_waived_violations_first() -> None:
    doubt, fault = finding(Outcome.UNDECIDED, "a", "/spec/a"), finding(Outcome.VIOLATED, "b", "/spec/b")
    weighed = judged(
        policy(BODY),
        (PRIVILEGED, doubt),
        (PRIVILEGED, fault),
        (HOST, fault),
        (PRIVILEGED, finding(Outcome.SATISFIED)),
    )
    found = blocking(assessed(weighed))
    assert [(f.rule, f.container) for f in found] == [(PRIVILEGED, "b"), (PRIVILEGED, "a")]


def test_without_what_blocks_the_verdict_is_allow() -> None:
    fault = finding(Outcome.VIOLATED)
    assert blocking(assessed(judged(policy(BODY), (PRIVILEGED, fault)))) != ()
    rest = judged(policy(BODY), (HOST, fault))
    assert (blocking(assessed(rest)), rest.verdict) == ((), Verdict.ALLOW)
