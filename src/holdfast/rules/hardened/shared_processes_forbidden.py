"""Containers that see each other's processes."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule


@rule(
    title="Containers of the pod share their processes",
    why="With `shareProcessNamespace` each container sees the others' processes, their environment and, through "
    "`/proc/PID/root`, their files: whoever takes over the weakest container of the pod has the secrets of all.",
    fix="Remove `shareProcessNamespace`. To look into a running pod use an ephemeral container with "
    "`kubectl debug --target`, which shares with one container and only while it is needed.",
    since="0.1.0",
    judges=(Workload,),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/",),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  shareProcessNamespace: false
  containers: [{name: web, image: "web:1.4"}, {name: log, image: "log:1.0"}]
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  shareProcessNamespace: true  # violated
  containers: [{name: web, image: "web:1.4"}, {name: log, image: "log:1.0"}]
""",
    ),
)
def shared_processes_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report `shareProcessNamespace: true`."""
    if workload.pod.share_process_namespace:
        yield Finding(
            Outcome.VIOLATED,
            "the containers of the pod see each other's processes and files",
            "/spec/shareProcessNamespace",
        )
