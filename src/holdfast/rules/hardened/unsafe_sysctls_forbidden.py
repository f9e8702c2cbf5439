"""Kernel parameters (Pod Security Standards, baseline: Sysctls)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, Example, Release, rule

_ADDED: tuple[tuple[Release, tuple[str, ...]], ...] = (
    (
        (1, 0),
        (
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_syncookies",
        ),
    ),
    ((1, 27), ("net.ipv4.ip_local_reserved_ports",)),
    (
        (1, 29),
        (
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
        ),
    ),
    ((1, 32), ("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem")),
    ((1, 37), ("net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle")),
)
"""Which release allowed which names; each keeps those before it."""
_ALIASES = ("K8sPSPForbiddenSysctls", "restrict-sysctls", "KSV026")
_PARENTS = ("fs.mqueue.", "kernel.msg", "kernel.sem", "kernel.shm", "net.")
_POD = """\
apiVersion: v1
kind: Pod
metadata: {name: proxy}
spec:
  securityContext:
    sysctls:
    - {name: net.ipv4.tcp_rmem, value: "4096 87380 6291456"}%s
  containers:
  - {name: proxy, image: "proxy:1.0"}
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which sysctls are judged otherwise than by the standard, by name or pattern (`net.ipv4.*`)."""

    allowed: tuple[str, ...] = ()
    """Those that the nodes allow too (`--allowed-unsafe-sysctls` of the kubelet)."""
    forbidden: tuple[str, ...] = ()
    """Those that may not be set although they are safe."""


@rule(
    title="Pod sets an unsafe sysctl",
    why="A sysctl that is not known to be kept apart per pod changes the kernel for every container of the node, or "
    "lets one pod use up what the others need.",
    fix="Remove the sysctl, or set it on the nodes that need it.",
    since="0.1.0",
    judges=(Workload,),
    aliases=(*_ALIASES, "unsafe-sysctls"),
    references=(
        "pss:baseline/sysctls",
        "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        _POD % "",
        Example(_POD % "", {"allowed": ("net.ipv4.*",)}, release=(1, 31)),
    ),
    bad=(
        Example(_POD % "  # violated", {"forbidden": ("net.ipv4.tcp_*",)}),
        Example(_POD % "  # violated", release=(1, 31)),
        """\
apiVersion: v1
kind: Pod
metadata: {name: proxy}
spec:
  securityContext:
    sysctls:
    - name: kernel.msgmax  # violated
      value: "65536"
    - name: net.ipv4.tcp_syncookies
      value: "1"
  containers:
  - {name: proxy, image: "proxy:1.0"}
""",
    ),
)
def unsafe_sysctls_forbidden(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each sysctl that neither the release's standard nor the policy counts among the safe ones."""
    if not workload.pod.sysctls:
        return
    safe = {name for since, names in _ADDED if since <= context.release for name in names}
    parameters = context.parameters
    for sysctl in workload.pod.sysctls:
        forbidden = any(fnmatchcase(sysctl.name, each) for each in parameters.forbidden)
        allowed = sysctl.name in safe or any(fnmatchcase(sysctl.name, each) for each in parameters.allowed)
        if forbidden or not allowed:
            yield Finding(
                Outcome.VIOLATED,
                f"the pod sets the sysctl {sysctl.name!r}",
                f"{sysctl.pointer}/name",
                aliases=(*_ALIASES, "unsafe-sysctls") if sysctl.name.startswith(_PARENTS) else _ALIASES,
            )
