"""Which files are looked at, and the references that they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.errors import HoldfastError, SourceError
from holdfast.model.workload import TemplatePath
from holdfast.remedy.sites import Site, find
from holdfast.sources import files, rewriting
from holdfast.sources.files import Candidate, Skipped

_TEMPLATE_MARK = b"{{"


class File(NamedTuple):
    """A file that holds references."""

    path: str
    data: bytes
    sites: tuple[Site, ...]


class Problem(NamedTuple):
    """A file that could not be read, or not be written."""

    path: str
    reason: str


def read(
    paths: tuple[str, ...], templates: tuple[TemplatePath, ...]
) -> tuple[list[File], list[Problem], Counter[str]]:
    """Return the files below `paths` that hold references, those that cannot be read, and what was skipped, counted."""
    found: list[File] = []
    problems: list[Problem] = []
    skipped: Counter[str] = Counter()
    for candidate in _candidates(paths):
        if isinstance(candidate, Skipped):
            skipped[candidate.reason] += 1
            continue
        data = b""
        try:
            data = _data(candidate)
            if sites := find(candidate.path, data, templates):
                found.append(File(candidate.path, data, sites))
        except HoldfastError as error:
            if data and not candidate.named and _may_be_skipped(data):
                skipped["a template, or no document"] += 1
                continue
            error.subject = None
            problems.append(Problem(candidate.path, str(error)))
    return found, problems, skipped


def _candidates(paths: tuple[str, ...]) -> Iterator[Candidate | Skipped]:
    """Yield what `paths` name, each file once."""
    seen: set[str] = set()
    for path in paths:
        for found in files.walk(path):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _data(candidate: Candidate) -> bytes:
    if candidate.path == "-":
        raise SourceError("what is read from standard input cannot be changed", hint="name a file")
    if rewriting.is_link(candidate.path):
        raise SourceError(
            "a symbolic link, which is not changed through", code="link", hint="name its target"
        )
    if candidate.problem is not None:
        raise candidate.problem
    return files.read(candidate.path)


def _may_be_skipped(data: bytes) -> bool:
    """Tell whether a broken file in a directory holds no reference that can be pinned there."""
    return _TEMPLATE_MARK in data or b"image" not in data
