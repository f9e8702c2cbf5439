"""References in YAML and JSON: Kubernetes objects, Kustomize, Compose, CI files and Helm values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.formats import kubernetes
from holdfast.model.tree import Mapping, Sequence, Value, WrittenText
from holdfast.model.workload import TemplatePath
from holdfast.remedy.sites import continuous_integration, helm
from holdfast.remedy.sites.site import Content, Site

_KUSTOMIZATION = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
_KUSTOMIZE_GROUP = "kustomize.config.k8s.io"
_VALUES = re.compile(r"(?:.*[-_.])?values(?:[-_.].*)?\.(?:yaml|yml|json)")


def find(root: Value, content: Content, path: str, templates: tuple[TemplatePath, ...]) -> Iterator[Site]:
    """Yield the references in one document; the name of its file decides where its content does not."""
    name = path.rpartition("/")[2]
    if not isinstance(root, Mapping):
        return
    group = kubernetes.group_of(str(root.get("apiVersion") or ""))
    if name in _KUSTOMIZATION or group == _KUSTOMIZE_GROUP:
        yield from _kustomization(root, content)
    elif root.get("apiVersion") and root.get("kind"):
        yield from _workloads(root, content, templates)
    elif continuous_integration.is_gitlab(name):
        yield from continuous_integration.gitlab(root, content)
    elif continuous_integration.is_github(root):
        yield from continuous_integration.github(root, content)
    elif _VALUES.fullmatch(name):
        yield from helm.values(root, content)
    elif isinstance(root.get("services"), Mapping):
        yield from _compose(root, content)


def _workloads(root: Mapping, content: Content, templates: tuple[TemplatePath, ...]) -> Iterator[Site]:
    """Yield every image of every container and volume of every workload."""
    for item in kubernetes.read(root, templates=templates):
        for workload in item.workloads:
            for use in workload.pod.images:
                if isinstance(use.text, WrittenText) and use.text:
                    yield content.scalar(use.text, use.text)


def _kustomization(root: Mapping, content: Content) -> Iterator[Site]:
    """Yield the entries of `images` that set a tag or a digest.

    Kustomize leaves `newTag` out where `digest` is set, so that the digest goes behind the tag, as Renovate writes it.
    """
    for entry in sequence(root.get("images")):
        if not isinstance(entry, Mapping):
            continue
        name, tag, digest = (
            entry.get("newName") or entry.get("name"),
            entry.get("newTag"),
            entry.get("digest"),
        )
        if not isinstance(name, WrittenText):
            continue
        if isinstance(digest, WrittenText) and digest:
            yield content.scalar(f"{name}@{digest}", digest, bare=True)
        elif isinstance(tag, WrittenText) and tag:
            yield content.scalar(f"{name}:{tag}", tag)
        elif tag is not None:
            yield content.hindered(f"{name}:{tag}", name.start, "newTag is not a string: quote it")


def _compose(root: Mapping, content: Content) -> Iterator[Site]:
    """Yield the images of services; where a service is built, its image is the name of the result."""
    services = root["services"]
    assert isinstance(services, Mapping)
    for service in services.values():
        if isinstance(service, Mapping) and "build" not in service:
            image = service.get("image")
            if isinstance(image, WrittenText) and image:
                yield content.scalar(image, image)


def sequence(value: Value) -> Sequence | tuple[()]:
    """Return `value` where it is a sequence, else nothing."""
    return value if isinstance(value, Sequence) else ()
