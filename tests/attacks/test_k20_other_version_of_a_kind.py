"""K20 (`matchPolicy: Exact`): a kind under a version, or a kind, that the gate does not know."""

from __future__ import annotations

import pytest

from reviews import admit, answered, evil, review


@pytest.mark.parametrize("version", ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "apps/v9"])
def test_a_deployment_is_judged_under_every_version(version: str) -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": evil()["spec"]}
    subject = {"apiVersion": version, "kind": "Deployment", "metadata": {"name": "web"}}

    assert not answered(admit(review({**subject, "spec": {"template": template}})))


def test_a_kind_that_nobody_knows_is_not_allowed() -> None:
    ended = admit(review({"apiVersion": "x.example/v1", "kind": "Thing", "metadata": {"name": "a"}}))

    assert not answered(ended)
    assert ended.code == 3
