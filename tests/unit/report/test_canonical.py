"""The report that is nothing but canonical verdicts."""

from __future__ import annotations

from assessments import assessment, finding, summary
from holdfast.policy.canonical import canonical
from holdfast.report.canonical import REPORT
from holdfast.report.kit import Options


def test_each_line_is_the_canonical_verdict_of_one_subject() -> None:
    judged = [assessment(finding()), assessment(finding(line=3), name="other")]
    fragments = [REPORT.fragment(each, None, Options()) for each in judged]
    whole = "".join(REPORT.frame(fragments, summary(), Options()))

    assert whole.encode().split(b"\n") == [*(canonical(each) for each in judged), b""]
