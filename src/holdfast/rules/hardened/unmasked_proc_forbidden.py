"""The mount of /proc (Pod Security Standards, baseline and restricted: /proc Mount Type)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, rule

_ALIASES = ("K8sPSPProcMount", "disallow-proc-mount", "KSV027")
_UNMASKED = (*_ALIASES, "unsafe-proc-mount")
_POD = """\
apiVersion: v1
kind: Pod
metadata: {name: builder}
spec:
  hostUsers: false
  containers:
  - name: builder
    image: builder:1.0
    securityContext:
      procMount: Unmasked%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Whether a user namespace makes a difference."""

    also_in_user_namespace: bool = False
    """Report pods with `hostUsers: false` too, as the restricted standard does; the baseline standard
    lets them choose from Kubernetes 1.35 on."""


@rule(
    title="Container has an unmasked `/proc`",
    why="Runtimes hide the parts of /proc through which a process can read the kernel's memory, crash the node "
    "or change its settings; an unmasked mount shows them all.",
    fix="Remove `procMount`, or set it to `Default`.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Remove `systempaths=unconfined` from `security_opt`.",
    aliases=_UNMASKED,
    references=(
        "pss:baseline/proc-mount",
        "pss:restricted/proc-mount",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    securityContext: {procMount: Default}
""",
        _POD % "",
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
    securityContext:
      procMount: Unmasked  # violated
""",
        Example(_POD % "  # violated", release=(1, 34)),
        Example(_POD % "  # violated", parameters={"also_in_user_namespace": True}),
    ),
)
def unmasked_proc_forbidden(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each container whose `procMount` is set to anything but `Default`, an empty text included."""
    if (
        workload.pod.host_users is False
        and context.release >= (1, 35)
        and not context.parameters.also_in_user_namespace
    ):
        return
    for container in workload.pod.containers:
        mount = container.security.proc_mount
        if mount is not None and mount != "Default":
            yield Finding(
                Outcome.VIOLATED,
                f"container {container.name!r} mounts /proc as {mount!r}",
                f"{container.pointer}/securityContext/procMount",
                container.name,
                _UNMASKED if mount == "Unmasked" else _ALIASES,
            )
