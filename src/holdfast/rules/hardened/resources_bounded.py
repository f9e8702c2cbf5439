"""Limits and requests that are larger than a policy has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from holdfast.model.finding import Finding, Outcome
from holdfast.model.quantity import canonical
from holdfast.model.workload import Container, Workload
from holdfast.rules.kit import Context, Example, rule

_PEERS = {"limits": ("K8sContainerLimits",), "requests": ("K8sContainerRequests",)}
_RATIOS = ("K8sContainerRatios",)
_STORAGE = ("K8sContainerEphemeralStorageLimit",)
_WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    resources:
      limits: {cpu: 500m, memory: 1Gi}%s
      requests: {cpu: 100m}%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The most that a container may ask for, by name of the resource."""

    limits: Mapping[str, str] = field(default_factory=dict)
    """Largest limits, such as `{cpu: "2", memory: 4Gi}`."""
    requests: Mapping[str, str] = field(default_factory=dict)
    """Largest requests."""
    ratio: int = 0
    """How many times its request a limit may be; 0 for any."""


@rule(
    title="Container asks for more than is allowed",
    why="A limit that no node can serve limits nothing, and one that is many times the request lets a node promise "
    "what it does not have: under load it throttles or kills pods that kept to their share.",
    fix="Lower the limit or the request to what the container was seen to use, within what the policy names.",
    since="0.1.0",
    judges=(Workload,),
    aliases=(*_PEERS["limits"], *_PEERS["requests"], *_RATIOS, *_STORAGE),
    references=("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
    parameters=Parameters,
    good=(
        Example(_WEB % ("", ""), {"limits": {"cpu": "0.5", "memory": "1024Mi"}, "requests": {"cpu": "0.1"}}),
    ),
    bad=(
        Example(_WEB % ("  # violated", ""), {"limits": {"cpu": "0.2", "memory": "2Gi"}}),
        Example(_WEB % ("", "  # violated"), {"requests": {"cpu": "50m"}}),
        Example(_WEB % ("  # violated", ""), {"ratio": 4}),
        Example(_WEB % ("  # undecided", ""), {"limits": {"cpu": "much"}}),
        _WEB.replace("containers:", "containers:  # undecided") % ("", ""),
    ),
)
def resources_bounded(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each quantity above its bound; a limit or request that is missing is another rule's."""
    parameters = context.parameters
    if not parameters.limits and not parameters.requests and not parameters.ratio:
        yield Finding(Outcome.UNDECIDED, "the policy names no bound for resources", "/spec/containers")
    for container in workload.pod.containers:
        yield from _above(container, "limits", parameters.limits)
        yield from _above(container, "requests", parameters.requests)
        if parameters.ratio:
            yield from _overcommitted(container, parameters.ratio)


def _above(container: Container, kind: str, bounds: Mapping[str, str]) -> Iterator[Finding]:
    written = container.resources.limits if kind == "limits" else _requests(container)
    for name, bound in bounds.items():
        if (text := written.get(name)) is None:
            continue
        amount, most = _amount(text), _amount(bound)
        at, of = f"{container.pointer}/resources/{kind}/{name}", f"container {container.name!r}"
        if amount is None or most is None:
            message = f"{of}: {kind} of {name} {text} cannot be compared with {bound}"
            yield Finding(Outcome.UNDECIDED, message, at, container.name)
        elif amount > most:
            message = f"{of} has {kind} of {name} {text}, above {bound}"
            peers = _STORAGE if name == "ephemeral-storage" else _PEERS[kind]
            yield Finding(Outcome.VIOLATED, message, at, container.name, peers)


def _overcommitted(container: Container, ratio: int) -> Iterator[Finding]:
    requests = _requests(container)
    for name in ("cpu", "memory"):
        limit, request = _amount(container.resources.limits.get(name, "")), _amount(requests.get(name, ""))
        if limit is not None and request is not None and limit > ratio * request:
            message = (
                f"container {container.name!r}: its limit of {name} is more than {ratio} times its request"
            )
            at = f"{container.pointer}/resources/limits/{name}"
            yield Finding(Outcome.VIOLATED, message, at, container.name, _RATIOS)


def _requests(container: Container) -> Mapping[str, str]:
    """Return what is requested, which is the limit where nothing else is written."""
    return {**container.resources.limits, **container.resources.requests}


def _amount(text: str) -> Fraction | None:
    """Return the amount as an API server keeps it, in thousandths."""
    kept = canonical(text, 3)
    return None if kept is None else Fraction(kept)
