"""Containers that reserve no processor time or memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import ContainerKind, PodSpec, Resources, Workload
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.named_images import is_read_by_peers


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which requests are required."""

    cpu: bool = True
    """Whether processor time is."""
    memory: bool = True
    """Whether memory is."""


_PEERS = {
    "cpu": ("CKV_K8S_10", "unset-cpu-requirements", "cpuRequestsMissing"),
    "memory": ("CKV_K8S_12", "memoryRequestsMissing"),
}
_INIT_PEERS = {"cpu": ("CKV_K8S_10", "unset-cpu-requirements"), "memory": ("CKV_K8S_12",)}


@rule(
    title="Container has no resource requests",
    why="Requests are what the scheduler counts with. A pod without them lands on a node that is already full, and is "
    "the first to be evicted there.",
    fix="Set `resources.requests.cpu` and `resources.requests.memory` on the container, or on the pod, from what it was "
    "seen to use.",
    since="0.1.0",
    judges=(Workload,),
    aliases=(*_PEERS["cpu"], *_PEERS["memory"], "container-resources", "KSV015", "KSV016"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
        "nsa-cisa:resource-policies",
    ),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    resources: {requests: {cpu: 500m}, limits: {memory: 256Mi}}
  ephemeralContainers:
  - {name: debugger, image: "debugger:1"}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  resources: {requests: {cpu: "2"}, limits: {memory: 1Gi}}
  containers:
  - {name: web, image: "web:1.4"}
""",
        Example(
            """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "web:1.4", resources: {requests: {memory: 1Gi}}}]
""",
            {"cpu": False},
        ),
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - name: setup  # violated
    image: setup:1.0
  containers:
  - name: web
    image: web:1.4
    resources:
      requests: {memory: 256Mi}  # violated
""",
    ),
)
def resource_requests_required(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each container that lacks a request; a limit alone is its own request, as Kubernetes defaults it."""
    wanted = [name for name in ("cpu", "memory") if getattr(context.parameters, name)]
    shared = _shared(workload.pod)
    read_by_peers = is_read_by_peers(workload)
    for container in workload.pod.containers:
        stated = _stated(container.resources) | shared
        lacking = [name for name in wanted if name not in stated]
        if lacking and container.kind is not ContainerKind.EPHEMERAL:
            message = f"container {container.name!r} requests no {' and no '.join(lacking)}"
            peers = _PEERS if container.kind is ContainerKind.REGULAR else _INIT_PEERS
            codes = (*(code for name in lacking for code in peers[name]), "container-resources")
            at = f"{container.pointer}/resources/requests"
            yield Finding(Outcome.VIOLATED, message, at, container.name, codes if read_by_peers else ())


def _shared(pod: PodSpec) -> frozenset[str]:
    """Return what the pod as a whole requests; a pod that states anything requests what its containers do, too."""
    if pod.resources is None or not (own := _stated(pod.resources)):
        return frozenset()
    return own.union(*(_stated(container.resources) for container in pod.containers))


def _stated(resources: Resources) -> frozenset[str]:
    """Return the names of the resources that are requested, or limited and so requested."""
    return frozenset((*resources.requests, *resources.limits))
