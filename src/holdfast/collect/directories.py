"""Files to subjects, with those directories that a tool has to render first: Kustomize directories, Helm charts.

Such a directory is judged as what it renders, and its parts are not judged again as they are written: a base without
its patches and a patch without its base run nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

from holdfast.collect import documents, references
from holdfast.collect.collected import Collected
from holdfast.collect.documents import Found, Reading
from holdfast.errors import HoldfastError
from holdfast.formats.kubernetes import NamespaceFact
from holdfast.model.evidence import Missing
from holdfast.model.verdict import Subject, SubjectKind
from holdfast.sources import files
from holdfast.sources.files import Candidate, Skipped


def collect(candidate: Candidate, reading: Reading) -> Found:
    """Return everything that `candidate` holds, or that the directory renders whose own file it is."""
    name = candidate.path.rpartition("/")[2]
    if candidate.problem is None and name in files.RENDERED:
        try:
            found = _chart(candidate, reading) if name == files.CHART else _kustomization(candidate, reading)
        except HoldfastError as error:
            return Found(
                (documents.unreadable(candidate.path, error),), (NamespaceFact.unreadable(candidate.path),)
            )
        if found is not None:
            return found
    if references.is_bake(name):
        what, told = _bake(candidate.path)
        missing = Missing("document", f"{what}, which {told}: judge that")
        return Found(
            (Collected(Subject(SubjectKind.BLOB, candidate.path, candidate.path, None), None, (missing,)),)
        )
    return documents.collect(candidate, reading)


def walk(path: str) -> Iterator[Candidate | Skipped]:
    """Yield what `path` names, as `files.walk` does, but for the parts of what is rendered."""
    part_of = _survey(path) if os.path.isdir(path) else None  # noqa: PTH112 - a million entries: no Path objects here
    for found in files.walk(path):
        reason = part_of(found.path) if part_of is not None and isinstance(found, Candidate) else None
        if reason is not None:
            yield Skipped(found.path, reason)
        elif references.is_bake(found.path.rpartition("/")[2]) and found.path != path:
            yield Skipped(found.path, *_bake(found.path))
        else:
            yield found


def _bake(path: str) -> tuple[str, str]:
    found = references.of_bake(path)
    return found.what, found.told


def _survey(directory: str) -> Callable[[str], str | None] | None:
    """Return what tells of a path why it is a part of something; `None` where nothing below is rendered."""
    own = [
        found.path
        for found in files.walk(directory)
        if isinstance(found, Candidate) and found.path.rpartition("/")[2] in files.RENDERED
    ]
    if not own:
        return None
    from holdfast.collect import charts, kustomizations

    chart_files = frozenset(path for path in own if path.rpartition("/")[2] == files.CHART)
    inside = frozenset(path.rpartition("/")[0] for path in chart_files)
    members = kustomizations.members(path for path in own if path not in chart_files)

    def part_of(path: str) -> str | None:
        if os.path.normpath(path) in members:
            return "part of a kustomization"
        if any(charts.is_part(os.path.relpath(path, chart)) for chart in _above(path, inside)):
            return "part of a Helm chart"
        return None

    return part_of


def _above(path: str, directories: frozenset[str]) -> Iterator[str]:
    """Yield those of `directories` that `path` lies in."""
    while path:
        path = path.rpartition("/")[0]
        if path in directories:
            yield path


def _kustomization(candidate: Candidate, reading: Reading) -> Found | None:
    """Return what a kustomization renders; `None` where the file is another kind of object."""
    from holdfast.collect import kustomizations

    path = candidate.path
    if (own := kustomizations.parse(path)) is None:
        return None
    if own.component and not candidate.named:
        return Found(skipped=(Skipped(path, "Kustomize component that nothing here includes"),))
    made_of = kustomizations.read(path)
    sources = kustomizations.sources(made_of)
    found = Found()
    for root in documents.trees("rendered", kustomizations.render(path, made_of)):
        rendered = documents.of_tree(root, reading, path, named=candidate.named)
        subjects = (kustomizations.located(each, sources, made_of.affixes) for each in rendered.subjects)
        found = _joined(found, replace(rendered, subjects=tuple(subjects)))
    return found if found.subjects or found.skipped else Found((documents.nothing(path),))


def _chart(candidate: Candidate, reading: Reading) -> Found:
    """Return what a chart renders."""
    from holdfast.collect import charts

    path = candidate.path
    if charts.is_library(path) and not candidate.named:
        return Found(skipped=(Skipped(path, "Helm library chart, which runs nothing by itself"),))
    found = Found()
    for rendered in charts.render(path):
        of_one = documents.of_tree(rendered.root, reading, rendered.template or path, named=candidate.named)
        subjects = (replace(each, root=None) for each in of_one.subjects)
        found = _joined(found, replace(of_one, subjects=tuple(subjects)))
    return found if found.subjects or found.skipped else Found((documents.nothing(path),))


def _joined(left: Found, right: Found) -> Found:
    return Found(left.subjects + right.subjects, left.facts + right.facts, left.skipped + right.skipped)
