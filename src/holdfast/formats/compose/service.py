"""A service told as the pod that would run it, so that one set of rules judges both.

What Compose leaves open and Docker does by default is filled in: the default seccomp profile holds unless the service
lifts it. What has no counterpart in a pod (published ports, devices, restart policies) is part of the digest alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from holdfast.formats.compose.interpolation import Unknown
from holdfast.formats.compose.layers import Layers
from holdfast.formats.compose.ports import ports
from holdfast.formats.compose.security import security
from holdfast.formats.compose.volumes import volumes
from holdfast.formats.kubernetes.normal import digest_of
from holdfast.formats.kubernetes.pod import pod_spec
from holdfast.model.workload import Dialect, ImageUse, PodSpec, Workload

API_VERSION = "compose"
KIND = "Service"
_CONTAINER = "/spec/containers/0"
_HOST = (("network_mode", "hostNetwork"), ("pid", "hostPID"), ("ipc", "hostIPC"))
_LIMITS = (
    ("cpu", (("deploy", "resources", "limits", "cpus"), ("cpus",))),
    ("memory", (("deploy", "resources", "limits", "memory"), ("mem_limit",))),
)

Places = dict[str, str]
Tree = dict[str, Any]


def workload(name: str, pointer: str, service: Layers) -> tuple[Workload, Places]:
    """Return the workload of the service at `pointer`, and where what it says of its pod is written."""
    places: Places = {"": pointer}
    container: Tree = {
        "name": name,
        "securityContext": security(service, f"{_CONTAINER}/securityContext", places),
        "image": _image(service, places),
        "env": _environment(service, places),
        "ports": ports(service, places),
        "resources": {"limits": _limits(service, places)},
    }
    spec: Tree = {"containers": [container], **_host(service, places)}
    spec["volumes"], container["volumeMounts"] = volumes(service, places)
    labels = {each.name: each.value for each in service.entries("labels") if each.value.__class__ is str}
    pod = _pulled(pod_spec(spec), service)
    problems = tuple(service.problems)
    return Workload(
        api_version=API_VERSION,
        kind=KIND,
        name=name,
        namespace="",
        labels=labels,
        annotations=labels,  # a label is all that a service can carry
        pod=pod,
        template="",
        digest=digest_of(service.written()),
        problems=problems,
        dialect=Dialect.COMPOSE,
    ), places


def _image(service: Layers, places: Places) -> str | None:
    """Return the text that names the image, variables as written where one has no default."""
    found = service.text("image")
    if found is None:
        return None
    places[f"{_CONTAINER}/image"] = found[1]
    written = service.field("image")
    return found[0] if written is None or not isinstance(found[0], Unknown) else str(written.value)


def _pulled(pod: PodSpec, service: Layers) -> PodSpec:
    """Return `pod` with the images that are pulled: what is built here is judged as the Dockerfile that it is."""
    found = service.text("image")
    built = service.field("build") is not None
    (container,) = pod.containers
    use = container.image
    if built:
        use = ImageUse(None, None, "it is built here", use.pointer, use.container)
    elif found is not None and isinstance(found[0], Unknown):
        problem = f"{use.text!r} depends on the variable {found[0]}, which has no default"
        use = ImageUse(use.text, None, problem, use.pointer, use.container)
    kept = pod.images[1:] if built else (use, *pod.images[1:])
    return replace(pod, containers=(replace(container, image=use),), images=kept)


def _environment(service: Layers, places: Places) -> list[Tree]:
    env: list[Tree] = []
    for entry in service.entries("environment"):
        places[f"{_CONTAINER}/env/{len(env)}"] = entry.pointer
        if entry.value is None or isinstance(entry.value, Unknown):
            env.append({"name": entry.name, "valueFrom": {"variable": {}}})
        else:
            env.append({"name": entry.name, "value": entry.value})
    return env


def _limits(service: Layers, places: Places) -> Tree:
    limits: Tree = {}
    for name, fields in _LIMITS:
        for path in fields:
            if name not in limits and (found := service.text(*path)) is not None:
                limits[name] = str(found[0])
                places[f"{_CONTAINER}/resources/limits/{name}"] = found[1]
    if (field := service.field("deploy", "resources", "limits")) is not None:
        places[f"{_CONTAINER}/resources/limits"] = field.pointer
    return limits


def _host(service: Layers, places: Places) -> Tree:
    """Return which namespaces of the host the service shares."""
    shared: Tree = {}
    for name, field in _HOST:
        found = service.known(name)
        if found is not None:
            shared[field] = found[0] == "host"
            places[f"/spec/{field}"] = found[1]
    return shared
