"""Containers that may fill the disk of their node."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import ContainerKind, Workload
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.named_images import is_read_by_peers

_ALIASES = ("container-ephemeral-storage-request-and-limit", "K8sContainerEphemeralStorageLimit")
_NAME = "ephemeral-storage"


@rule(
    title="Container has no limit of ephemeral storage",
    why="Logs, `emptyDir` volumes and what a container writes over its image all lie on the disk of the node. One "
    "container that writes without end fills it, and then Kubernetes evicts pods that did nothing wrong.",
    fix="Set `resources.limits.ephemeral-storage` on the container, from what it was seen to use.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage",
        "cwe:770",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "web:1.4", resources: {limits: {ephemeral-storage: 1Gi}}}
  ephemeralContainers:
  - {name: debugger, image: "debugger:1"}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    resources:
      limits: {memory: 256Mi}  # violated
""",
    ),
)
def ephemeral_storage_limit_required(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each container without the limit; an ephemeral one cannot have any."""
    codes = _ALIASES if is_read_by_peers(workload) else ()
    for container in workload.pod.containers:
        if _NAME not in container.resources.limits and container.kind is not ContainerKind.EPHEMERAL:
            message = f"container {container.name!r} has no limit of ephemeral storage"
            at = f"{container.pointer}/resources/limits"
            yield Finding(Outcome.VIOLATED, message, at, container.name, codes)
