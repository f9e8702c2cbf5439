"""Which kinds of object hold pods, and where: the one table of them.

Groups stand without version, so that every version that ever existed is meant (`extensions/v1beta1` Deployment,
`batch/v1beta1` CronJob). A policy can add to the custom resources (`model.workload.TemplatePath`).
"""

from __future__ import annotations

from typing import NamedTuple

from holdfast.formats.kubernetes.schema.layout import kinds
from holdfast.model.workload import ContainerKind

TEMPLATE = ("/spec/template",)

BUILT_IN: dict[tuple[str, str], tuple[str, ...]] = {
    **{kind: found for kind, found in kinds().items() if found},
    ("extensions", "Job"): TEMPLATE,
    ("batch", "ScheduledJob"): ("/spec/jobTemplate/spec/template",),
    ("batch", "JobTemplate"): ("/template/spec/template",),
}
"""Kubernetes' own kinds, those of releases long gone included: pointers of their pod templates."""

_RAY_CLUSTER = ("/headGroupSpec/template", "/workerGroupSpecs/*/template")

CUSTOM: dict[tuple[str, str], tuple[str, ...]] = {
    ("argoproj.io", "Rollout"): TEMPLATE,
    ("argoproj.io", "AnalysisTemplate"): ("/spec/metrics/*/provider/job/spec/template",),
    ("argoproj.io", "ClusterAnalysisTemplate"): ("/spec/metrics/*/provider/job/spec/template",),
    ("serving.knative.dev", "Service"): (
        "/spec/template",
        "/spec/runLatest/configuration/revisionTemplate",
    ),
    ("serving.knative.dev", "Configuration"): ("/spec/template", "/spec/revisionTemplate"),
    ("serving.knative.dev", "Revision"): ("",),
    ("keda.sh", "ScaledJob"): ("/spec/jobTargetRef/template",),
    ("apps.openshift.io", "DeploymentConfig"): TEMPLATE,
    **{
        ("apps.kruise.io", kind): TEMPLATE
        for kind in ("CloneSet", "StatefulSet", "DaemonSet", "BroadcastJob")
    },
    ("apps.kruise.io", "AdvancedCronJob"): (
        "/spec/template/jobTemplate/spec/template",
        "/spec/template/broadcastJobTemplate/spec/template",
    ),
    ("apps.kruise.io", "UnitedDeployment"): tuple(
        f"/spec/template/{of}Template/spec/template"
        for of in ("statefulSet", "advancedStatefulSet", "cloneSet", "deployment")
    ),
    **{
        ("kubeflow.org", kind): (f"/spec/{field}ReplicaSpecs/*/template",)
        for kind, field in (
            ("TFJob", "tf"),
            ("PyTorchJob", "pytorch"),
            ("MPIJob", "mpi"),
            ("MXJob", "mx"),
            ("XGBoostJob", "xgb"),
            ("PaddleJob", "paddle"),
            ("JAXJob", "jax"),
        )
    },
    ("kubeflow.org", "Notebook"): TEMPLATE,
    ("batch.volcano.sh", "Job"): ("/spec/tasks/*/template",),
    ("jobset.x-k8s.io", "JobSet"): ("/spec/replicatedJobs/*/template/spec/template",),
    ("leaderworkerset.x-k8s.io", "LeaderWorkerSet"): (
        "/spec/leaderWorkerTemplate/leaderTemplate",
        "/spec/leaderWorkerTemplate/workerTemplate",
    ),
    ("ray.io", "RayCluster"): tuple(f"/spec{path}" for path in _RAY_CLUSTER),
    ("ray.io", "RayJob"): (
        *(f"/spec/rayClusterSpec{path}" for path in _RAY_CLUSTER),
        "/spec/submitterPodTemplate",
    ),
    ("ray.io", "RayService"): tuple(f"/spec/rayClusterConfig{path}" for path in _RAY_CLUSTER),
    ("agones.dev", "GameServer"): TEMPLATE,
    ("agones.dev", "Fleet"): ("/spec/template/spec/template",),
    ("agones.dev", "GameServerSet"): ("/spec/template/spec/template",),
    ("actions.github.com", "AutoscalingRunnerSet"): TEMPLATE,
    ("actions.github.com", "EphemeralRunner"): ("",),
}
"""Well-known custom resources that hold ordinary pod templates."""


class Shape(NamedTuple):
    """How a kind that writes containers without a pod specification writes them."""

    pods: tuple[str, ...]
    """Pointers of what becomes a pod, `*` as in `TemplatePath`."""
    containers: tuple[tuple[str, ContainerKind], ...]
    """Pointers below a pod of one container each, `*` for the items of a list."""
    security: str | None = None
    """Pointer within the object of the mapping whose `securityContext` holds where a pod has none."""
    volumes: str | None = None
    """Pointer within the object of the mapping whose `volumes` all pods have."""


_REGULAR, _INIT, _SIDECAR = ContainerKind.REGULAR, ContainerKind.INIT, ContainerKind.SIDECAR
_TASK = (("/steps/*", _REGULAR), ("/stepTemplate", _REGULAR), ("/sidecars/*", _SIDECAR))
_WORKFLOW = (
    ("/container", _REGULAR),
    ("/script", _REGULAR),
    ("/containerSet/containers/*", _REGULAR),
    ("/initContainers/*", _INIT),
    ("/sidecars/*", _SIDECAR),
)


def _workflow(spec: str) -> Shape:
    pods = (f"{spec}/templates/*", f"{spec}/templateDefaults")
    return Shape(pods, _WORKFLOW, security=spec, volumes=spec)


SHAPES: dict[tuple[str, str], Shape] = {
    ("argoproj.io", "Workflow"): _workflow("/spec"),
    ("argoproj.io", "WorkflowTemplate"): _workflow("/spec"),
    ("argoproj.io", "ClusterWorkflowTemplate"): _workflow("/spec"),
    ("argoproj.io", "CronWorkflow"): _workflow("/spec/workflowSpec"),
    ("tekton.dev", "Task"): Shape(("/spec",), _TASK),
    ("tekton.dev", "ClusterTask"): Shape(("/spec",), _TASK),
    ("tekton.dev", "TaskRun"): Shape(("/spec/taskSpec",), _TASK, security="/spec/podTemplate"),
    ("tekton.dev", "Pipeline"): Shape(("/spec/tasks/*/taskSpec", "/spec/finally/*/taskSpec"), _TASK),
    ("tekton.dev", "PipelineRun"): Shape(
        ("/spec/pipelineSpec/tasks/*/taskSpec", "/spec/pipelineSpec/finally/*/taskSpec"),
        _TASK,
        security="/spec/taskRunTemplate/podTemplate",
    ),
    ("tekton.dev", "StepAction"): Shape(("",), (("/spec", _REGULAR),)),
    ("apps.kruise.io", "SidecarSet"): Shape(
        ("/spec",), (("/initContainers/*", _INIT), ("/containers/*", _SIDECAR))
    ),
    ("apps.kruise.io", "ImagePullJob"): Shape(("",), (("/spec", _REGULAR),)),
}
"""Well-known custom resources that write containers in a way of their own."""

_BESIDE = {
    "admissionregistration.k8s.io": "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
    "apiextensions.k8s.io": "CustomResourceDefinition",
    "apiregistration.k8s.io": "APIService",
    "apps": "Scale",
    "autoscaling": "Scale",
    "extensions": "PodSecurityPolicy Scale",
    "kustomize.config.k8s.io": "Component Kustomization",
    "policy": "PodSecurityPolicy",
}

WITHOUT_PODS = frozenset(
    {kind for kind, found in kinds().items() if not found}
    | {(group, kind) for group, found in _BESIDE.items() for kind in found.split()}
)
"""Kubernetes' own kinds that hold no pod, by group."""
