"""Privileged containers (Pod Security Standards, baseline: Privileged Containers)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule

_ALIASES = (
    "CKV_K8S_16",
    "privileged-container",
    "runAsPrivileged",
    "container-security-context-privileged",
    "K8sPSPPrivilegedContainer",
    "disallow-privileged-containers",
    "C-0057",
    "KSV017",
)


@rule(
    title="Container is privileged",
    why="A privileged container has every capability and every device of its node, and no confinement: "
    "whoever controls its process controls the node, and with it every other pod that runs there.",
    fix="Remove `privileged: true`. Where the program needs one right of root, add that single capability instead.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    aliases=_ALIASES,
    references=(
        "pss:baseline/privileged",
        "cis-kubernetes:5.2.2",
        "nsa-cisa:pod-security-enforcement",
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
    securityContext: {privileged: false}
  - name: agent
    image: agent:2.0
""",
    ),
    bad=(
        """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - name: setup
        image: setup:1.0
        securityContext:
          privileged: true  # violated
      containers:
      - name: web
        image: web:1.4
        securityContext:
          privileged: true  # violated
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "web:1.4"}
  ephemeralContainers:
  - name: debugger
    image: debugger:1.0
    securityContext:
      privileged: true  # violated
""",
    ),
)
def privileged_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each container, of any kind, that sets `privileged: true`."""
    for container in workload.pod.containers:
        if container.security.privileged:
            yield Finding(
                Outcome.VIOLATED,
                f"container {container.name!r} is privileged",
                f"{container.pointer}/securityContext/privileged",
                container.name,
                _ALIASES,
            )
