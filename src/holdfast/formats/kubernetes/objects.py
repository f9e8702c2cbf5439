"""The objects of a document: what each is, and the workloads that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from holdfast.formats.kubernetes.kinds import BUILT_IN, CUSTOM, SHAPES, WITHOUT_PODS
from holdfast.formats.kubernetes.shapes import shaped
from holdfast.formats.kubernetes.values import mapping, text
from holdfast.formats.kubernetes.workloads import Identity, broken, templated
from holdfast.model.tree import Mapping, Sequence, Value
from holdfast.model.workload import TemplatePath, Workload


class Standing(Enum):
    """What is known of an object's kind."""

    WORKLOAD = "workload"
    """It holds pods."""
    WITHOUT_PODS = "without_pods"
    """One of Kubernetes' own kinds, or a well-known one, that holds none (here)."""
    UNKNOWN = "unknown"
    """A kind of which nobody told whether it holds pods; `TemplatePath` can tell."""
    FOREIGN = "foreign"
    """Not a Kubernetes object: `apiVersion` or `kind` is missing or not a string."""


@dataclass(frozen=True, slots=True)
class KubernetesObject:
    """One object of a document, also an item of a `List`."""

    api_version: str
    """Empty where the object is foreign, as are kind and name."""
    kind: str
    name: str
    """`metadata.name`, else `metadata.generateName`, else empty."""
    namespace: str
    """With the default filled in, whether or not the kind has namespaces."""
    pointer: str
    """Of the object within its document: empty, or `/items/N`."""
    standing: Standing
    node: Value
    """The object itself."""
    workloads: tuple[Workload, ...] = ()

    @property
    def group(self) -> str:
        """Return the API group, empty for the core group."""
        return group_of(self.api_version)


def group_of(api_version: str) -> str:
    """Return the group of an `apiVersion`, empty for the core group."""
    group, slash, _ = api_version.partition("/")
    return group if slash else ""


def read(
    tree: Value, *, namespace: str = "default", templates: tuple[TemplatePath, ...] = ()
) -> tuple[KubernetesObject, ...]:
    """Return every object of the document `tree`, lists taken apart, in order.

    `namespace` completes objects that name none. `templates` tells of custom resources beside the well-known.
    """
    return tuple(_read(node, pointer, namespace, templates) for node, pointer in _objects(tree))


def _objects(tree: Value) -> Iterator[tuple[Value, str]]:
    """Yield each object with its pointer; lists within lists are taken apart too."""
    pending: list[tuple[Value, str]] = [(tree, "")]
    while pending:
        node, pointer = pending.pop()
        if isinstance(node, Mapping) and _is_list(node):
            entries = node.get("items") or ()
            assert isinstance(entries, (Sequence, tuple))
            pending += [
                (_completed(item, node), f"{pointer}/items/{index}")
                for index, item in reversed(list(enumerate(entries)))
            ]
        else:
            yield node, pointer


def _is_list(node: Mapping) -> bool:
    kind = node.get("kind")
    return (
        isinstance(kind, str)
        and kind.endswith("List")
        and isinstance(node.get("apiVersion"), str)
        and isinstance(node.get("items", ()), (Sequence, tuple, type(None)))
        and "spec" not in node
    )


def _completed(item: Value, parent: Mapping) -> Value:
    """Return an item of a typed list (`PodList`) with the kind that the list gives it, as API servers write it."""
    kind = parent["kind"]
    assert isinstance(kind, str)
    if not isinstance(item, Mapping) or "kind" in item or kind == "List":
        return item
    complete = Mapping(item.line, item.column)
    complete.update(item)
    complete.setdefault("apiVersion", parent["apiVersion"])
    complete["kind"] = kind.removesuffix("List")
    complete.marks = item.marks
    return complete


def _read(node: Value, pointer: str, default: str, templates: tuple[TemplatePath, ...]) -> KubernetesObject:
    api_version = text(node, "apiVersion") if isinstance(node, Mapping) else None
    kind = text(node, "kind") if isinstance(node, Mapping) else None
    if not api_version or not kind:
        return KubernetesObject("", "", "", default, pointer, Standing.FOREIGN, node)
    assert isinstance(node, Mapping)
    metadata = mapping(node, "metadata")
    name = text(metadata, "name") or text(metadata, "generateName") or ""
    namespace = text(metadata, "namespace") or default
    identity = Identity(api_version, kind, name, namespace, pointer)
    standing, workloads = _workloads(node, identity, templates)
    return KubernetesObject(*identity, standing, node, workloads)


def _workloads(
    node: Mapping, identity: Identity, templates: tuple[TemplatePath, ...]
) -> tuple[Standing, tuple[Workload, ...]]:
    kind = (group_of(identity.api_version), identity.kind)
    if (patterns := BUILT_IN.get(kind)) is not None:
        found = tuple(templated(node, identity, patterns))
        return Standing.WORKLOAD, found or (broken(identity, patterns[0]),)
    added = tuple(path.pointer for path in templates if (path.group, path.kind) == kind)
    shape = SHAPES.get(kind)
    if kind in CUSTOM or added or shape is not None:
        found = tuple(templated(node, identity, (*CUSTOM.get(kind, ()), *added)))
        found += tuple(shaped(node, identity, shape)) if shape is not None else ()
        return (Standing.WORKLOAD if found else Standing.WITHOUT_PODS), found
    return (Standing.WITHOUT_PODS if kind in WITHOUT_PODS else Standing.UNKNOWN), ()
