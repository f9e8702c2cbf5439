"""User numbers that may belong to somebody on the node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import ContainerKind, Workload
from holdfast.rules.kit import Context, Example, rule

_ALIASES = ("CKV_K8S_40", "container-security-context-user-group-id", "KSV020")
_UNSET = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "web:1.4"}%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which numbers are high enough."""

    minimum: int = 10_000
    """The least user number that no node gives to a user of its own."""
    also_unset: bool = True
    """Report a container too whose user number only its image tells."""


@rule(
    title="Container runs under a low user number",
    why="A user number below 10000 may be one that the node has given to somebody: a process that leaves its "
    "container then owns that user's files and may signal that user's processes.",
    fix="Set `runAsUser` to a number of 10000 or more, and make what the image writes belong to it.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext: {runAsUser: 55774}
  containers:
  - {name: web, image: "web:1.4"}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostUsers: false
  containers:
  - {name: web, image: "web:1.4", securityContext: {runAsUser: 1000}}
""",
        Example(_UNSET % "", {"also_unset": False}),
        Example(_UNSET.replace('"}', '", securityContext: {runAsUser: 1000}}') % "", {"minimum": 1000}),
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext:
    runAsUser: 1000
  containers:
  - {name: web, image: "web:1.4"}  # violated
  - name: log
    image: log:1.0
    securityContext:
      runAsUser: 101  # violated
""",
        _UNSET % "  # violated",
    ),
)
def high_user_required(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report numbers from 1 up to the minimum; root is another rule's, and a user namespace maps all."""
    if workload.pod.host_users is False or workload.pod.os == "windows":
        return
    for container in workload.pod.containers:
        user = workload.effective(container, "run_as_user")
        if isinstance(user, int):
            if not 0 < user < context.parameters.minimum:
                continue
            message = f"container {container.name!r} runs as user {user}, below {context.parameters.minimum}"
        elif context.parameters.also_unset and workload.effective(container, "malformed_user") is None:
            message = f"container {container.name!r} runs as whatever user its image names"
        else:
            continue
        at = f"{container.pointer}/securityContext/runAsUser"
        peers = _ALIASES if container.kind is ContainerKind.REGULAR else _ALIASES[1:]
        yield Finding(Outcome.VIOLATED, message, at, container.name, peers)
