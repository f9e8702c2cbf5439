"""K23: image volumes that slip past a gate which looks at containers only."""

from __future__ import annotations

import pytest

from holdfast.formats.kubernetes import read
from holdfast.formats.yaml_tree import documents

SPEC = "{containers: [{name: c, image: trusted}], volumes: [{name: v, image: {reference: 'evil:1'}}]}"


@pytest.mark.parametrize(
    "text",
    [
        f"{{apiVersion: v1, kind: Pod, spec: {SPEC}}}",
        f"{{apiVersion: apps/v1, kind: Deployment, spec: {{template: {{spec: {SPEC}}}}}}}",
        f"{{apiVersion: argoproj.io/v1alpha1, kind: Rollout, spec: {{template: {{spec: {SPEC}}}}}}}",
        (
            "{apiVersion: tekton.dev/v1, kind: Task, spec: {steps: [{image: trusted}],"
            " volumes: [{name: v, image: {reference: 'evil:1'}}]}}"
        ),
    ],
)
def test_the_image_of_a_volume_is_an_image_of_the_pod(text: str) -> None:
    (tree,) = documents(text.encode(), path="-")
    (found,) = read(tree)
    (workload,) = found.workloads
    assert [use.text for use in workload.pod.images] == ["trusted", "evil:1"]
    other = text.replace("evil:1", "evil:2")
    (changed,) = read(next(documents(other.encode(), path="-")))
    assert changed.workloads[0].digest != workload.digest
