"""Pod specifications made at random from Kubernetes' own types, rich in fields and sometimes senseless."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from holdfast.formats.kubernetes.schema.defaults import DEFAULTS
from holdfast.formats.kubernetes.schema.fields import TYPES
from holdfast.formats.kubernetes.schema.layout import notations

NEWER = {
    ("ClusterTrustBundleProjection", "user"),
    ("ConfigMapVolumeSource", "defaultUser"),
    ("DownwardAPIVolumeFile", "user"),
    ("DownwardAPIVolumeSource", "defaultUser"),
    ("EmptyDirVolumeSource", "mode"),
    ("GRPCAction", "mode"),
    ("HTTPGetAction", "protocol"),
    ("KeyToPath", "user"),
    ("PodCertificateProjection", "user"),
    ("PodSpec", "evictionResponders"),
    ("ProjectedVolumeSource", "defaultUser"),
    ("SecretVolumeSource", "defaultUser"),
    ("ServiceAccountTokenProjection", "user"),
    ("VolumeMount", "bindMountOptions"),
}
"""Fields that the release of the defaulting oracle does not have yet."""

_IMAGES = ("nginx", "nginx:latest", "nginx:1.27", "ghcr.io/a/b@sha256:" + "a" * 64, "Bad Image", "")
_QUANTITIES = (
    "0",
    "1",
    "1000m",
    "0.5",
    "500m",
    "1Gi",
    "1024Mi",
    "0.1m",
    "1e3",
    "1k",
    "2.5Gi",
    "100n",
    2,
    1.5,
)
_TEXTS = ("", "a", "b", "default", "v1", "TCP", "Always", "IfNotPresent", "/", "Localhost")
_VALUES: dict[str, tuple[Any, ...]] = {
    "string": _TEXTS,
    "int": (0, 1, 2, 10),
    "bool": (False, True),
    "IntOrString": (0, 80, "http"),
    "Quantity": _QUANTITIES,
}


def specs() -> st.SearchStrategy[dict[str, Any]]:
    """Return pod specifications."""
    return _struct("PodSpec", 0)


def _struct(name: str, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    if name == "ObjectMeta":
        return st.just({"labels": {"a": "b"}})
    fields = {
        field: _value(notation.removeprefix("*"), depth, (name, field))
        for field, notation in notations(name).items()
        if (name, field) not in NEWER and not notation.endswith("Time")
    }
    return st.fixed_dictionaries({}, optional=fields) if depth < 7 else st.just({})


def _value(notation: str, depth: int, place: tuple[str, str]) -> st.SearchStrategy[Any]:
    if notation.startswith("[]"):
        return st.lists(_value(notation[2:], depth, place), max_size=2)
    if notation.startswith("map["):
        item = _value(notation.partition("]")[2], depth, place)
        return st.dictionaries(st.sampled_from(("cpu", "memory", "a")), item, max_size=2)
    if notation in TYPES:
        return st.deferred(lambda: _struct(notation, depth + 1))
    type_name, field = place
    default = DEFAULTS.get(type_name, {}).get(field)
    values = _IMAGES if field in {"image", "reference"} else _VALUES[notation]
    return st.sampled_from(values if default is None else (*values, default))
