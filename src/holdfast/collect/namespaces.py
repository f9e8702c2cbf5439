"""What the documents of a directory say of namespaces, as subjects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.collect.collected import Collected
from holdfast.formats.kubernetes import NamespaceFact, namespaces
from holdfast.model.verdict import Subject, SubjectKind


def collect(facts: Iterable[NamespaceFact], directory: str) -> Iterator[Collected]:
    """Yield each namespace in which `directory` runs something, or that it declares."""
    for namespace in namespaces(facts):
        if namespace.declared or namespace.pods:
            subject = Subject(SubjectKind.NAMESPACE, namespace.name, directory, None, namespace.name)
            yield Collected(subject, namespace)
