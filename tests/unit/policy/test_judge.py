from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from holdfast.errors import ConfigurationError
from holdfast.formats import yaml_tree
from holdfast.model.finding import Enforcement, Finding, Outcome, Severity
from holdfast.model.namespace import Namespace
from holdfast.model.workload import PodSpec, SecurityContext, Workload
from holdfast.policy import parameters
from holdfast.policy.effective import Policy, runs
from holdfast.policy.evaluate import judge
from holdfast.policy.layer import Setting
from holdfast.policy.reading import Node, Problems
from holdfast.rules.kit import Context, Release, Rule
from policies import HOST, policy

TODAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Allowed:
    names: tuple[str, ...] = ()
    strict: bool = False
    most: int = 3
    prefix: str = "x"
    pairs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Odd:
    ratio: float = 0.5


def check(workload: Workload, context: Context[Allowed]) -> Iterator[Finding]:
    """Report each label that is not allowed, and each that is allowed in an old release only."""
    for label in workload.labels:
        if label not in context.parameters.names:
            yield Finding(Outcome.VIOLATED, f"not in {context.parameters.names}", f"/labels/{label}")
    if context.release < (1, 30):
        yield Finding(Outcome.UNDECIDED, "old", "")
        yield Finding(Outcome.UNDECIDED, "old", "")


RULE = Rule(
    id="toy/labels-allowed",
    title="A label is not allowed",
    why="",
    fix="",
    since="0.1.0",
    judges=(Workload,),
    check=check,
    good=(),
    bad=(),
    parameters=Allowed,
)
EMPTY = PodSpec(SecurityContext(), (), ())


def workload(*labels: str) -> Workload:
    return Workload("v1", "Pod", "web", "default", dict.fromkeys(labels, ""), {}, EMPTY, "", "sha256:0")


def layered(*says: tuple[tuple[str, ...], Release]) -> Policy:
    """Return a policy whose layers select only the toy rule, each with the names and the release it says."""
    like = policy(f"rules: {{{HOST}: warn}}")
    layers = tuple(
        replace(
            like.layers[0],
            settings={RULE.id: Setting(RULE, Enforcement.WARN, Severity.LOW, Allowed(names), "p.yaml:1")},
            release=release,
        )
        for names, release in says
    )
    return replace(like, layers=layers, settings=layers[0].settings, runs=runs(layers))


def found(by: Policy, *labels: str) -> list[tuple[str, str]]:
    return [(finding.message, str(finding.at)) for _, finding in judge(by, workload(*labels), today=TODAY)]


NEW, OLD = (1, 31), (1, 20)


def test_one_layer_judges_by_its_own_parameters() -> None:
    assert found(layered((("a", "b"), NEW)), "a", "c") == [("not in ('a', 'b')", "/labels/c")]


def test_what_either_of_two_layers_finds_counts_so_lists_intersect() -> None:
    by = layered((("a", "b"), NEW), (("b", "c"), NEW))
    assert found(by, "a", "b", "c") == [
        ("not in ('a', 'b')", "/labels/c"),
        ("not in ('b', 'c')", "/labels/a"),
    ]


def test_what_both_find_at_one_place_is_one_finding_in_the_documents_words() -> None:
    by = layered((("a",), NEW), (("b",), NEW))
    assert found(by, "z") == [("not in ('a',)", "/labels/z")]


def test_layers_that_say_the_same_judge_once() -> None:
    by = layered((("a",), OLD), (("a",), OLD))
    assert found(by) == [("old", ""), ("old", "")]


def test_each_layer_judges_by_its_own_release_and_repetition_within_one_stays() -> None:
    assert found(layered((("a",), NEW), (("a",), OLD))) == [("old", ""), ("old", "")]
    assert found(layered((("a",), OLD), (("a", "b"), OLD))) == [("old", ""), ("old", "")]


def test_a_rule_judges_only_what_it_is_made_for() -> None:
    namespace = Namespace("prod", True, {}, (), (), "ns.yaml", 1)  # noqa: FBT003 - a field
    by = layered((("a",), OLD))
    assert list(judge(by, namespace, today=TODAY)) == []
    assert (by.judges(Workload), by.judges(Namespace)) == (True, False)


def test_a_rule_of_the_floor_alone_judges_by_the_floor() -> None:
    by = layered((("a",), NEW), (("b",), NEW))
    upper = replace(by.layers[0], settings={})
    floored = replace(by, runs=runs((upper, by.layers[1])))
    assert found(floored, "a") == [("not in ('b',)", "/labels/a")]


class TestParameters:
    @staticmethod
    def read(text: str) -> dict[str, parameters.Parameter]:
        (tree,) = yaml_tree.documents(text.encode(), path="p.yaml")
        problems = Problems(tree, "p.yaml")
        stated = parameters.read(RULE, Node(tree, "", problems))
        problems.refuse()
        return stated

    def test_every_kind_is_read(self) -> None:
        body = "{names: [a, b], strict: true, most: 5, prefix: z, pairs: {k: v}}"
        assert self.read(body) == {
            "names": ("a", "b"),
            "strict": True,
            "most": 5,
            "prefix": "z",
            "pairs": {"k": "v"},
        }

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (
                "{name: [a]}",
                '1:2: unknown parameter "name" of rule toy/labels-allowed: did you mean "names"?',
            ),
            ("{names: a}", "1:2: names must be a list, not a text"),
            ("{names: [1]}", "1:10: item 1 of names must be a text, not a number"),
            ("{strict: 'true'}", "1:2: strict must be true or false, not a text"),
            ("{most: true}", "1:2: most must be a whole number from 0 to 9007199254740991"),
            ("{most: -1}", "1:2: most must be a whole number from 0 to 9007199254740991"),
            ("{most: 9007199254740992}", "1:2: most must be a whole number from 0 to 9007199254740991"),
            ("{prefix: 1}", "1:2: prefix must be a text, not a number"),
            ("[]", "1:1: the policy must be a mapping, not a list"),
        ],
    )
    def test_a_wrong_one_is_refused_at_its_place(self, text: str, problem: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            self.read(text)
        assert caught.value.problems == (f"p.yaml:{problem}",)

    def test_a_kind_that_no_policy_can_write_is_a_defect_of_the_rule(self) -> None:
        (tree,) = yaml_tree.documents(b"{ratio: 1}", path="p.yaml")
        with pytest.raises(TypeError, match="no policy can write"):
            parameters.read(replace(RULE, parameters=Odd), Node(tree, "", Problems(tree, "p.yaml")))
