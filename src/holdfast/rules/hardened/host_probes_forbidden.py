"""Probes and hooks that name a host (Pod Security Standards, baseline: Host Probes / Lifecycle Hooks)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, Example, NoParameters, rule

_ALIASES = ("K8sPSPHostProbesLifecycle",)
_POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    livenessProbe:
      httpGet:
        host: 169.254.169.254%s
        port: 80
    lifecycle:
      preStop:
        tcpSocket: {host: db.example, port: 5432}%s
"""


@rule(
    title="Probe or lifecycle hook names a host",
    why="The kubelet makes the request, from the node's own network: with a host of the author's choosing it becomes "
    "a probe of services that the pod itself cannot reach, such as the metadata server of a cloud.",
    fix="Remove `host`, so that the pod's own address is asked.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "pss:baseline/host-probes",
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
    livenessProbe:
      httpGet: {path: /healthy, port: 8080}
""",
        Example(_POD % ("", ""), release=(1, 33)),
    ),
    bad=(_POD % ("  # violated", "  # violated"),),
)
def host_probes_forbidden(workload: Workload, context: Context[NoParameters]) -> Iterator[Finding]:
    """From 1.34 on report each `host` of an HTTP or TCP probe or lifecycle hook that is not empty."""
    if context.release < (1, 34):
        return
    for container in workload.pod.containers:
        for handler in container.handlers:
            if handler.host:
                yield Finding(
                    Outcome.VIOLATED,
                    f"{handler.field} of container {container.name!r} asks the host {handler.host!r}",
                    f"{handler.pointer}/{handler.action}/host",
                    container.name,
                    _ALIASES,
                )
