"""Namespaces of the node (Pod Security Standards, baseline: Host Namespaces)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule

_PEERS = ("K8sPSPHostNamespace", "disallow-host-namespaces")
_NETWORK = (
    "CKV_K8S_19",
    "K8sPSPHostNetworkingPorts",
    "host-network",
    "hostNetworkSet",
    "C-0041",
    "KSV009",
    "disallow-host-namespaces",
)
_PID = ("CKV_K8S_17", "host-pid", "hostPIDSet", "C-0038", "KSV010", *_PEERS)
_IPC = ("CKV_K8S_18", "host-ipc", "hostIPCSet", "C-0038", "KSV008", *_PEERS)


@rule(
    title="Pod shares a namespace of its node",
    why="In the network, process or IPC namespace of its node a container reaches what listens on the node alone, "
    "sees and signals every process there with its environment, and reads its shared memory: "
    "the walls that make it a container are gone.",
    fix="Remove `hostNetwork`, `hostPID` and `hostIPC`, or set them to false; "
    "reach the node's services through a Service and a NetworkPolicy.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Remove `network_mode: host`, `pid: host` and `ipc: host`; publish ports instead.",
    aliases=tuple(sorted({*_NETWORK, *_PID, *_IPC})),
    references=(
        "pss:baseline/host-namespaces",
        "cis-kubernetes:5.2.3",
        "cis-kubernetes:5.2.4",
        "cis-kubernetes:5.2.5",
        "nsa-cisa:pod-security-enforcement",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostNetwork: false
  containers:
  - {name: web, image: "web:1.4"}
""",
    ),
    bad=(
        """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true  # violated
      hostPID: true  # violated
      hostIPC: true  # violated
      containers:
      - {name: agent, image: "agent:2.0"}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostUsers: false
  hostPID: true  # violated
  containers:
  - {name: web, image: "web:1.4"}
""",
    ),
)
def host_namespaces_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each of `hostNetwork`, `hostPID` and `hostIPC` that is true."""
    pod = workload.pod
    who = workload.dialect.value
    if pod.host_network:
        yield _shared(who, "hostNetwork", "network", _NETWORK)
    if pod.host_pid:
        yield _shared(who, "hostPID", "processes", _PID)
    if pod.host_ipc:
        yield _shared(who, "hostIPC", "inter-process communication", _IPC)


def _shared(who: str, field: str, what: str, aliases: tuple[str, ...]) -> Finding:
    return Finding(
        Outcome.VIOLATED, f"the {who} shares the {what} of its node", f"/spec/{field}", None, aliases
    )
