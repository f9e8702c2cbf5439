"""Containers without a limit of processor time or memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import ContainerKind, Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, rule
from holdfast.rules.readings.named_images import is_read_by_peers


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which limits are required."""

    cpu: bool = True
    """Whether processor time is."""
    memory: bool = True
    """Whether memory is."""


_PEERS = {
    "cpu": ("CKV_K8S_11", "cpuLimitsMissing"),
    "memory": ("CKV_K8S_13", "memoryLimitsMissing", "unset-memory-requirements"),
}
_INIT_PEERS = {"cpu": ("CKV_K8S_11",), "memory": ("CKV_K8S_13", "unset-memory-requirements")}


@rule(
    title="Container has no resource limits",
    why="A container without limits can take all of its node: a leak, a loop or a miner in one pod starves every "
    "other pod beside it.",
    fix="Set `resources.limits.cpu` and `resources.limits.memory` on the container, or on the pod, from what it was "
    "seen to use.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Set `deploy.resources.limits.cpus` and `.memory` from what it was seen to use.",
    aliases=(*_PEERS["cpu"], *_PEERS["memory"], "container-resources", "KSV011", "KSV018"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
        "nsa-cisa:resource-policies",
        "cwe:770",
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
    resources: {limits: {cpu: 500m, memory: 256Mi}}
  ephemeralContainers:
  - {name: debugger, image: "debugger:1"}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  resources: {limits: {cpu: "2", memory: 1Gi}}
  containers:
  - {name: web, image: "web:1.4"}
""",
        Example(
            """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "web:1.4", resources: {limits: {memory: 1Gi}}}]
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
      limits: {memory: 256Mi}  # violated
""",
    ),
)
def resource_limits_required(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each container that lacks a limit which its pod does not set either."""
    wanted = [name for name in ("cpu", "memory") if getattr(context.parameters, name)]
    shared = workload.pod.resources.limits if workload.pod.resources is not None else {}
    read_by_peers = is_read_by_peers(workload)
    for container in workload.pod.containers:
        own = container.resources.limits
        lacking = [name for name in wanted if name not in own and name not in shared]
        if lacking and container.kind is not ContainerKind.EPHEMERAL:
            message = f"container {container.name!r} has no limit of {' and '.join(lacking)}"
            peers = _PEERS if container.kind is ContainerKind.REGULAR else _INIT_PEERS
            codes = (*(code for name in lacking for code in peers[name]), "container-resources")
            at = f"{container.pointer}/resources/limits"
            yield Finding(Outcome.VIOLATED, message, at, container.name, codes if read_by_peers else ())
