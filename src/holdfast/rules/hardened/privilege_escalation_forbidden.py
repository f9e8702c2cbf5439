"""Privilege escalation (Pod Security Standards, restricted: Privilege Escalation)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, NoParameters, rule

_UNSET = (
    "CKV_K8S_20",
    "privilegeEscalationAllowed",
    "K8sPSPAllowPrivilegeEscalationContainer",
    "disallow-privilege-escalation",
    "C-0016",
    "KSV001",
)
_ALLOWED = (*_UNSET, "privilege-escalation-container")
_SILENT = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "web:1.4"}%s
"""


@rule(
    title="Container may gain privileges",
    why="Unless it is forbidden, a program with the set-user-ID bit or file capabilities, such as sudo or ping, "
    "gives its caller more rights than the container began with, root's among them.",
    fix="Set `allowPrivilegeEscalation: false` in the container's `securityContext`.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Add `no-new-privileges:true` to `security_opt`.",
    aliases=_ALLOWED,
    references=(
        "pss:restricted/privilege-escalation",
        "cis-kubernetes:5.2.6",
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
    securityContext: {allowPrivilegeEscalation: false}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  os: {name: windows}
  containers:
  - {name: web, image: "web:1.4"}
""",
        Example(_SILENT % "", release=(1, 7)),
    ),
    bad=(
        _SILENT % "  # violated",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    securityContext:
      runAsNonRoot: true
      allowPrivilegeEscalation: true  # violated
""",
    ),
)
def privilege_escalation_forbidden(workload: Workload, context: Context[NoParameters]) -> Iterator[Finding]:
    """From 1.8 on report each container without `allowPrivilegeEscalation: false`; from 1.25 on not of Windows."""
    if context.release < (1, 8) or (workload.pod.os == "windows" and context.release >= (1, 25)):
        return
    for container in workload.pod.containers:
        allowed = container.security.allow_privilege_escalation
        if allowed is not False:
            yield Finding(
                Outcome.VIOLATED,
                f"container {container.name!r} "
                + ("allows privilege escalation" if allowed else "does not forbid privilege escalation"),
                f"{container.pointer}/securityContext/allowPrivilegeEscalation",
                container.name,
                _ALLOWED if allowed else _UNSET,
            )
