"""Containers that run on without a liveness probe."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.probes import lacking

_ALIASES = ("CKV_K8S_8", "livenessProbeMissing", "no-liveness-probe", "K8sRequiredProbes", "C-0056")


@rule(
    title="Container has no liveness probe",
    why="A program that hangs without ending looks healthy to Kubernetes, which restarts what dies and not what stands "
    "still: it goes on holding its place, its locks and its connections until somebody notices.",
    fix="Add a `livenessProbe` that fails when only a restart helps: cheap, local, and not asking other services.",
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
    livenessProbe: {httpGet: {path: /healthz, port: 8080}}
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
        livenessProbe: {tcpSocket: {port: 8080}}
      - name: proxy  # violated
        image: proxy:3.1
        startupProbe: {tcpSocket: {port: 8080}}
""",
    ),
)
def liveness_probe_required(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each container that is to run for ever and has no liveness probe."""
    for container in lacking(workload, "livenessProbe"):
        message = f"container {container.name!r} has no liveness probe"
        at = f"{container.pointer}/livenessProbe"
        yield Finding(Outcome.VIOLATED, message, at, container.name, _ALIASES)
