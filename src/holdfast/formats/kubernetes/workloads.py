"""From an object to its workloads: one per pod template that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.formats.kubernetes.normal import Surroundings, digest_of, normal_form
from holdfast.formats.kubernetes.pod import pod_spec
from holdfast.formats.kubernetes.pointers import expand
from holdfast.formats.kubernetes.schema.conformity import problems, shown
from holdfast.formats.kubernetes.values import Node, items, mapping, text, text_map
from holdfast.model.workload import TypeProblem, Workload


class Identity(NamedTuple):
    """Which object a workload belongs to."""

    api_version: str
    kind: str
    name: str
    namespace: str
    pointer: str
    """Of the object within its document."""


def templated(node: Node, identity: Identity, patterns: tuple[str, ...]) -> Iterator[Workload]:
    """Yield a workload for each pod template that `patterns` find in `node`."""
    for pattern in patterns:
        for pointer, template in expand(node, pattern):
            yield _workload(node, template, identity, f"{identity.pointer}{pointer}")


def broken(identity: Identity, pattern: str) -> Workload:
    """Return the workload of an object that must have a pod template at `pattern` and has none."""
    fault = TypeProblem("", f"the pod template is missing: {identity.kind} has it at {pattern}")
    return _assembled({}, {}, identity, identity.pointer, (fault,))


def _workload(node: Node, template: object, identity: Identity, pointer: str) -> Workload:
    if not isinstance(template, dict):
        fault = TypeProblem("", f"a pod template must be a mapping, not {shown(template)}")
        return _assembled({}, {}, identity, pointer, (fault,))
    faults: tuple[TypeProblem, ...] = ()
    if not isinstance(template.get("spec"), dict):
        fault = TypeProblem("/spec", f"spec must be a mapping, not {shown(template.get('spec'))}")
        return _assembled(template, {}, identity, pointer, (fault,))
    claims = frozenset(_claims(node)) if identity.kind == "StatefulSet" else frozenset()
    name = identity.name if identity.kind == "Pod" else None
    return _assembled(template, template["spec"], identity, pointer, faults, claims=claims, pod=name)


def _claims(node: Node) -> Iterator[str]:
    for _, claim in items(mapping(node, "spec"), "volumeClaimTemplates"):
        if (name := text(mapping(claim, "metadata"), "name")) is not None:
            yield name


def _assembled(  # noqa: PLR0913 - what a workload is made of
    template: Node,
    spec: Node,
    identity: Identity,
    pointer: str,
    faults: tuple[TypeProblem, ...],
    *,
    claims: frozenset[str] = frozenset(),
    pod: str | None = None,
) -> Workload:
    metadata = mapping(template, "metadata")
    annotations = text_map(metadata, "annotations")
    normal, conforms = normal_form(spec, Surroundings(pod, claims, annotations))
    if not conforms:
        faults = (*faults, *problems(spec, "PodSpec", "/spec"))
    return Workload(
        api_version=identity.api_version,
        kind=identity.kind,
        name=identity.name,
        namespace=identity.namespace,
        labels=text_map(metadata, "labels"),
        annotations=annotations,
        pod=pod_spec(spec),
        template=pointer,
        digest=digest_of(normal),
        problems=faults,
    )
