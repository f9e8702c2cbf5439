"""Other tools' annotations ask for a waiver on our terms, or for nothing at all."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.collect.peer_pragmas import collect
from holdfast.collect.waiver_requests import LONGEST, MOST
from holdfast.model.waiver import WaiverRequest

TERMS = "owner=shop ticket=S-1 expires=2026-03-01"
ASKED = WaiverRequest("CKV_K8S_16", "shop", "while we debug", "S-1", date(2026, 3, 1), "web.yaml")


@pytest.mark.parametrize(
    "annotations",
    [
        {"checkov.io/skip1": f"CKV_K8S_16=while we debug {TERMS}"},
        {"checkov.io/skip27": f"CKV_K8S_16={TERMS} while we debug"},
    ],
)
def test_a_pragma_with_owner_ticket_expiry_and_reason_asks_for_a_waiver(annotations: dict[str, str]) -> None:
    assert collect(annotations, {}, "web.yaml") == ((ASKED,), ())


def test_the_check_of_kube_linter_stands_in_the_key() -> None:
    (asked,) = collect({"ignore-check.kube-linter.io/privileged-container": f"why {TERMS}"}, {}, "w").found
    assert (asked.rule, asked.reason) == ("privileged-container", "why")


@pytest.mark.parametrize(
    ("annotations", "said"),
    [
        ({"checkov.io/skip1": "CKV_K8S_20=because"}, "it lacks owner, ticket, expires"),
        ({"checkov.io/skip1": "CKV_K8S_20"}, "it lacks owner, ticket, expires, a reason"),
        ({"checkov.io/skip1": f"CKV_K8S_20={TERMS}"}, "it lacks a reason"),
        ({"checkov.io/skip1": "=because"}, "it names no check"),
        ({"checkov.io/skip1": "CKV_K8S_20=why owner=a ticket=b expires=soon"}, "expires must be a day"),
        ({"checkov.io/skip1": "CKV_K8S_20=" + "x" * (LONGEST + 1)}, f"longer than {LONGEST} characters"),
        ({"ignore-check.kube-linter.io/ssh-port": "because"}, "it lacks owner, ticket, expires"),
        ({"kube-score/ignore": "container-image-tag"}, "it lacks owner, ticket, expires, a reason"),
    ],
)
def test_what_a_pragma_lacks_is_said_and_it_waives_nothing(annotations: dict[str, str], said: str) -> None:
    found, (problem,) = collect(annotations, {}, "web.yaml")
    assert found == ()
    assert problem.startswith("web.yaml: ")
    assert said in problem


def test_a_pragma_on_the_controller_waives_nothing_since_its_pods_do_not_carry_it() -> None:
    found, (problem,) = collect({}, {"checkov.io/skip1": f"CKV_K8S_16=why {TERMS}"}, "web.yaml")
    assert found == ()
    assert "stands on the controller" in problem


def test_each_check_of_kube_score_is_named() -> None:
    _, problems = collect({"kube-score/ignore": "container-image-tag, pod-networkpolicy"}, {}, "web.yaml")
    assert [problem.split(" ")[3] for problem in problems] == ["container-image-tag", "pod-networkpolicy"]


def test_other_annotations_say_nothing() -> None:
    assert collect({"team": "shop", "checkov": "x"}, {"prometheus.io/scrape": "true"}, "w") == ((), ())


def test_a_thousand_pragmas_are_cut_and_line_breaks_cannot_forge_a_line() -> None:
    many = {f"checkov.io/skip{n}": "CKV_K8S_20=a\nb" for n in range(MOST + 50)}
    found, problems = collect(many, {}, "w")
    assert found == ()
    assert len(problems) == MOST
    assert all("\n" not in problem for problem in problems)
