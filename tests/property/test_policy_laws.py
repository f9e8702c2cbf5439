"""Laws of the policy: whatever is written in it, absence never helps, and a floor only ever tightens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Finding, Outcome, Severity
from holdfast.model.verdict import SubjectKind, Verdict
from holdfast.model.waiver import WaiverRequest
from holdfast.policy.document import Override, PolicyDocument, RuleEntry
from holdfast.policy.effective import Policy, compose
from holdfast.policy.evaluate import weigh
from holdfast.policy.selector import Match, SubjectFacts
from holdfast.policy.waiver import Waiver, WaiverTerms
from policies import HOST, NOW, PRIVILEGED, document, judged, locate, no_profile, pod, rule, use

RULES = (PRIVILEGED, HOST)
CAUTION = (Verdict.ALLOW, Verdict.UNDECIDED, Verdict.DENY)
NAMES = st.sampled_from(["a", "b", "*", "a*"])

entries = st.builds(
    RuleEntry,
    origin=st.just("p.yaml:1"),
    enforcement=st.sampled_from(Enforcement),
    severity=st.none() | st.sampled_from(Severity),
)
matches = st.one_of(
    st.builds(Match, namespaces=st.tuples(NAMES)),
    st.builds(Match, labels=st.tuples(st.tuples(st.sampled_from(["app", "tier"]), NAMES))),
    st.builds(Match, images=st.tuples(st.sampled_from(["docker.io/library/a", "docker.io/library/*"]))),
    st.builds(Match, namespaces=st.tuples(NAMES), kinds=st.tuples(st.sampled_from(["Pod", "Job"]))),
)
days = st.integers(-3, 3).map(lambda n: NOW.date() + timedelta(days=n))


@st.composite
def waivers(draw: st.DrawFn) -> Waiver:
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(0, 4)))
    owner = draw(st.sampled_from(["x", "y"]))
    return Waiver(draw(st.sampled_from(RULES)), draw(matches), owner, "r", "T", first, last, "p.yaml:9")


terms = st.builds(
    WaiverTerms,
    maximum_days=st.none() | st.integers(1, 5),
    from_subjects=st.none() | st.booleans(),
    delegated=st.none() | st.booleans(),
)


@st.composite
def documents(draw: st.DrawFn) -> PolicyDocument:
    rules = draw(st.dictionaries(st.sampled_from(RULES), entries, min_size=1))
    overridden = st.dictionaries(st.sampled_from(sorted(rules)), entries, min_size=1)
    overrides = st.builds(Override, matches, overridden, st.just("p.yaml:5"))
    return PolicyDocument(
        source="p.yaml",
        rules=rules,
        overrides=tuple(draw(st.lists(overrides, max_size=2))),
        waivers=tuple(draw(st.lists(waivers(), max_size=3))),
        terms=draw(terms),
    )


findings = st.lists(
    st.tuples(
        st.sampled_from(RULES),
        st.builds(
            Finding,
            outcome=st.sampled_from(Outcome),
            message=st.just("something is so"),
            at=st.sampled_from(["/spec/containers/0", "/spec"]),
            container=st.sampled_from([None, "a", "b"]),
        ),
    ),
    max_size=5,
)
subjects = st.builds(
    pod,
    st.sampled_from(["a", "b", "ab"]),
    labels=st.dictionaries(st.sampled_from(["app", "tier"]), st.sampled_from(["a", "b"])),
    images=st.lists(
        st.builds(use, st.sampled_from(["a", "b"]), st.sampled_from(["a", "b:1", "g.io/a"])), max_size=3
    ).map(tuple),
    kind=st.sampled_from(["Pod", "Job"]),
)
Findings = list[tuple[str, Finding]]


def effective(document: PolicyDocument, floor: PolicyDocument | None = None) -> Policy:
    return compose(document, profile=no_profile, floor=floor)


def caution(by: Policy, subject: SubjectFacts, said: Findings) -> int:
    return CAUTION.index(judged(by, *said, subject=subject).verdict)


@given(documents(), documents(), subjects, findings)
def test_a_floor_never_makes_a_verdict_milder_but_by_its_own_waivers(
    document: PolicyDocument, floor: PolicyDocument, subject: SubjectFacts, said: Findings
) -> None:
    silent = replace(floor, waivers=())
    assert caution(effective(document, silent), subject, said) >= caution(effective(document), subject, said)


@given(documents(), documents(), subjects, findings)
def test_no_document_goes_below_the_floor_that_delegates_nothing(
    document: PolicyDocument, floor: PolicyDocument, subject: SubjectFacts, said: Findings
) -> None:
    shut = replace(floor, terms=WaiverTerms())
    alone = judged(effective(shut), *said, subject=subject)
    both = judged(effective(document, shut), *said, subject=subject)
    assert CAUTION.index(both.verdict) >= CAUTION.index(alone.verdict)


@given(documents(), subjects, findings, st.sampled_from(Enforcement))
def test_tightening_a_rule_of_the_floor_never_turns_deny_into_allow(
    floor: PolicyDocument, subject: SubjectFacts, said: Findings, enforcement: Enforcement
) -> None:
    own = document(f"rules: {{{HOST}: audit}}")
    order = [Enforcement.AUDIT, Enforcement.WARN, Enforcement.ENFORCE]
    tighter = {
        name: replace(entry, enforcement=max(entry.enforcement or enforcement, enforcement, key=order.index))
        for name, entry in floor.rules.items()
    }
    plain, tightened = (replace(floor, overrides=(), rules=rules) for rules in (floor.rules, tighter))
    assert caution(effective(own, tightened), subject, said) >= caution(effective(own, plain), subject, said)


@given(documents(), waivers(), subjects, findings)
def test_adding_a_waiver_widens_no_other(
    document: PolicyDocument, added: Waiver, subject: SubjectFacts, said: Findings
) -> None:
    alone = replace(document, waivers=(added,))
    without = judged(effective(document), *said, subject=subject)
    only = judged(effective(alone), *said, subject=subject)
    together = judged(
        effective(replace(document, waivers=(*document.waivers, added))), *said, subject=subject
    )
    covered = [
        one.waiver is not None or other.waiver is not None
        for one, other in zip(without.findings, only.findings, strict=True)
    ]
    assert [found.waiver is not None for found in together.findings] == covered
    assert without.used <= together.used


@given(documents(), subjects, findings, st.data())
def test_removing_evidence_never_turns_deny_or_undecided_into_allow(
    document: PolicyDocument, subject: SubjectFacts, said: Findings, data: st.DataObject
) -> None:
    by = effective(document)
    kept = [pair for pair in said if data.draw(st.booleans())]
    doubted = [(name, replace(found, outcome=Outcome.UNDECIDED)) for name, found in kept]
    pairs = [(rule(name), found) for name, found in doubted]
    lacking = [Missing("image", "it was taken away")]
    after = weigh(by, subject, pairs, now=NOW, locate=locate, missing=lacking).verdict
    assert after is Verdict.UNDECIDED


@given(documents(), subjects, findings)
def test_doubt_in_place_of_a_violation_never_allows(
    document: PolicyDocument, subject: SubjectFacts, said: Findings
) -> None:
    by = effective(document)
    doubted = [
        (name, replace(found, outcome=Outcome.UNDECIDED) if found.outcome is Outcome.VIOLATED else found)
        for name, found in said
    ]
    if judged(by, *said, subject=subject).verdict is Verdict.DENY:
        assert judged(by, *doubted, subject=subject).verdict is Verdict.UNDECIDED


@given(documents(), subjects, findings)
def test_the_order_of_entries_changes_neither_digest_nor_outcome(
    document: PolicyDocument, subject: SubjectFacts, said: Findings
) -> None:
    turned = replace(
        document, waivers=document.waivers[::-1], rules=dict(reversed(list(document.rules.items())))
    )
    one, other = effective(document), effective(turned)
    assert one.digest == other.digest
    first, second = judged(one, *said, subject=subject), judged(other, *said, subject=subject)
    assert (first.verdict, first.findings) == (second.verdict, second.findings)


@given(
    documents(),
    st.none() | documents(),
    st.builds(replace, subjects, kind=st.sampled_from(SubjectKind)),
    findings,
    st.lists(
        st.builds(WaiverRequest, st.sampled_from(RULES), *[st.just("x")] * 3, st.dates(), st.just("f:1")),
        max_size=2,
    ),
)
def test_weighing_is_total(
    document: PolicyDocument,
    floor: PolicyDocument | None,
    subject: SubjectFacts,
    said: Findings,
    requests: list[WaiverRequest],
) -> None:
    by = effective(document, floor)
    weighed = judged(by, *said, subject=subject, requests=tuple(requests))
    assert weighed.verdict in CAUTION
    assert all(0 <= index < len(by.waivers) for index in weighed.used)
