"""Containers without a seccomp profile (Pod Security Standards, restricted: Seccomp)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import ContainerKind, Workload
from holdfast.rules.kit import Context, Example, NoParameters, rule

_PEERS = ("K8sPSPSeccompV2", "restrict-seccomp-strict", "KSV030")
_CHECKOV = (*_PEERS, "CKV_K8S_31")
_BARE = """\
apiVersion: v1
kind: Pod
spec:
  os: {name: %s}
  containers:
  - {name: web, image: "web:1.4"}%s
"""


@rule(
    title="Container has no seccomp profile",
    why="Unless its cluster sets one, a container without a seccomp profile may make every system call, those that "
    "most kernel exploits need among them; the runtime's own profile refuses some sixty of them and hardly ever "
    "matters to a program.",
    fix="Set `seccompProfile: {type: RuntimeDefault}` in the pod's `securityContext`.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_CHECKOV,
    references=(
        "pss:restricted/seccomp",
        "cis-kubernetes:5.7.2",
        "nsa-cisa:seccomp",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: log
    securityContext: {seccompProfile: {type: Localhost, localhostProfile: log.json}}
""",
        _BARE % ("windows", ""),
        Example(_BARE % ("linux", ""), release=(1, 18)),
    ),
    bad=(_BARE % ("linux", "  # violated"), Example(_BARE % ("windows", "  # violated"), release=(1, 24))),
)
def seccomp_profile_required(workload: Workload, context: Context[NoParameters]) -> Iterator[Finding]:
    """Judge the fields, which Kubernetes 1.19 brought; from 1.25 on Windows pods, which have no seccomp, are left out."""
    if context.release < (1, 19) or workload.pod.security.seccomp is not None:
        return
    if workload.pod.os == "windows" and context.release >= (1, 25):
        return
    for container in workload.pod.containers:
        if container.security.seccomp is None:
            yield Finding(
                Outcome.VIOLATED,
                f"neither container {container.name!r} nor the pod has a seccomp profile",
                f"{container.pointer}/securityContext/seccompProfile",
                container.name,
                _CHECKOV if container.kind is ContainerKind.REGULAR else _PEERS,
            )
