"""Which containers ought to have a probe, and lack it."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.workload import Container, ContainerKind, Workload


def lacking(workload: Workload, field: str) -> Iterator[Container]:
    """Yield each regular container of `workload` without the probe `field`.

    Pods that end (those of a Job, by their restart policy, wherever they are judged) need none, nor do init containers.
    A probe that names nothing to do is none.
    """
    if not workload.pod.runs_forever:
        return
    for container in workload.pod.containers:
        if container.kind is ContainerKind.REGULAR and not any(
            handler.field == field and handler.action is not None for handler in container.handlers
        ):
            yield container
