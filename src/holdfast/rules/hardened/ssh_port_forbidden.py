"""Containers that serve remote logins."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule

_SSH = 22
_ALIASES = ("ssh-port", "C-0042")


@rule(
    title="Container serves SSH",
    why="A login server in a container is a way in that no Kubernetes role controls and no audit log sees, with keys "
    "that live in the image or in a volume and are seldom changed.",
    fix="Remove the SSH server and its port; use `kubectl exec` or `kubectl debug`, which roles allow and logs record.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    aliases=_ALIASES,
    references=(
        "cis-docker:5.7",
        "https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/",
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
    ports: [{containerPort: 8022}, {containerPort: 22, protocol: UDP}]
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
    ports:
    - containerPort: 8080
    - containerPort: 22  # violated
""",
    ),
)
def ssh_port_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report port 22 of TCP."""
    for container in workload.pod.containers:
        for port in container.ports:
            if port.container_port == _SSH and port.protocol in (None, "", "TCP"):
                message = f"container {container.name!r} listens on port 22, where SSH is served"
                at = f"{port.pointer}/containerPort"
                yield Finding(Outcome.VIOLATED, message, at, container.name, _ALIASES)
