"""Workloads of custom resources that write containers without a pod specification (`kinds.SHAPES`).

Their pointers start at the object, and so does `Workload.template`.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.formats.kubernetes.container import container
from holdfast.formats.kubernetes.kinds import Shape
from holdfast.formats.kubernetes.normal import digest_of, normal_container
from holdfast.formats.kubernetes.pod import volume_images, volumes
from holdfast.formats.kubernetes.pointers import expand
from holdfast.formats.kubernetes.schema.conformity import problems
from holdfast.formats.kubernetes.security import pod_security
from holdfast.formats.kubernetes.values import Node, mapping, text_map
from holdfast.formats.kubernetes.workloads import Identity
from holdfast.model.workload import Container, PodSpec, Workload


def shaped(node: Node, identity: Identity, shape: Shape) -> Iterator[Workload]:
    """Yield a workload for each pod that `shape` finds in `node` and that has a container."""
    for pattern in shape.pods:
        for pointer, pod in expand(node, pattern):
            found = tuple(_containers(pod, pointer, shape))
            if found and isinstance(pod, dict):
                yield _workload(node, pod, pointer, found, identity, shape)


def _containers(pod: object, pointer: str, shape: Shape) -> Iterator[tuple[Container, Node]]:
    for pattern, kind in shape.containers:
        for below, node in expand(pod, pattern):
            if isinstance(node, dict):
                yield container(node, kind, f"{pointer}{below}"), node


def _workload(
    node: Node,
    pod: Node,
    pointer: str,
    found: tuple[tuple[Container, Node], ...],
    identity: Identity,
    shape: Shape,
) -> Workload:
    containers = tuple(each for each, _ in found)
    security = pod if pod.get("securityContext") is not None else _at(node, shape.security)
    shared = _at(node, shape.volumes)
    metadata = mapping(pod, "metadata") or mapping(mapping(node, "spec"), "podMetadata")
    return Workload(
        api_version=identity.api_version,
        kind=identity.kind,
        name=identity.name,
        namespace=identity.namespace,
        labels=text_map(metadata, "labels"),
        annotations=text_map(metadata, "annotations"),
        pod=PodSpec(
            security=pod_security(security),
            containers=containers,
            images=(
                *(each.image for each in containers),
                *volume_images(pod, pointer),
                *volume_images(shared, shape.volumes or ""),
            ),
            volumes=(*volumes(pod, pointer), *volumes(shared, shape.volumes or "")),
            complete=False,
        ),
        template=identity.pointer,
        problems=tuple(
            problem for each, written in found for problem in problems(written, "Container", each.pointer)
        ),
        digest=digest_of(
            {
                "containers": [[each.kind.value, normal_container(written)] for each, written in found],
                "securityContext": security.get("securityContext"),
                "volumes": [pod.get("volumes"), shared.get("volumes")],
            }
        ),
    )


def _at(node: Node, pointer: str | None) -> Node:
    """Return the mapping at `pointer`, an empty one where there is none."""
    if pointer is None:
        return {}
    return next((value for _, value in expand(node, pointer) if isinstance(value, dict)), {})
