"""What the documents of a directory say of namespaces, as subjects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from holdfast.collect.collected import Collected
from holdfast.formats.kubernetes import NamespaceFact, namespaces
from holdfast.model.verdict import Subject, SubjectKind

_ALONE = "a file alone does not tell what else the namespace holds"


def collect(facts: Iterable[NamespaceFact], source: str, *, alone: bool = False) -> Iterator[Collected]:
    """Yield each namespace of which `source`, a directory, says anything.

    A file `alone` is no description of a namespace: one that only runs pods says nothing of theirs, and where it says
    something what it lacks may be kept elsewhere.
    """
    for namespace in namespaces(facts):
        said = namespace.declared or namespace.policies or namespace.credentials
        if said or (namespace.pods and not alone):
            subject = Subject(SubjectKind.NAMESPACE, namespace.name, source, None, namespace.name)
            gap = "; ".join(filter(None, (namespace.incomplete, _ALONE)))
            yield Collected(subject, replace(namespace, incomplete=gap) if alone else namespace)
