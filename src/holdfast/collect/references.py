"""Documents that only refer to others: Skaffold configurations, Argo CD applications, Bake files.

What they name is judged where it lies; here it is told, so that nobody takes the reference for the thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from holdfast.errors import HoldfastError
from holdfast.formats.kubernetes import KubernetesObject
from holdfast.formats.kubernetes.pointers import expand
from holdfast.model.tree import Value
from holdfast.sources import files

SHOWN = 20
"""References of one document that are told."""
_LONGEST = 200
"""Characters of one reference that are told."""

_SKAFFOLD = tuple(
    pattern
    for where in ("", "/profiles/*")
    for pattern in (
        f"{where}/build/artifacts/*/docker/dockerfile",
        f"{where}/build/artifacts/*/context",
        f"{where}/manifests/rawYaml/*",
        f"{where}/manifests/kustomize/paths/*",
        f"{where}/manifests/helm/releases/*/chartPath",
        f"{where}/deploy/kubectl/manifests/*",
        f"{where}/deploy/kustomize/paths/*",
        f"{where}/deploy/helm/releases/*/chartPath",
    )
)
_ARGO = {"Application": "/spec", "ApplicationSet": "/spec/template/spec"}
_BAKE_NAME = re.compile(r"docker-bake(?:[.-][\w.-]+)?\.(?:hcl|json)")
_BAKE_HCL = re.compile(r'^\s*(?:dockerfile|context)\s*=\s*"([^"\n]*)"', re.MULTILINE)
_BAKE_JSON = ("/target/*/dockerfile", "/target/*/context")


class References(NamedTuple):
    """What a document is, and what it names."""

    what: str
    to: tuple[str, ...]

    @property
    def told(self) -> str:
        """What the document refers to, in a few words."""
        more = f" and {len(self.to) - SHOWN} more" if len(self.to) > SHOWN else ""
        return f"refers to {', '.join(self.to[:SHOWN])}{more}" if self.to else "refers to nothing"


def of_object(item: KubernetesObject) -> References | None:
    """Return what an object refers to, or `None` where it is none that only refers."""
    if item.group == "skaffold" and item.kind == "Config":
        return References("Skaffold configuration", _unique(_texts(item.node, _SKAFFOLD)))
    if item.group == "argoproj.io" and item.kind in _ARGO:
        return References(f"Argo CD {item.kind}", _unique(_argo_sources(item.node, _ARGO[item.kind])))
    return None


def is_bake(name: str) -> bool:
    """Tell by its name whether a file is one of `docker buildx bake`."""
    return _BAKE_NAME.fullmatch(name) is not None


def of_bake(path: str) -> References:
    """Return what the targets of the Bake file at `path` build from; what is unreadable refers to nothing."""
    try:
        data = files.read(path)
        if path.endswith(".json"):
            from holdfast.formats import json_tree

            return References("Bake file", _unique(_texts(json_tree.parse(data, path=path), _BAKE_JSON)))
    except HoldfastError:
        return References("Bake file", ())
    return References("Bake file", _unique(_BAKE_HCL.findall(data.decode("utf-8", "replace"))))


def _argo_sources(node: Value, spec: str) -> Iterator[str]:
    for pattern in (f"{spec}/source", f"{spec}/sources/*"):
        for _, source in expand(node, pattern):
            if isinstance(source, dict):
                place = source.get("path") or source.get("chart") or ""
                yield f"{source.get('repoURL')} {place}@{source.get('targetRevision') or 'HEAD'}"


def _texts(node: Value, patterns: tuple[str, ...]) -> Iterator[str]:
    return (value for pattern in patterns for _, value in expand(node, pattern) if isinstance(value, str))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[:_LONGEST] for text in texts))
