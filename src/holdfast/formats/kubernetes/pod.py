"""A pod specification, from its mapping (core/v1 PodSpec)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.formats.kubernetes.container import container, image_use, resources
from holdfast.formats.kubernetes.security import pod_security
from holdfast.formats.kubernetes.values import Node, boolean, items, mapping, text
from holdfast.model.workload import Container, ContainerKind, ImageUse, PodSpec, Sysctl, Volume


def pod_spec(spec: Node, pointer: str = "/spec") -> PodSpec:
    """Return what `spec` says; `pointer` is where it stands within its pod template."""
    containers = tuple(_containers(spec, pointer))
    return PodSpec(
        security=pod_security(spec),
        containers=containers,
        images=(*(each.image for each in containers), *volume_images(spec, pointer)),
        volumes=tuple(volumes(spec, pointer)) if "volumes" in spec else (),
        sysctls=tuple(_sysctls(spec, pointer)),
        host_network=boolean(spec, "hostNetwork"),
        host_pid=boolean(spec, "hostPID"),
        host_ipc=boolean(spec, "hostIPC"),
        host_users=boolean(spec, "hostUsers"),
        os=text(mapping(spec, "os"), "name"),
        service_account=text(spec, "serviceAccountName") or text(spec, "serviceAccount"),
        automount_token=boolean(spec, "automountServiceAccountToken"),
        resources=resources(spec) if isinstance(spec.get("resources"), dict) else None,
        restart_policy=text(spec, "restartPolicy"),
        share_process_namespace=boolean(spec, "shareProcessNamespace"),
        host_aliases=sum(1 for _ in items(spec, "hostAliases")),
    )


def _containers(spec: Node, pointer: str) -> Iterator[Container]:
    for index, node in items(spec, "initContainers"):
        sidecar = node.get("restartPolicy") == "Always"
        kind = ContainerKind.SIDECAR if sidecar else ContainerKind.INIT
        yield container(node, kind, f"{pointer}/initContainers/{index}")
    for index, node in items(spec, "containers"):
        yield container(node, ContainerKind.REGULAR, f"{pointer}/containers/{index}")
    for index, node in items(spec, "ephemeralContainers"):
        yield container(node, ContainerKind.EPHEMERAL, f"{pointer}/ephemeralContainers/{index}")


def volume_images(spec: Node, pointer: str) -> Iterator[ImageUse]:
    """Yield the images of the image volumes in `volumes`."""
    for index, node in items(spec, "volumes"):
        source = node.get("image")
        if isinstance(source, dict):
            place = f"{pointer}/volumes/{index}/image"
            yield image_use(source, "reference", place, text(node, "name") or "")


def volumes(node: Node, pointer: str) -> Iterator[Volume]:
    """Yield each entry of `volumes` of a pod, or of what describes one."""
    for index, entry in items(node, "volumes"):
        yield Volume(
            name=text(entry, "name") or "",
            kinds=tuple(key for key, value in entry.items() if key != "name" and value is not None),
            pointer=f"{pointer}/volumes/{index}",
            host_path=text(mapping(entry, "hostPath"), "path"),
        )


def _sysctls(spec: Node, pointer: str) -> Iterator[Sysctl]:
    for index, entry in items(mapping(spec, "securityContext"), "sysctls"):
        place = f"{pointer}/securityContext/sysctls/{index}"
        yield Sysctl(text(entry, "name") or "", text(entry, "value"), place)
