"""K35: a review in another version, without what it needs, or that contradicts itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commands import holdfast
from reviews import admit, answered, evil, pod, refused, review


def changed(*path: str, to: object) -> dict[str, Any]:
    document = review(pod())
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return document


@pytest.mark.parametrize(
    "document",
    [
        changed("apiVersion", to="admission.k8s.io/v1beta1"),
        changed("apiVersion", to="admission.k8s.io/v2"),
        changed("apiVersion", to=1),
        changed("kind", to="Pod"),
        changed("request", to=None),
        changed("request", to=[]),
        changed("request", "uid", to=None),
        changed("request", "uid", to=""),
        changed("request", "uid", to=7),
        changed("request", "operation", to=None),
        changed("request", "operation", to="delete"),
        changed("request", "operation", to="*"),
        changed("request", "subResource", to=["status"]),
        changed("request", "object", to=[]),
        changed("request", "object", to="pod"),
        changed("request", "object", to={}),
        changed("request", "object", "kind", to="ConfigMap"),
        changed("request", "object", "kind", to=None),
    ],
)
def test_what_is_no_review_of_version_1_is_refused(document: dict[str, Any]) -> None:
    refused(admit(document))


def test_a_response_is_no_request() -> None:
    refused(
        admit({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": {"allowed": True}})
    )


def test_what_takes_away_or_enters_brings_nothing_to_judge() -> None:
    options = {"apiVersion": "v1", "kind": "PodExecOptions", "command": ["sh"]}

    assert answered(admit(review(None, "DELETE", oldObject=evil())))
    assert answered(admit(review(options, "CONNECT", subResource="exec")))


def test_only_the_policy_lets_the_undecided_pass(tmp_path: Path) -> None:
    unknown = review({"apiVersion": "x.example/v1", "kind": "Thing", "metadata": {"name": "a"}})
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "schema: holdfast.policy/v1\n"
        "rules: {hardened/privileged-forbidden: enforce}\n"
        "undecided: {admission: allow, check: allow}\n"
    )

    assert not answered(admit(unknown))
    assert answered(admit(unknown, "--policy", str(policy)))
    assert not answered(admit(review(evil()), "--policy", str(policy)))


def test_a_quiet_answer_is_the_exit_code() -> None:
    ended = admit(review(evil()), "--quiet")

    assert (ended.code, ended.out, ended.err) == (1, "", "")


def test_a_review_that_is_no_file_is_one_line() -> None:
    for path in ("absent.json", "/dev/null", "/proc/self/mem", "/"):
        ended = holdfast("admit", path)
        assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
        assert path in ended.err


def test_a_list_of_nothing_is_not_allowed() -> None:
    nothing = {"apiVersion": "v1", "kind": "List", "items": []}

    ended = admit(review(nothing))

    assert ended.code == 3
    assert not answered(ended)
