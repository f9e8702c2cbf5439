"""A root file system that cannot be written."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule

_ALIASES = (
    "CKV_K8S_22",
    "no-read-only-root-fs",
    "notReadOnlyRootFilesystem",
    "container-security-context-readonlyrootfilesystem",
    "K8sPSPReadOnlyRootFilesystem",
    "require-ro-rootfs",
    "C-0017",
    "KSV014",
)


@rule(
    title="Root file system is writable",
    why="What can be written can be replaced: an intruder installs tools, changes the program and hides the traces, "
    "and what runs is no longer the image that was reviewed, scanned and signed.",
    fix="Set `readOnlyRootFilesystem: true`, and mount an emptyDir where the program must write, such as /tmp.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Set `read_only: true`, and `tmpfs: [/tmp]` where the program must write.",
    aliases=_ALIASES,
    references=(
        "nsa-cisa:immutable-container-file-systems",
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    securityContext: {readOnlyRootFilesystem: true}
    volumeMounts: [{name: scratch, mountPath: /tmp}]
  volumes:
  - {name: scratch, emptyDir: {}}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  os: {name: windows}
  containers:
  - {name: web, image: "web:1.4"}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - name: setup
    image: setup:1.0
    securityContext:
      readOnlyRootFilesystem: false  # violated
  containers:
  - {name: web, image: "web:1.4"}  # violated
""",
    ),
)
def read_only_root_filesystem_required(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each container without `readOnlyRootFilesystem: true`; Windows has no such thing."""
    if workload.pod.os == "windows":
        return
    for container in workload.pod.containers:
        if not container.security.read_only_root_filesystem:
            yield Finding(
                Outcome.VIOLATED,
                f"the root file system of container {container.name!r} is writable",
                f"{container.pointer}/securityContext/readOnlyRootFilesystem",
                container.name,
                _ALIASES,
            )
