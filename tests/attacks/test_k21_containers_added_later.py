"""K21 (CVE-2023-2727, CVE-2023-2728, CVE-2024-3177): what comes through a sub-resource, or as another kind of container."""

from __future__ import annotations

import pytest

from reviews import DIGEST, admit, answered, evil, pod, review

EVIL = {"name": "evil", "image": "alpine"}


@pytest.mark.parametrize(
    "fields",
    [
        {"initContainers": [EVIL]},
        {"initContainers": [{**EVIL, "restartPolicy": "Always"}]},
        {"ephemeralContainers": [{**EVIL, "targetContainerName": "web"}]},
        {"volumes": [{"name": "v", "image": {"reference": "alpine"}}]},
    ],
    ids=["init", "sidecar", "ephemeral", "volume"],
)
def test_every_kind_of_container_is_judged(fields: dict[str, object]) -> None:
    assert not answered(admit(review(pod(**fields))))


def test_the_debugging_of_a_pod_is_judged() -> None:
    debugged = pod(ephemeralContainers=[EVIL])
    asked = review(debugged, "UPDATE", subResource="ephemeralcontainers", oldObject=pod())

    assert not answered(admit(asked))


def test_a_pod_with_digests_alone_passes() -> None:
    debugged = pod(ephemeralContainers=[{"name": "debug", "image": f"registry.example/debug@{DIGEST}"}])

    assert answered(admit(review(debugged, "UPDATE", subResource="ephemeralcontainers", oldObject=pod())))


@pytest.mark.parametrize("sub_resource", ["status", "scale", "resize", "binding", "ephemeralcontainers"])
def test_no_sub_resource_is_a_way_to_create_a_pod(sub_resource: str) -> None:
    assert not answered(admit(review(evil(), subResource=sub_resource)))


def test_a_status_changes_nothing_that_runs() -> None:
    assert answered(admit(review(evil(), "UPDATE", subResource="status", oldObject=evil())))
