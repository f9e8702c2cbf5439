"""Dropped capabilities (Pod Security Standards, restricted: Capabilities)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule

_STRICT = ("K8sPSPCapabilities", "disallow-capabilities-strict", "KSV003", "KSV106")
_KEPT = ("CKV_K8S_37", *_STRICT)
_NET_RAW_KEPT = ("CKV_K8S_28", "drop-net-raw-capability", *_KEPT)


@rule(
    title="Container keeps the default capabilities",
    why="A runtime gives every container a set of capabilities that few programs need; with them root in the "
    "container changes owners, forges packets and binds every port, which is where most breakouts begin.",
    fix="Set `capabilities.drop: [ALL]`, and add back what the program is known to need.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Set `cap_drop: [ALL]`, and add back what the program is known to need.",
    aliases=_NET_RAW_KEPT,
    references=(
        "pss:restricted/capabilities",
        "cis-kubernetes:5.2.8",
        "cis-kubernetes:5.2.10",
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
    securityContext:
      capabilities: {drop: [ALL]}
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
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - {name: setup, image: "setup:1.0"}  # violated
  containers:
  - name: web
    image: web:1.4
    securityContext:
      capabilities:
        drop: [NET_RAW, MKNOD]  # violated
  - name: log
    image: log:1.4
    securityContext:
      capabilities:
        drop: [all]  # violated
""",
    ),
)
def capabilities_drop_required(workload: Workload, context: Context[NoParameters]) -> Iterator[Finding]:
    """From 1.22 on report each container that does not drop `ALL`, in capitals; from 1.25 on not of Windows pods."""
    if context.release < (1, 22) or (workload.pod.os == "windows" and context.release >= (1, 25)):
        return
    for container in workload.pod.containers:
        capabilities = container.security.capabilities
        if capabilities is None or "ALL" not in capabilities.drop:
            yield Finding(
                Outcome.VIOLATED,
                f"container {container.name!r} does not drop all capabilities",
                f"{container.pointer}/securityContext/capabilities/drop",
                container.name,
                _aliases(capabilities.drop if capabilities else ()),
            )


def _aliases(dropped: tuple[str, ...]) -> tuple[str, ...]:
    if any(name.upper() == "ALL" for name in dropped):  # some tools read it in any case
        return _STRICT
    return _KEPT if "NET_RAW" in dropped else _NET_RAW_KEPT
