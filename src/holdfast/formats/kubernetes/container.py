"""One container of any kind, from its mapping (core/v1 Container and EphemeralContainer)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.errors import MalformedError
from holdfast.formats.kubernetes.security import container_security
from holdfast.formats.kubernetes.values import (
    Node,
    boolean,
    integer,
    items,
    mapping,
    quantities,
    text,
    texts,
)
from holdfast.model.reference import Reference
from holdfast.model.workload import (
    Container,
    ContainerKind,
    EnvironmentSource,
    EnvironmentVariable,
    Handler,
    ImageUse,
    Port,
    Resources,
    VolumeMount,
)

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")
_ACTIONS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
_NO_RESOURCES = Resources({}, {})


def container(node: Node, kind: ContainerKind, pointer: str) -> Container:
    """Return the container that `node` describes; `pointer` is its own."""
    name = text(node, "name") or ""
    return Container(
        kind=kind,
        name=name,
        pointer=pointer,
        image=image_use(node, "image", pointer, name),
        security=container_security(node),
        resources=resources(node),
        environment=tuple(_environment(node, pointer)) if "env" in node else (),
        environment_from=tuple(_environment_from(node, pointer)) if "envFrom" in node else (),
        ports=tuple(_ports(node, pointer)) if "ports" in node else (),
        handlers=tuple(_handlers(node, pointer)),
        mounts=tuple(_mounts(node, pointer)) if "volumeMounts" in node else (),
        image_pull_policy=text(node, "imagePullPolicy"),
        command=texts(node, "command"),
        args=texts(node, "args"),
    )


def image_use(node: Node, field: str, pointer: str, name: str) -> ImageUse:
    """Return the image that `field` of `node` names; `pointer` is the node's."""
    written = text(node, field)
    place = f"{pointer}/{field}"
    if not written:
        return ImageUse(written, None, None, place, name)
    try:
        return ImageUse(written, Reference.parse(written), None, place, name)
    except MalformedError as error:
        return ImageUse(written, None, str(error), place, name)


def resources(node: Node) -> Resources:
    """Return `resources` of a container or of a pod."""
    value = mapping(node, "resources")
    return Resources(quantities(value, "limits"), quantities(value, "requests")) if value else _NO_RESOURCES


def _environment(node: Node, pointer: str) -> Iterator[EnvironmentVariable]:
    for index, entry in items(node, "env"):
        source = _source(mapping(entry, "valueFrom"))
        value = None if source else text(entry, "value")
        if value is None and source is None and entry.get("value") is None:
            value = ""  # an absent value is the empty string (core/v1 EnvVar)
        yield EnvironmentVariable(text(entry, "name") or "", value, source, f"{pointer}/env/{index}")


def _source(node: Node) -> str | None:
    """Return which source `valueFrom` names; of several, which no API server admits, a Secret, else the first by name."""
    named = [key for key, value in node.items() if value is not None]
    return "secretKeyRef" if "secretKeyRef" in named else min(named, default=None)


def _environment_from(node: Node, pointer: str) -> Iterator[EnvironmentSource]:
    for index, entry in items(node, "envFrom"):
        for kind in ("secretRef", "configMapRef"):
            if isinstance(entry.get(kind), dict):
                name = text(entry[kind], "name") or ""
                yield EnvironmentSource(kind, name, f"{pointer}/envFrom/{index}")


def _ports(node: Node, pointer: str) -> Iterator[Port]:
    for index, entry in items(node, "ports"):
        yield Port(
            integer(entry, "containerPort"),
            integer(entry, "hostPort"),
            text(entry, "hostIP"),
            text(entry, "protocol"),
            f"{pointer}/ports/{index}",
        )


def _handlers(node: Node, pointer: str) -> Iterator[Handler]:
    for field in _PROBES:
        if field in node and (probe := mapping(node, field)):
            yield _handler(probe, field, pointer)
    if "lifecycle" in node:
        lifecycle = mapping(node, "lifecycle")
        for hook in _HOOKS:
            if handler := mapping(lifecycle, hook):
                yield _handler(handler, f"lifecycle/{hook}", pointer)


def _handler(node: Node, field: str, pointer: str) -> Handler:
    action = next((name for name in _ACTIONS if isinstance(node.get(name), dict)), None)
    hosts = (text(mapping(node, name), "host") for name in ("httpGet", "tcpSocket"))
    return Handler(field, action, next((host for host in hosts if host), None), f"{pointer}/{field}")


def _mounts(node: Node, pointer: str) -> Iterator[VolumeMount]:
    for index, entry in items(node, "volumeMounts"):
        yield VolumeMount(
            text(entry, "name") or "",
            text(entry, "mountPath") or "",
            boolean(entry, "readOnly") is True,
            f"{pointer}/volumeMounts/{index}",
        )
