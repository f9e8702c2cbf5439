"""Non-root containers (Pod Security Standards, restricted: Running as Non-root)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Container, ContainerKind, Workload
from holdfast.rules.kit import Context, Example, rule

_POLICIES = ("K8sPSPAllowedUsers", "require-run-as-nonroot", "KSV012")
_ALIASES = (*_POLICIES, "run-as-non-root", "runAsRootAllowed", "C-0013")
_CHECKOV = (*_ALIASES, "CKV_K8S_23")
_USER = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web%s
    image: web:1.4
    securityContext: {runAsUser: 55774}
"""
_NAMESPACED = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostUsers: false
  containers:
  - {name: web, image: "web:1.4"}%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What else shows who runs."""

    accept_user: bool = False
    """Take a `runAsUser` number, even 0, for an answer: it is judged by `hardened/root-user-forbidden`."""


@rule(
    title="Container may run as root",
    why="Unless it is forbidden a container runs as whatever user its image names, root where it names none; "
    "root inside is root outside as soon as one wall of the container has a hole.",
    fix="Set `runAsNonRoot: true` in the `securityContext` of the pod or of each container.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_CHECKOV,
    references=(
        "pss:restricted/running-as-non-root",
        "cis-kubernetes:5.2.7",
        "nsa-cisa:non-root-containers",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext: {runAsNonRoot: true}
  containers:
  - {name: web, image: "web:1.4"}
""",
        Example(_USER % "", parameters={"accept_user": True}),
        _NAMESPACED % "",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext:
    runAsNonRoot: false  # violated
  containers:
  - {name: web, image: "web:1.4"}
  - name: log
    securityContext:
      runAsNonRoot: false  # violated
""",
        _USER.replace("    securityContext", "    # violated\n    securityContext") % "",
        Example(_NAMESPACED % "  # violated", release=(1, 34)),
    ),
)
def run_as_non_root_required(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report a `runAsNonRoot` that is not true; a pod's false counts even where every container says true."""
    pod = workload.pod
    if pod.host_users is False and context.release >= (1, 35):
        return
    judged = pod.containers
    if context.parameters.accept_user:
        judged = tuple(c for c in judged if workload.effective(c, "run_as_user") is None)
    if pod.security.run_as_non_root is False and judged:
        yield Finding(
            Outcome.VIOLATED,
            "the pod lets its containers run as root",
            "/spec/securityContext/runAsNonRoot",
            aliases=_ALIASES,
        )
    for container in judged:
        own = container.security.run_as_non_root
        if own is False or (own is None and pod.security.run_as_non_root is None):
            yield Finding(
                Outcome.VIOLATED,
                f"container {container.name!r} may run as root: runAsNonRoot is {'false' if own is False else 'not set'}",
                f"{container.pointer}/securityContext/runAsNonRoot",
                container.name,
                _aliases(workload, container),
            )


def _aliases(workload: Workload, container: Container) -> tuple[str, ...]:
    if workload.effective(container, "run_as_user"):  # another tool takes the number for an answer
        return _POLICIES
    return _CHECKOV if container.kind is ContainerKind.REGULAR else _ALIASES
