"""hostPath volumes (Pod Security Standards, baseline: HostPath Volumes)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Volume, Workload
from holdfast.rules.kit import Context, Example, rule

_ALIASES = ("K8sPSPHostFilesystem", "disallow-host-path", "C-0048", "KSV023")
_SENSITIVE = (*_ALIASES, "sensitive-host-mounts")
_BY_PATH = dict.fromkeys(("/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr"), _SENSITIVE)
_LOGS = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: logs, hostPath: {path: /var/log/pods}}]%s
  containers:
  - {name: web, image: "web:1.4", volumeMounts: [{name: logs, mountPath: /logs, readOnly: %s}]}
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which directories of the node may be mounted after all, with everything below them; none by default."""

    allowed: tuple[str, ...] = ()
    """To read and to write."""
    allowed_read_only: tuple[str, ...] = ()
    """Where every mount is `readOnly: true`."""


@rule(
    title="Pod mounts a directory of its node",
    why="Through a hostPath volume a container reads and often writes the node's own files: its credentials, "
    "the sockets of its runtime, the data of other pods. A read-only mount still leaks them.",
    fix="Use a volume that belongs to the pod: emptyDir, configMap, secret, projected, or a PersistentVolumeClaim.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_SENSITIVE,
    references=(
        "pss:baseline/host-path-volumes",
        "cis-kubernetes:5.2.12",
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        Example(_LOGS % ("", "false"), {"allowed": ("/var/log",)}),
        Example(_LOGS % ("", "true"), {"allowed_read_only": ("/var/log",)}),
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - {name: scratch, emptyDir: {}}
  - {name: unnamed}
  containers:
  - {name: web, image: "web:1.4"}
""",
    ),
    bad=(
        Example(_LOGS % ("  # violated", "false"), {"allowed_read_only": ("/var/log",)}),
        Example(_LOGS % ("  # violated", "true"), {"allowed": ("/var/lo",)}),
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - {name: scratch, emptyDir: {}}
  - name: docker
    hostPath: {path: /var/run/docker.sock}  # violated
  - name: logs
    hostPath:  # violated
      path: /var/log
      type: Directory
  containers:
  - name: web
    image: web:1.4
    volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
""",
    ),
)
def host_path_forbidden(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each volume whose source is `hostPath`, whether mounted or not."""
    for volume in workload.pod.volumes:
        if "hostPath" in volume.kinds and not _is_allowed(volume, workload, context.parameters):
            yield Finding(
                Outcome.VIOLATED,
                f"volume {volume.name!r} is the path {volume.host_path!r} of its node",
                f"{volume.pointer}/hostPath",
                aliases=_BY_PATH.get(volume.host_path or "", _ALIASES),
            )


def _is_allowed(volume: Volume, workload: Workload, parameters: Parameters) -> bool:
    if not volume.host_path:
        return False
    path = f"{normpath(volume.host_path)}/"
    if any(path.startswith(f"{prefix.rstrip('/')}/") for prefix in parameters.allowed):
        return True
    mounts = (mount for c in workload.pod.containers for mount in c.mounts if mount.name == volume.name)
    return any(path.startswith(f"{prefix.rstrip('/')}/") for prefix in parameters.allowed_read_only) and all(
        mount.read_only for mount in mounts
    )
