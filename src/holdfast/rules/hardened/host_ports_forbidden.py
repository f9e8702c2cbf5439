"""Ports of the node (Pod Security Standards, baseline: Host Ports)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = (
    "CKV_K8S_26",
    "hostPortSet",
    "K8sPSPHostNetworkingPorts",
    "disallow-host-ports",
    "C-0044",
    "KSV024",
)


@rule(
    title="Container takes a port of its node",
    why="A host port opens the container on its node's addresses, past Services and most network policies, and "
    "can take the place of a service that the node itself should offer.",
    fix="Remove `hostPort`, and publish the container through a Service.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "pss:baseline/host-ports",
        "cis-kubernetes:5.2.13",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
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
    ports:
    - {containerPort: 8080}
    - {containerPort: 8081, hostPort: 0}
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
    - containerPort: 8081
      hostPort: 80  # violated
      protocol: TCP
""",
    ),
)
def host_ports_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `hostPort` other than 0 that does not just follow from `hostNetwork`, which is a fault by itself."""
    for container in workload.pod.containers:
        for port in container.ports:
            # With the node's network every port is the node's, and the API server writes that down by itself.
            implied = workload.pod.host_network and port.host_port == port.container_port
            if port.host_port and not implied:
                yield Finding(
                    Outcome.VIOLATED,
                    f"container {container.name!r} takes port {port.host_port} of its node",
                    f"{port.pointer}/hostPort",
                    container.name,
                    _ALIASES,
                )
