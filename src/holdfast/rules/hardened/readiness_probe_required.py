"""Containers that run on without a readiness probe."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.probes import lacking

_ALIASES = ("CKV_K8S_9", "readinessProbeMissing", "no-readiness-probe", "K8sRequiredProbes", "C-0018")


@rule(
    title="Container has no readiness probe",
    why="Without a readiness probe a pod is sent requests from the moment its process starts, and goes on getting them "
    "while it cannot answer; a rollout takes a broken release for a good one and replaces the last old pod.",
    fix="Add a `readinessProbe` that succeeds when the container can serve its next request.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - {name: setup, image: "setup:1.0"}
  containers:
  - name: web
    image: web:1.4
    readinessProbe: {httpGet: {path: /healthz, port: 8080}}
""",
        """\
apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec:
  template:
    spec:
      restartPolicy: OnFailure
      containers:
      - {name: import, image: "import:2.0"}
""",
    ),
    bad=(
        """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: web
        image: web:1.4
        readinessProbe: {tcpSocket: {port: 8080}}
      - name: proxy  # violated
        image: proxy:3.1
        startupProbe: {tcpSocket: {port: 8080}}
""",
    ),
)
def readiness_probe_required(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each container that is to run for ever and has no readiness probe."""
    for container in lacking(workload, "readinessProbe"):
        message = f"container {container.name!r} has no readiness probe"
        at = f"{container.pointer}/readinessProbe"
        yield Finding(Outcome.VIOLATED, message, at, container.name, _ALIASES)
