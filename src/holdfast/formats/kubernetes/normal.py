"""The normal form of a pod specification: what runs, told from who wrote it down.

The Deployment in Git, the Deployment that the API server completed and the Pod that its controller made must have
one digest, or a verdict could not be compared between gates. So the normal form is the specification *without*

- what equals its default (`defaults.DEFAULTS`), and what is null, or empty where Go's types leave that out;
- other spellings of the same: quantities by amount, `serviceAccount`, requests that repeat the limits, AppArmor
  annotations that have become a field;
- what placing and naming a pod adds (`defaults.PLACEMENT`): node, tolerations, affinity, priority, host name, pull
  secrets, the requests of a whole pod;
- what controllers and the default admission plugins add for every pod: the volume and mounts of the service
  account's token, the volumes of a StatefulSet's claims, the completion index of a Job.

What a cluster is configured to add beyond that (a LimitRange, injected containers) is no part of the pod that was
judged, and does change the digest. Everything else stands in the form as written, also fields of releases that are
newer than `fields.RELEASE`: changing an image, a command, a variable, a mount or a security setting changes the digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from holdfast.errors import MalformedError
from holdfast.formats.kubernetes.schema import defaults
from holdfast.formats.kubernetes.schema.layout import CLASSES, fields_of
from holdfast.formats.kubernetes.values import Node
from holdfast.model.quantity import canonical
from holdfast.model.reference import Reference

_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
_MILLI = 3
"""Decimal places that an API server keeps of the amounts in `limits` and `requests`."""

_ENCODER = json.JSONEncoder(
    sort_keys=True,
    separators=(",", ":"),
    ensure_ascii=False,
    check_circular=False,  # documents are trees: no composer takes an alias inside what it names
)

Normal = dict[str, Any]


class Surroundings(NamedTuple):
    """What beside the specification decides which of its parts were added."""

    name: str | None = None
    """Of the Pod; `None` for a template."""
    claims: Collection[str] = ()
    """Names of a StatefulSet's `volumeClaimTemplates`."""
    annotations: Mapping[str, str] = {}
    """Of the pod or its template."""


def normal_form(spec: Node, around: Surroundings) -> tuple[Normal, bool]:
    """Return the normal form of the pod specification `spec`, and whether all fields have their type."""
    faults: list[str] = []
    normal: Normal = _struct(spec, "PodSpec", faults)
    if isinstance(normal.get("volumes"), list):
        _drop_added_volumes(normal, around)
    if any(key.startswith(_APPARMOR) for key in around.annotations):
        _apply_apparmor(normal, around.annotations)
    return normal, not faults


def digest_of(normal: object) -> str:
    """Return `sha256:...` of the canonical JSON of `normal`."""
    text = _ENCODER.encode(normal)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def normal_container(node: Node) -> Normal:
    """Return the normal form of one container."""
    normal: Normal = _struct(node, "Container", [])
    return normal


_Walk = Callable[[Any, str, list[str]], Any]
_Plan = dict[str, tuple[type | None, tuple[Any, ...], _Walk, str, bool, bool]]


@cache
def _plan(name: str) -> _Plan:
    """Return what the walk needs to know of each field of the type called `name`."""
    return {
        key: (
            CLASSES[field.of] if field.kind == "scalar" else None,
            field.silent,
            _WALKS.get(field.kind, _any),
            field.of,
            field.keep_empty,
            field.left_out,
        )
        for key, field in fields_of(name).items()
    }


def _struct(node: Any, name: str, faults: list[str]) -> Any:  # noqa: ANN401 - any value of a document
    if not isinstance(node, dict):
        faults.append(name)
        return node
    plan, normal = _plan(name), {}
    for key, value in node.items():
        if value is None:
            continue
        step = plan.get(key)
        if step is None:
            normal[key] = value
            continue
        scalar, silent, walk, of, keep_empty, left_out = step
        if scalar is not None:
            if value.__class__ is not scalar:
                faults.append(key)
            if not left_out and value not in silent:
                normal[key] = value
        elif ((walked := walk(value, of, faults)) or keep_empty) and not left_out:
            normal[key] = walked
    adjust = _ADJUST.get(name)
    if adjust is not None:
        adjust(normal)
    return normal


def _structs(value: Any, of: str, faults: list[str]) -> Any:  # noqa: ANN401 - as above
    if not isinstance(value, list):
        faults.append(of)
        return value
    return [{} if item is None else _struct(item, of, faults) for item in value]


def _scalars(value: Any, of: str, faults: list[str]) -> Any:  # noqa: ANN401 - as above
    wanted = CLASSES[of]
    if not isinstance(value, list) or any(item.__class__ is not wanted for item in value if item is not None):
        faults.append(of)
    return value


def _map(value: Any, of: str, faults: list[str]) -> Any:  # noqa: ANN401 - as above
    wanted = CLASSES[of]
    if not isinstance(value, dict) or any(
        item.__class__ is not wanted for item in value.values() if item is not None
    ):
        faults.append(of)
    return value


def _quantity(value: Any, of: str, faults: list[str], digits: int = 9) -> Any:  # noqa: ANN401 - as above
    written = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    amount = canonical(str(value), digits) if written else None
    if amount is None:
        faults.append(of)
        return value
    return amount


def _quantities(value: Any, of: str, faults: list[str]) -> Any:  # noqa: ANN401 - as above
    if not isinstance(value, dict):
        faults.append(of)
        return value
    return {key: _quantity(item, of, faults, _MILLI) for key, item in value.items() if item is not None}


def _number_or_name(value: Any, of: str, faults: list[str]) -> Any:  # noqa: ANN401 - as above
    if value.__class__ is not int and not isinstance(value, str):
        faults.append(of)
    return value


def _any(value: Any, _of: str, _faults: list[str]) -> Any:  # noqa: ANN401 - as above
    return value


_WALKS: dict[str, _Walk] = {
    "struct": _struct,
    "structs": _structs,
    "scalars": _scalars,
    "map": _map,
    "quantity": _quantity,
    "quantities": _quantities,
    "number_or_name": _number_or_name,
    "any": _any,
}


def _adjust_pod(normal: Normal) -> None:
    alias = normal.pop("serviceAccount", None)
    account = normal.pop("serviceAccountName", alias)
    if account not in (None, "default"):
        normal["serviceAccountName"] = account
    if isinstance(normal.get("resources"), dict):
        normal["resources"].pop("requests", None)
        if not normal["resources"]:
            del normal["resources"]
    if normal.get("hostNetwork") is True:
        for container in _containers(normal):
            for port in _dicts(container.get("ports")):
                if port.get("hostPort") == port.get("containerPort"):
                    port.pop("hostPort", None)


def _adjust_container(normal: Normal) -> None:
    if normal.get("imagePullPolicy") == _pull_policy(normal.get("image")):
        del normal["imagePullPolicy"]
    if "resizePolicy" in normal and isinstance(normal["resizePolicy"], list):
        kept = [
            entry
            for entry in normal["resizePolicy"]
            if not isinstance(entry, dict) or "restartPolicy" in entry
        ]
        _replace(normal, "resizePolicy", kept)
    if isinstance(normal.get("env"), list):
        _replace(normal, "env", [entry for entry in normal["env"] if not _is_completion_index(entry)])


def _adjust_resources(normal: Normal) -> None:
    limits, requests = normal.get("limits"), normal.get("requests")
    if isinstance(limits, dict) and isinstance(requests, dict):
        _replace(normal, "requests", {k: v for k, v in requests.items() if limits.get(k) != v})


def _adjust_volume(normal: Normal) -> None:
    if normal.get("emptyDir") == {}:
        del normal["emptyDir"]


def _adjust_image_volume(normal: Normal) -> None:
    if normal.get("pullPolicy") == _pull_policy(normal.get("reference")):
        del normal["pullPolicy"]


def _adjust_resource_field(normal: Normal) -> None:
    if normal.get("divisor") == "0":
        del normal["divisor"]


_ADJUST: dict[str, Callable[[Normal], None]] = {
    "PodSpec": _adjust_pod,
    "Container": _adjust_container,
    "EphemeralContainer": _adjust_container,
    "ResourceRequirements": _adjust_resources,
    "Volume": _adjust_volume,
    "ImageVolumeSource": _adjust_image_volume,
    "ResourceFieldSelector": _adjust_resource_field,
}
"""What a type has beside defaults of single fields."""


def _pull_policy(image: object) -> str:
    """Return the pull policy that an API server gives to `image` (core/v1 Container.imagePullPolicy)."""
    if not isinstance(image, str):
        return "IfNotPresent"
    try:
        reference = Reference.parse(image)
    except MalformedError:
        return "IfNotPresent"
    latest = reference.tag == "latest" or (reference.tag is None and reference.digest is None)
    return "Always" if latest else "IfNotPresent"


def _is_completion_index(entry: object) -> bool:
    if not isinstance(entry, dict) or entry.get("name") != defaults.COMPLETION_INDEX:
        return False
    return any(
        entry.get("valueFrom") == {"fieldRef": {"fieldPath": path}}
        for path in defaults.COMPLETION_INDEX_FIELDS
    )


def _drop_added_volumes(normal: Normal, around: Surroundings) -> None:
    """Take out the volumes that an admission plugin or a StatefulSet adds, and the mounts of the former."""
    token = {v["name"] for v in _dicts(normal["volumes"]) if _is_token(v)}
    if normal.get("automountServiceAccountToken") is False:
        token = set()
    kept = [
        volume for volume in normal["volumes"] if not _is_added(volume, token, around.claims, around.name)
    ]
    _replace(normal, "volumes", kept)
    mounts = [{"mountPath": defaults.TOKEN_MOUNT_PATH, "name": name, "readOnly": True} for name in token]
    for container in _containers(normal) if mounts else ():
        if isinstance(container.get("volumeMounts"), list):
            _replace(container, "volumeMounts", [m for m in container["volumeMounts"] if m not in mounts])


def _is_token(volume: Normal) -> bool:
    name = volume.get("name")
    return (
        isinstance(name, str)
        and name.startswith(defaults.TOKEN_VOLUME_PREFIX)
        and volume == {**defaults.TOKEN_VOLUME, "name": name}
    )


def _is_added(volume: object, token: Collection[str], claims: Collection[str], pod: str | None) -> bool:
    """Tell whether `volume` is one for the `token`, or a claim of a StatefulSet seen from the set or its Pod."""
    name = volume.get("name") if isinstance(volume, dict) else None
    if not isinstance(volume, dict) or not isinstance(name, str):
        return False
    made = {"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{pod}"}}
    return name in token or name in claims or (pod is not None and volume == made)


def _apply_apparmor(normal: Normal, annotations: Mapping[str, str]) -> None:
    """Write AppArmor annotations as the field that API servers since 1.30 make of them."""
    for container in _containers(normal):
        value = annotations.get(f"{_APPARMOR}{container.get('name')}")
        security = container.setdefault("securityContext", {})
        if value is not None and isinstance(security, dict) and (profile := _apparmor(value)) is not None:
            security.setdefault("appArmorProfile", profile)
        if not security:
            del container["securityContext"]


def _apparmor(annotation: str) -> Normal | None:
    if annotation == "runtime/default":
        return {"type": "RuntimeDefault"}
    if annotation == "unconfined":
        return {"type": "Unconfined"}
    if annotation.startswith("localhost/"):
        return {"localhostProfile": annotation.removeprefix("localhost/"), "type": "Localhost"}
    return None


def _containers(normal: Normal) -> Iterator[Normal]:
    for field in _CONTAINERS:
        yield from _dicts(normal.get(field))


def _dicts(value: object) -> Iterator[Normal]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _replace(node: Normal, field: str, value: Any) -> None:  # noqa: ANN401 - as above
    """Set `field`, or leave it out where nothing is left."""
    if value:
        node[field] = value
    else:
        node.pop(field, None)
