"""Ports that only root, or a capability, may open."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_FIRST_FREE = 1024
_ALIASES = ("privileged-ports",)


@rule(
    title="Container listens on a privileged port",
    why="A port below 1024 is the usual reason why a container is said to need root or NET_BIND_SERVICE; in a pod of "
    "its own there is no other program to keep off that port.",
    fix="Let the program listen on a port of 1024 or more, and let the Service map the port that clients know: "
    "`port: 80, targetPort: 8080`.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("cis-docker:5.8",),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "web:1.4", ports: [{containerPort: 8080}, {containerPort: 1024}]}
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
    - containerPort: 443  # violated
    - {containerPort: 53, protocol: UDP}  # violated
""",
    ),
)
def privileged_ports_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each port below 1024."""
    for container in workload.pod.containers:
        for port in container.ports:
            if port.container_port is not None and 0 < port.container_port < _FIRST_FREE:
                message = f"container {container.name!r} listens on the privileged port {port.container_port}"
                at = f"{port.pointer}/containerPort"
                yield Finding(Outcome.VIOLATED, message, at, container.name, _ALIASES)
