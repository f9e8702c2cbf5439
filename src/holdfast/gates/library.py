"""Holdfast as a library: `holdfast.check(...)`, the same engine and policy as the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from holdfast.assess import Engine
from holdfast.collect import directories, documents, image_subjects, namespaces
from holdfast.collect.collected import Collected
from holdfast.collect.documents import Reading
from holdfast.formats.kubernetes import NamespaceFact
from holdfast.gates import policies
from holdfast.gates.policies import Choice
from holdfast.model.namespace import Namespace
from holdfast.model.verdict import Assessment
from holdfast.sources import clock
from holdfast.sources.files import Candidate


def check(
    *subjects: str,
    policy: str | None = None,
    profile: str | None = None,
    floor: str | None = None,
    namespace: str = "default",
    now: datetime | None = None,
) -> Iterator[Assessment]:
    """Yield the assessment of every subject that `subjects` hold: files, directories, `oci:DIR` and the like.

    `policy` and `floor` are paths, `profile` is a name; without any of them the policy is found as the command line
    finds it. Documents alone are judged. Raises `ConfigurationError` before anything is judged where policy,
    profile or floor is wrong; a subject that cannot be read is assessed as undecided, never raised.
    """
    chosen = policies.load(Choice(policy, profile, floor))
    engine = Engine(chosen, now or clock.now())
    reading = Reading(namespace, policies.templates(chosen))
    return (
        engine.assess(collected).assessment
        for subject in subjects
        for collected in _collect(subject, reading, engine)
    )


def _collect(subject: str, reading: Reading, engine: Engine) -> Iterator[Collected]:
    if image_subjects.names_image(subject):
        yield image_subjects.collect(subject, None)
        return
    facts: list[NamespaceFact] = []
    single = empty = True
    for found in directories.walk(subject):
        single = single and found.path == subject
        if isinstance(found, Candidate):
            collected = directories.collect(found, reading)
            facts += collected.facts
            empty = empty and not (collected.subjects or collected.skipped)
            yield from collected.subjects
    if empty:
        yield documents.nothing(subject)
    if engine.policy.judges(Namespace):
        yield from namespaces.collect(facts, subject, alone=single)
