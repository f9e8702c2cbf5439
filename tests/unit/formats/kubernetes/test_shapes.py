from __future__ import annotations

import pytest

from holdfast.formats.kubernetes import Standing, read
from holdfast.formats.yaml_tree import documents
from holdfast.model.tree import locate
from holdfast.model.workload import ContainerKind, Workload


def workloads(text: str) -> tuple[Workload, ...]:
    (tree,) = documents(text.encode(), path="-")
    (found,) = read(tree)
    for workload in found.workloads:
        for use in workload.pod.images:
            assert locate(tree, workload.template + use.pointer).line > 1
    return found.workloads


def test_a_tekton_task_is_one_pod_of_steps() -> None:
    (workload,) = workloads("""
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: build}
spec:
  stepTemplate: {image: template, securityContext: {runAsNonRoot: true}}
  steps:
  - {name: a, image: one, securityContext: {privileged: true}}
  - {name: b, image: two}
  sidecars:
  - {name: c, image: side}
  volumes:
  - {name: v, hostPath: {path: /var/run/docker.sock}}
""")
    assert [(c.kind, c.pointer, c.image.text) for c in workload.pod.containers] == [
        (ContainerKind.REGULAR, "/spec/steps/0", "one"),
        (ContainerKind.REGULAR, "/spec/steps/1", "two"),
        (ContainerKind.REGULAR, "/spec/stepTemplate", "template"),
        (ContainerKind.SIDECAR, "/spec/sidecars/0", "side"),
    ]
    assert workload.template == ""
    assert workload.pod.containers[0].security.privileged is True
    assert [v.host_path for v in workload.pod.volumes] == ["/var/run/docker.sock"]


def test_a_tekton_pipeline_is_a_pod_for_each_task_written_in_it() -> None:
    found = workloads("""
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: p}
spec:
  tasks:
  - {name: a, taskRef: {name: elsewhere}}
  - {name: b, taskSpec: {steps: [{image: one}]}}
  finally:
  - {name: c, taskSpec: {steps: [{image: two}]}}
""")
    assert [w.pod.images[0].pointer for w in found] == [
        "/spec/tasks/1/taskSpec/steps/0/image",
        "/spec/finally/0/taskSpec/steps/0/image",
    ]


TEMPLATES = """{
  securityContext: {runAsNonRoot: true}, volumes: [{name: v, emptyDir: {}}], templates: [
  {name: steps, steps: []},
  {name: a, container: {image: one}, sidecars: [{name: s, image: side}], initContainers: [{name: i, image: init}]},
  {name: b, script: {image: two, source: x}, securityContext: {runAsNonRoot: false}},
  {name: c, containerSet: {containers: [{name: x, image: three}]}}
]}"""


@pytest.mark.parametrize(
    ("kind", "spec"),
    [("Workflow", "/spec"), ("WorkflowTemplate", "/spec"), ("CronWorkflow", "/spec/workflowSpec")],
)
def test_an_argo_workflow_is_a_pod_for_each_template(kind: str, spec: str) -> None:
    body = TEMPLATES if spec == "/spec" else f"{{workflowSpec: {TEMPLATES}}}"
    found = workloads(
        f"apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: w}}\nspec: {body}\n"
    )
    assert [[use.pointer for use in w.pod.images] for w in found] == [
        [
            f"{spec}/templates/1/container/image",
            f"{spec}/templates/1/initContainers/0/image",
            f"{spec}/templates/1/sidecars/0/image",
        ],
        [f"{spec}/templates/2/script/image"],
        [f"{spec}/templates/3/containerSet/containers/0/image"],
    ]
    assert [w.pod.security.run_as_non_root for w in found] == [True, False, True]
    assert [v.name for v in found[0].pod.volumes] == ["v"]


def test_the_digest_follows_what_the_steps_are() -> None:
    text = "{apiVersion: tekton.dev/v1, kind: Task, \nspec: {steps: [{image: one, imagePullPolicy: %s}]}}"
    (unset,), (same,), (other,) = (workloads(text % policy) for policy in ("null", "Always", "Never"))
    assert unset.digest == same.digest != other.digest


def test_a_step_of_the_wrong_type_is_a_problem() -> None:
    text = "{apiVersion: tekton.dev/v1, kind: Task, spec: {steps: [{image: one, securityContext: {runAsUser: root}}]}}"
    (tree,) = documents(text.encode(), path="-")
    ((workload,),) = (found.workloads for found in read(tree))
    assert [problem.pointer for problem in workload.problems] == ["/spec/steps/0/securityContext/runAsUser"]


def test_a_custom_resource_that_writes_no_container_here_is_without_pods() -> None:
    (tree,) = documents(
        b"{apiVersion: tekton.dev/v1, kind: PipelineRun, spec: {pipelineRef: {name: x}}}", path="-"
    )
    (found,) = read(tree)
    assert found.standing is Standing.WITHOUT_PODS
