"""User and group numbers that a policy has not given out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, Example, rule

_ALIASES = ("K8sPSPAllowedUsers", "K8sPSPFSGroup")
_RANGES = {
    "users": ("2000-2999", "65532"),
    "groups": ("2000-2999",),
    "fs_groups": ("2000-2999",),
    "supplemental_groups": ("2000-2999",),
}
_WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext:
    runAsGroup: 2001%s
    fsGroup: 2001%s
    supplementalGroups: [2001, 2002]%s
  containers:
  - {name: web, image: "web:1.4", securityContext: {runAsUser: 65532}}%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which numbers may be used: each a number or a range such as `1000-1999`. An empty list judges nothing."""

    users: tuple[str, ...] = ()
    """Of `runAsUser`, which must then be set."""
    groups: tuple[str, ...] = ()
    """Of `runAsGroup`, which must then be set."""
    fs_groups: tuple[str, ...] = ()
    """Of `fsGroup`, where it is set."""
    supplemental_groups: tuple[str, ...] = ()
    """Of each of `supplementalGroups`."""


@rule(
    title="Container runs under a number that was not given to it",
    why="Where teams share nodes or network storage, user and group numbers are what keeps their files apart: a "
    "container that picks its own number reads those of whoever has it too.",
    fix="Set `runAsUser`, `runAsGroup`, `fsGroup` and `supplementalGroups` to numbers that the policy names.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",),
    parameters=Parameters,
    good=(Example(_WEB % ("", "", "", ""), _RANGES),),
    bad=(
        Example(_WEB % ("", "", "", "  # violated"), {"users": ("2000-2999",)}),
        Example(_WEB % ("", "", "", "  # violated"), {"groups": ("1",)}),
        Example(_WEB % ("", "  # violated", "", ""), {"fs_groups": ("1-2000",)}),
        Example(_WEB % ("", "", "  # violated", ""), {"supplemental_groups": ("2001",)}),
        _WEB.replace("securityContext:\n", "securityContext:  # undecided\n") % ("", "", "", ""),
    ),
)
def users_limited(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Judge the numbers that a container gets, its own or its pod's, then those of the pod."""
    allowed, pod = context.parameters, workload.pod.security
    if not (allowed.users or allowed.groups or allowed.fs_groups or allowed.supplemental_groups):
        yield Finding(
            Outcome.UNDECIDED, "the policy names no numbers that may be used", "/spec/securityContext"
        )
    for container in workload.pod.containers:
        for field, key, ranges in (
            ("run_as_user", "runAsUser", allowed.users),
            ("run_as_group", "runAsGroup", allowed.groups),
        ):
            number = workload.effective(container, field)
            if ranges and not _within(number, ranges):
                said = "is not set" if number is None else f"is {number}"
                message = f"{key} of container {container.name!r} {said}, outside {', '.join(ranges)}"
                at = f"{container.pointer}/securityContext/{key}"
                yield Finding(Outcome.VIOLATED, message, at, container.name, _ALIASES[:1])
    if allowed.fs_groups and pod.fs_group is not None and not _within(pod.fs_group, allowed.fs_groups):
        message = f"fsGroup of the pod is {pod.fs_group}, outside {', '.join(allowed.fs_groups)}"
        yield Finding(Outcome.VIOLATED, message, "/spec/securityContext/fsGroup", aliases=_ALIASES[1:])
    for index, group in enumerate(pod.supplemental_groups):
        if allowed.supplemental_groups and not _within(group, allowed.supplemental_groups):
            message = f"the pod joins group {group}, outside {', '.join(allowed.supplemental_groups)}"
            at = f"/spec/securityContext/supplementalGroups/{index}"
            yield Finding(Outcome.VIOLATED, message, at, aliases=_ALIASES[:1])


def _within(number: object, ranges: Iterable[str]) -> bool:
    """Tell whether `number` lies in one of `ranges`; what is written wrongly holds no number."""
    for text in ranges:
        low, _, high = text.partition("-")
        high = high or low
        if (
            isinstance(number, int)
            and low.isdecimal()
            and high.isdecimal()
            and int(low) <= number <= int(high)
        ):
            return True
    return False
