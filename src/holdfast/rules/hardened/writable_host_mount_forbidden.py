"""Directories of the node that a container may write to."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("writable-host-mount", "C-0045")


@rule(
    title="Container may write to a directory of its node",
    why="What a container can write on its node it can make the node run: a job of cron, a static pod, a key of "
    "another user. Where a hostPath volume cannot be avoided, reading is nearly always enough.",
    fix="Set `readOnly: true` on the mount, or use a volume that belongs to the pod.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("nsa-cisa:host-path", "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: logs, hostPath: {path: /var/log}}, {name: scratch, emptyDir: {}}]
  containers:
  - name: web
    image: web:1.4
    volumeMounts:
    - {name: logs, mountPath: /logs, readOnly: true}
    - {name: scratch, mountPath: /tmp}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: logs, hostPath: {path: /var/log}}]
  containers:
  - name: web
    image: web:1.4
    volumeMounts:
    - {name: logs, mountPath: /logs}  # violated
""",
    ),
)
def writable_host_mount_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each mount of a hostPath volume that does not say `readOnly: true`."""
    paths = {v.name: v.host_path for v in workload.pod.volumes if "hostPath" in v.kinds}
    if not paths:
        return
    for container in workload.pod.containers:
        for mount in container.mounts:
            if mount.name in paths and not mount.read_only:
                message = f"container {container.name!r} may write to {paths[mount.name]!r} of its node"
                yield Finding(Outcome.VIOLATED, message, mount.pointer, container.name, _ALIASES)
