"""Added capabilities (Pod Security Standards, baseline and restricted: Capabilities)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, rule

_DEFAULT = frozenset(
    (
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    )
)
"""What a runtime gives a container anyway, NET_RAW aside."""
_RESTRICTED = frozenset(("NET_BIND_SERVICE",))
_COMMON = ("CKV_K8S_25", "K8sPSPCapabilities", "disallow-capabilities-strict", "KSV106")
_BEYOND_DEFAULT = (*_COMMON, "disallow-capabilities", "KSV022")
_INSECURE = (*_BEYOND_DEFAULT, "C-0046")
_DANGEROUS = (*_INSECURE, "dangerousCapabilities")
_ALIASES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("NET_RAW", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO"), _INSECURE),
    **dict.fromkeys(("ALL", "NET_ADMIN"), _DANGEROUS),
    "SYS_ADMIN": (*_DANGEROUS, "CKV_K8S_39", "KSV005"),
}
_CHOWN = """\
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: web
    securityContext:
      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE, CHOWN]}%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which capabilities may be added."""

    only_bind_service: bool = False
    """From Kubernetes 1.22 on allow nothing but NET_BIND_SERVICE, as the restricted standard does; otherwise every
    capability that a runtime gives by default may also be added by name, as the baseline standard has it."""


@rule(
    title="Container adds a capability that is not allowed",
    why="Each capability is a part of root's power. With SYS_ADMIN, SYS_MODULE, SYS_PTRACE or NET_ADMIN, to name a "
    "few, a process can leave its container or rewrite the network of its node.",
    fix="Remove the capability from `capabilities.add`. NET_BIND_SERVICE may stay where a port below 1024 is served.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Remove the capability from `cap_add`.",
    aliases=tuple(sorted(set(_BEYOND_DEFAULT).union(*_ALIASES.values()))),
    references=(
        "pss:baseline/capabilities",
        "pss:restricted/capabilities",
        "cis-kubernetes:5.2.9",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        _CHOWN % "",
        Example(_CHOWN % "", parameters={"only_bind_service": True}, release=(1, 21)),
    ),
    bad=(
        Example(_CHOWN % "  # violated", parameters={"only_bind_service": True}),
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    securityContext:
      capabilities:
        add:
        - NET_BIND_SERVICE
        - NET_RAW  # violated
        - SYS_ADMIN  # violated
""",
    ),
)
def added_capabilities_limited(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each capability that a container adds beyond those allowed; names are compared as Kubernetes does."""
    allowed = _DEFAULT
    if context.parameters.only_bind_service and context.release >= (1, 22):
        if workload.pod.os == "windows" and context.release >= (1, 25):
            return
        allowed = _RESTRICTED
    for container in workload.pod.containers:
        capabilities = container.security.capabilities
        if capabilities is None or not capabilities.add or allowed.issuperset(capabilities.add):
            continue
        for index, name in enumerate(capabilities.add):
            if name not in allowed:
                yield Finding(
                    Outcome.VIOLATED,
                    f"container {container.name!r} adds the capability {name!r}",
                    f"{container.pointer}/securityContext/capabilities/add/{index}",
                    container.name,
                    _ALIASES.get(name, _COMMON if name in _DEFAULT else _BEYOND_DEFAULT),
                )
