from __future__ import annotations

import json
from typing import Any

import pytest

from holdfast.formats.json_tree import parse
from holdfast.formats.kubernetes import KubernetesObject, Standing, read
from holdfast.formats.yaml_tree import documents
from holdfast.model.workload import TemplatePath

POD = {"containers": [{"name": "a", "image": "web:1"}]}


def objects(text: str, *templates: TemplatePath) -> tuple[KubernetesObject, ...]:
    (tree,) = documents(text.encode(), path="-")
    return read(tree, templates=templates)


def made(api_version: str, kind: str, pointer: str) -> Any:  # noqa: ANN401 - a document
    """Return an object that holds a pod template at `pointer`, `0` being an item of a list."""
    node: Any = {"spec": POD}
    for step in reversed(pointer.split("/")[1:]):
        node = [node] if step == "0" else {step: node}
    whole = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}, **node}
    return parse(json.dumps(whole).encode(), path="-")


PLACES = [
    ("v1", "Pod", ""),
    ("v1", "PodTemplate", "/template"),
    ("v1", "ReplicationController", "/spec/template"),
    ("apps/v1", "Deployment", "/spec/template"),
    ("apps/v1beta1", "Deployment", "/spec/template"),
    ("apps/v1beta2", "StatefulSet", "/spec/template"),
    ("apps/v1", "DaemonSet", "/spec/template"),
    ("apps/v1", "ReplicaSet", "/spec/template"),
    ("extensions/v1beta1", "Deployment", "/spec/template"),
    ("extensions/v1beta1", "DaemonSet", "/spec/template"),
    ("batch/v1", "Job", "/spec/template"),
    ("batch/v1", "CronJob", "/spec/jobTemplate/spec/template"),
    ("batch/v1beta1", "CronJob", "/spec/jobTemplate/spec/template"),
    ("batch/v2alpha1", "ScheduledJob", "/spec/jobTemplate/spec/template"),
    ("argoproj.io/v1alpha1", "Rollout", "/spec/template"),
    ("serving.knative.dev/v1", "Service", "/spec/template"),
    ("serving.knative.dev/v1", "Configuration", "/spec/template"),
    ("serving.knative.dev/v1", "Revision", ""),
    ("keda.sh/v1alpha1", "ScaledJob", "/spec/jobTargetRef/template"),
    ("apps.kruise.io/v1alpha1", "CloneSet", "/spec/template"),
    ("apps.kruise.io/v1alpha1", "AdvancedCronJob", "/spec/template/jobTemplate/spec/template"),
    ("kubeflow.org/v1", "PyTorchJob", "/spec/pytorchReplicaSpecs/Master/template"),
    ("batch.volcano.sh/v1alpha1", "Job", "/spec/tasks/0/template"),
    ("jobset.x-k8s.io/v1alpha2", "JobSet", "/spec/replicatedJobs/0/template/spec/template"),
    ("ray.io/v1", "RayCluster", "/spec/workerGroupSpecs/0/template"),
    ("apps.openshift.io/v1", "DeploymentConfig", "/spec/template"),
]


@pytest.mark.parametrize(("api_version", "kind", "pointer"), PLACES)
def test_every_kind_that_holds_a_pod_gives_it(api_version: str, kind: str, pointer: str) -> None:
    tree = made(api_version, kind, pointer)
    (found,) = read(tree)
    (workload,) = found.workloads
    assert found.standing is Standing.WORKLOAD
    assert workload.template == pointer
    assert [image.text for image in workload.pod.images] == ["web:1"]
    assert (workload.api_version, workload.kind, workload.name) == (api_version, kind, "x")


@pytest.mark.parametrize(
    ("api_version", "kind", "standing"),
    [
        ("v1", "Service", Standing.WITHOUT_PODS),
        ("v1", "ConfigMap", Standing.WITHOUT_PODS),
        ("v1", "Namespace", Standing.WITHOUT_PODS),
        ("networking.k8s.io/v1", "NetworkPolicy", Standing.WITHOUT_PODS),
        ("extensions/v1beta1", "Ingress", Standing.WITHOUT_PODS),
        ("policy/v1beta1", "PodSecurityPolicy", Standing.WITHOUT_PODS),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", Standing.WITHOUT_PODS),
        ("argoproj.io/v1alpha1", "Rollout", Standing.WITHOUT_PODS),
        ("example.com/v1", "Service", Standing.UNKNOWN),
        ("example.com/v1", "Pod", Standing.UNKNOWN),
        ("v1", "Deployment", Standing.UNKNOWN),
        ("apps/v1", "Pod", Standing.UNKNOWN),
    ],
)
def test_other_kinds_are_told_apart(api_version: str, kind: str, standing: Standing) -> None:
    (found,) = objects(f"{{apiVersion: {api_version}, kind: {kind}, metadata: {{name: a, namespace: b}}}}")
    assert found.standing is standing
    assert (found.name, found.namespace, found.workloads) == ("a", "b", ())


@pytest.mark.parametrize(
    "text",
    [
        "a: b",
        "[1, 2]",
        "text",
        "apiVersion: v1",
        "kind: Pod",
        "{apiVersion: 1, kind: Pod}",
        "{kind: [], apiVersion: v1}",
    ],
)
def test_what_is_no_kubernetes_object_is_foreign(text: str) -> None:
    (found,) = objects(text)
    assert found.standing is Standing.FOREIGN


def test_lists_are_taken_apart() -> None:
    found = objects(
        """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: a}}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: c, image: web}]}}
- just text
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: []}}}}
"""
    )
    assert [(each.kind, each.pointer) for each in found] == [
        ("Service", "/items/0"),
        ("Pod", "/items/1/items/0"),
        ("", "/items/2"),
        ("Deployment", "/items/3"),
    ]
    assert found[1].workloads[0].template == "/items/1/items/0"
    assert found[3].workloads[0].template == "/items/3/spec/template"


def test_the_items_of_a_typed_list_have_its_kind() -> None:
    found = objects(
        """
apiVersion: apps/v1
kind: DeploymentList
items:
- metadata: {name: a}
  spec: {template: {spec: {containers: [{name: c, image: web}]}}}
"""
    )
    assert [(each.api_version, each.kind, len(each.workloads)) for each in found] == [
        ("apps/v1", "Deployment", 1)
    ]


@pytest.mark.parametrize(
    "text", ["{apiVersion: v1, kind: List, items: null}", "{apiVersion: v1, kind: PodList}"]
)
def test_an_empty_list_holds_nothing(text: str) -> None:
    assert objects(text) == ()


def test_a_pod_template_path_of_the_policy_is_followed() -> None:
    text = (
        "{apiVersion: example.com/v2, kind: Farm, spec: {barns: {a: {pod:"
        " {spec: {containers: [{name: c, image: web}]}}}}}}"
    )
    (found,) = objects(text, TemplatePath("example.com", "Farm", "/spec/barns/*/pod"))
    assert [workload.template for workload in found.workloads] == ["/spec/barns/a/pod"]
    assert found.workloads[0].pod.containers[0].name == "c"


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("{apiVersion: apps/v1, kind: Deployment}", ""),
        ("{apiVersion: apps/v1, kind: Deployment, spec: {template: text}}", ""),
        ("{apiVersion: apps/v1, kind: Deployment, spec: {template: {}}}", "/spec"),
        ("{apiVersion: v1, kind: Pod, spec: []}", "/spec"),
        ("{apiVersion: v1, kind: Pod}", "/spec"),
    ],
)
def test_a_workload_without_its_pod_is_a_problem(text: str, pointer: str) -> None:
    ((workload,),) = (found.workloads for found in objects(text))
    assert [problem.pointer for problem in workload.problems] == [pointer]
    assert workload.pod.containers == ()


def test_names_may_be_generated_and_namespaces_are_completed() -> None:
    (tree,) = documents(b"{apiVersion: v1, kind: Pod, metadata: {generateName: web-}, spec: {}}", path="-")
    (found,) = read(tree, namespace="shop")
    assert (found.name, found.namespace) == ("web-", "shop")
    assert found.workloads[0].namespace == "shop"
