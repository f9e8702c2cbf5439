"""hostPath volumes (Pod Security Standards, baseline: HostPath Volumes)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("K8sPSPHostFilesystem", "disallow-host-path", "C-0048", "KSV023")
_DOCKER_SOCKET = (*_ALIASES, "CKV_K8S_27", "docker-sock", "KSV006")
_SENSITIVE = (*_ALIASES, "sensitive-host-mounts")
_BY_PATH = {"/var/run/docker.sock": _DOCKER_SOCKET} | dict.fromkeys(
    ("/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr"), _SENSITIVE
)


@rule(
    title="Pod mounts a directory of its node",
    why="Through a hostPath volume a container reads and often writes the node's own files: its credentials, "
    "the sockets of its runtime, the data of other pods. A read-only mount still leaks them.",
    fix="Use a volume that belongs to the pod: emptyDir, configMap, secret, projected, or a PersistentVolumeClaim.",
    since="0.1.0",
    judges=(Workload,),
    aliases=tuple(dict.fromkeys((*_DOCKER_SOCKET, *_SENSITIVE))),
    references=(
        "pss:baseline/host-path-volumes",
        "cis-kubernetes:5.2.12",
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    good=(
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
def host_path_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each volume whose source is `hostPath`, whether mounted or not."""
    for volume in workload.pod.volumes:
        if "hostPath" in volume.kinds:
            yield Finding(
                Outcome.VIOLATED,
                f"volume {volume.name!r} is the path {volume.host_path!r} of its node",
                f"{volume.pointer}/hostPath",
                aliases=_BY_PATH.get(volume.host_path or "", _ALIASES),
            )
