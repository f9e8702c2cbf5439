"""The part of the rule that asks the image, which no example can show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from holdfast.formats import json_tree, kubernetes
from holdfast.model.digest import Digest
from holdfast.model.evidence import Missing
from holdfast.model.finding import Outcome
from holdfast.model.image import Image, Platform
from holdfast.model.workload import Workload
from holdfast.rules.hardened.root_user_forbidden import Parameters, root_user_forbidden
from holdfast.rules.kit import Context
from pods import Pod

DIGEST = Digest.of(b"")
PLACE = "/spec/containers/0/image"


def image(user: str, system: str = "linux") -> Image:
    return Image(
        digest=DIGEST,
        index_digest=None,
        config_digest=DIGEST,
        platform=Platform(system, "amd64"),
        user=user,
        environment=(),
        labels={},
        entrypoint=(),
        command=(),
        working_directory="",
        exposed_ports=(),
        volumes=(),
        layers=(),
        diff_ids=(),
        history=(),
        created=None,
        annotations={},
    )


def pod(security: Pod | None = None, **spec: object) -> Workload:
    container = {"name": "web", "image": "web:1", "securityContext": security or {}}
    document = {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [container], **spec}}
    (found,) = kubernetes.read(json_tree.parse(json.dumps(document).encode(), path="pod"))
    (workload,) = found.workloads
    return workload


def outcomes(
    workload: Workload, images: Mapping[str, Image | Missing] | None, *, image_user: bool = True
) -> list[tuple[Outcome, str]]:
    context = Context(Parameters(image_user=image_user), date(2026, 1, 1), images=images)
    return [(finding.outcome, str(finding.at)) for finding in root_user_forbidden.check(workload, context)]


@pytest.mark.parametrize("user", ["", "0", "root", "0:0", "root:x", "00", ":1000", "0:app"])
def test_an_image_whose_user_is_root_makes_the_container_root(user: str) -> None:
    assert outcomes(pod(), {"web:1": image(user)}) == [(Outcome.VIOLATED, PLACE)]


@pytest.mark.parametrize("user", ["1000", "1000:0", "app", "rooted", "10"])
def test_an_image_with_another_user_is_not_root(user: str) -> None:
    assert outcomes(pod(), {"web:1": image(user)}) == []


@pytest.mark.parametrize(
    "images", [{"web:1": Missing("image", "no layout holds it")}, {}, {"other:1": image("1000")}]
)
def test_without_evidence_of_the_image_nobody_can_tell(images: Mapping[str, Image | Missing]) -> None:
    assert outcomes(pod(), images) == [(Outcome.UNDECIDED, PLACE)]


def test_images_count_neither_in_scope_documents_nor_where_the_policy_leaves_them_out() -> None:
    assert outcomes(pod(), None) == []
    assert outcomes(pod(), {"web:1": image("root")}, image_user=False) == []


@pytest.mark.parametrize("security", [{"runAsNonRoot": True}, {"runAsUser": 1000}])
def test_what_the_pod_says_goes_before_the_image(security: Pod) -> None:
    images = {"web:1": image("root")}
    assert outcomes(pod(security), images) == []
    assert outcomes(pod(securityContext=security), images) == []


def test_a_container_that_permits_root_again_is_judged_by_its_image() -> None:
    workload = pod({"runAsNonRoot": False}, securityContext={"runAsNonRoot": True})
    assert outcomes(workload, {"web:1": image("root")}) == [(Outcome.VIOLATED, PLACE)]


def test_a_stated_root_is_reported_once_and_not_at_the_image() -> None:
    assert outcomes(pod({"runAsUser": 0}), {"web:1": image("root")}) == [
        (Outcome.VIOLATED, "/spec/containers/0/securityContext/runAsUser")
    ]


def test_root_in_a_user_namespace_or_on_windows_is_not_root_of_the_node() -> None:
    assert outcomes(pod(hostUsers=False), {"web:1": image("root")}) == []
    assert outcomes(pod(os={"name": "windows"}), {"web:1": image("")}) == []
    assert outcomes(pod(), {"web:1": image("", "windows")}) == []
