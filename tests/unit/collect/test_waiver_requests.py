from __future__ import annotations

from datetime import date

import pytest

from holdfast.collect.waiver_requests import LONGEST, MOST, collect
from holdfast.model.dockerfile import Comment, Dockerfile
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.model.waiver import WaiverRequest
from holdfast.model.workload import PodSpec, SecurityContext, Workload

SAID = 'minimal/x owner=team-a ticket=OPS-1 expires=2026-03-01 reason="the base needs it"'


def dockerfile(*comments: str) -> Dockerfile:
    placed = tuple(Comment(text, Position(line)) for line, text in enumerate(comments, 1))
    return Dockerfile((), (), (), placed, (), "sha256:0")


def workload(annotation: str) -> Workload:
    spec = PodSpec(SecurityContext(), (), ())
    return Workload(
        "v1", "Pod", "web", "default", {}, {"holdfast.dev/waive": annotation}, spec, "", "sha256:0"
    )


def test_a_comment_of_a_dockerfile_asks_for_a_waiver() -> None:
    found = collect(dockerfile("the base image", f"holdfast:waive {SAID}"), "Dockerfile")
    asked = WaiverRequest(
        "minimal/x", "team-a", "the base needs it", "OPS-1", date(2026, 3, 1), "Dockerfile:2"
    )
    assert found == ((asked,), ())


def test_an_annotation_asks_for_one_waiver_per_line() -> None:
    found = collect(workload(f"{SAID}\n\n{SAID.replace('/x', '/y')}\n"), "pod.yaml")
    assert [(asked.rule, asked.origin) for asked in found.found] == [
        ("minimal/x", "pod.yaml"),
        ("minimal/y", "pod.yaml"),
    ]


@pytest.mark.parametrize(
    "subject",
    [
        Namespace("prod", True, {}, (), (), "ns.yaml", 1),  # noqa: FBT003 - a field
        dockerfile("nothing", "holdfast:waiver x", "see holdfast:waive x"),
        Workload(
            "v1", "Pod", "a", "b", {}, {}, PodSpec(SecurityContext(), (), ()), template="", digest="sha256:0"
        ),
    ],
)
def test_what_asks_for_nothing_gets_nothing(subject: object) -> None:
    assert collect(subject, "x") == ((), ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it names no rule"),
        ("minimal/x", "it lacks owner, ticket, expires, reason"),
        (SAID.replace("ticket=OPS-1", "ticket="), "it lacks ticket"),
        (SAID.replace("owner=team-a", "owner=' '"), "it lacks owner"),
        (SAID.replace("2026-03-01", "2026-02-30"), "expires must be a day such as 2026-03-01"),
        (SAID.replace("2026-03-01", "20260301"), "expires must be a day such as 2026-03-01"),
        (SAID.replace("owner", "owners"), "unknown word 'owners'"),
        (SAID + " everywhere", "unknown word 'everywhere'"),
        (SAID + " owner=b", "'owner' is stated twice"),
        (SAID[:-1], "no closing quotation"),
        (SAID + "x" * LONGEST, f"it is longer than {LONGEST} characters"),
    ],
)
def test_what_cannot_be_understood_waives_nothing_and_is_named(text: str, why: str) -> None:
    found = collect(dockerfile(f"holdfast:waive {text}"), "Dockerfile")
    assert found == ((), (f"Dockerfile:1: this waives nothing: {why}",))


def test_the_number_of_requests_has_a_bound() -> None:
    found = collect(workload("\n".join([SAID] * (MOST + 5))), "pod.yaml")
    assert len(found.found) == MOST
    assert found.problems == (f"pod.yaml: a subject carries at most {MOST} waivers; the rest is not read",)
