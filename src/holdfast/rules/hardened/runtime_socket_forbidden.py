"""Sockets through which a pod commands the container runtime of its node."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule

_SOCKETS = frozenset(
    (
        "/run/docker.sock",
        "/run/containerd/containerd.sock",
        "/run/crio/crio.sock",
        "/run/cri-dockerd.sock",
        "/run/dockershim.sock",
        "/run/k3s/containerd/containerd.sock",
        "/run/podman/podman.sock",
        "/run/buildkit/buildkitd.sock",
        "/run/rkt/api-service.sock",
        "/run/frakti.sock",
    )
)
_DIRECTORIES = frozenset(path.rpartition("/")[0] for path in _SOCKETS) - {"/run"}
_CHECKOV = "CKV_K8S_27"
_DOCKER = ("docker-sock", "KSV006", "disallow-container-sock-mounts", "C-0074")
_OTHER = ("disallow-container-sock-mounts", "C-0074")


@rule(
    title="Pod mounts the socket of the container runtime",
    why="Whoever can write to the socket of Docker, containerd or CRI-O can start a privileged container that mounts "
    "the whole node: it is root on the node, without a password, whatever the pod itself is forbidden.",
    fix="Remove the volume. Build images with a rootless builder (BuildKit, Buildah), read metrics from the kubelet, "
    "and start containers through the Kubernetes API.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    aliases=(_CHECKOV, *_DOCKER),
    references=("cis-docker:5.32", "nsa-cisa:host-path", "https://docs.docker.com/engine/security/"),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - {name: logs, hostPath: {path: /var/log}}
  - {name: disk, hostPath: {path: /srv/docker.sock.d}}
  containers: [{name: web, image: "web:1.4"}]
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - name: docker
    hostPath: {path: /var/run/docker.sock}  # violated
  - name: containerd
    hostPath: {path: /run/containerd/}  # violated
  containers: [{name: web, image: "web:1.4"}]
""",
    ),
)
def runtime_socket_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each hostPath volume that is a runtime's socket, or the directory of nothing else but one."""
    for volume in workload.pod.volumes:
        if volume.host_path:
            path = normpath(f"/{volume.host_path.strip('/')}")
            path = path.removeprefix("/var") if path.startswith("/var/run/") else path
            if path in _SOCKETS or path in _DIRECTORIES:
                message = f"volume {volume.name!r} is the socket of a container runtime: {volume.host_path}"
                codes = _DOCKER if path == "/run/docker.sock" else _OTHER
                codes = (_CHECKOV, *codes) if volume.host_path == "/var/run/docker.sock" else codes
                yield Finding(Outcome.VIOLATED, message, f"{volume.pointer}/hostPath", aliases=codes)
