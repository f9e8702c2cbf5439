"""Volume types (Pod Security Standards, restricted: Volume Types)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, Example, rule

_ALLOWED = frozenset(
    (
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    )
)
_ALLOWED_OR_JUDGED = _ALLOWED | {"hostPath"}
_HOST_PATH = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - {name: logs, hostPath: {path: /var/log}}
  containers:
  - {name: web, image: "web:1.4"}
"""
_ALIASES = ("K8sPSPVolumeTypes", "restrict-volume-types", "KSV028")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which volumes are left to another rule."""

    except_host_path: bool = False
    """Leave hostPath volumes to `hardened/host-path-forbidden`, so that a policy with both names each fault once."""


@rule(
    title="Pod uses a volume type that is not allowed",
    why="A volume that names a storage system directly lets whoever writes the pod choose the server, the share and "
    "the credentials, and the node's kernel then parses what that server sends.",
    fix="Mount storage through a PersistentVolumeClaim; use configMap, secret, projected, downwardAPI, emptyDir, "
    "ephemeral, csi or image for the rest.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "pss:restricted/volume-types",
        "https://kubernetes.io/docs/concepts/storage/volumes/",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - {name: scratch, emptyDir: {}}
  - {name: data, persistentVolumeClaim: {claimName: data}}
  - {name: model, image: {reference: "model:2"}}
  - {name: unnamed}
  containers:
  - {name: web, image: "web:1.4"}
""",
        Example(_HOST_PATH, parameters={"except_host_path": True}),
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - name: share
    nfs: {server: files.example, path: /}  # violated
  - name: code
    gitRepo: {repository: "https://git.example/code"}  # violated
  - name: logs
    hostPath: {path: /var/log}  # violated
  containers:
  - {name: web, image: "web:1.4"}
""",
    ),
)
def volume_types_limited(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each source of a volume that is not of an allowed type; a volume without one is an emptyDir."""
    allowed = _ALLOWED_OR_JUDGED if context.parameters.except_host_path else _ALLOWED
    for volume in workload.pod.volumes:
        if not allowed.issuperset(volume.kinds):
            for kind in volume.kinds:
                if kind not in allowed:
                    message = f"volume {volume.name!r} is of type {kind!r}"
                    yield Finding(Outcome.VIOLATED, message, f"{volume.pointer}/{kind}", None, _ALIASES)
