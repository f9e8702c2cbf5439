"""Kustomize directories: which files belong to one, and the objects that it renders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from holdfast.collect.collected import Collected
from holdfast.collect.origins import Origin
from holdfast.errors import HoldfastError, MalformedError, SourceError
from holdfast.formats import kustomization, yaml_tree
from holdfast.formats.kustomization import Kustomization
from holdfast.model.tree import Mapping, Value
from holdfast.model.workload import Workload
from holdfast.sources import files, renderers

PARTS = 1_000
"""Kustomizations that one may be made of."""
FILES = 10_000
"""Files that one may be made of."""
NAMES = 1_000
"""Names that one object may have had."""
Known = dict[str, Kustomization | None]
"""What was read already, by path."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything local that a kustomization is made of."""

    directories: tuple[str, ...]
    """Of the kustomizations that it includes, its own first."""
    files: tuple[str, ...]
    """Those of what is included first: a base says more of an object than a patch of it."""
    remote: tuple[str, ...]
    affixes: tuple[str, ...]


class Source(NamedTuple):
    """An object, or a patch of one, in a file that a kustomization is made of."""

    kind: str
    name: str
    origin: Origin


def parse(path: str) -> Kustomization | None:
    """Return the kustomization at `path`, or `None` where the file is another kind of object.

    Raises a `HoldfastError` where it cannot be read.
    """
    return kustomization.parse(files.read(path), path)


def members(found: Iterable[str]) -> frozenset[str]:
    """Return the files that are no subjects of their own, given every kustomization file below a directory.

    They are what a kustomization is made of, and kustomizations that another one includes. Of those that include each
    other in a circle one is left, so that none passes in silence.
    """
    parts: dict[str, Parts] = {}
    known: Known = {}
    for path in found:
        try:
            parts[os.path.normpath(path)] = read(path, known)
        except HoldfastError:
            continue  # it is a subject that cannot be read
    own = {directory_of(path): path for path in parts}
    included: set[str] = set()
    made_of: set[str] = set()
    for path, of_path in parts.items():
        if path not in included:
            others = set(of_path.directories) - {directory_of(path)}
            included |= {own[other] for other in others if other in own}
            made_of |= set(of_path.files)
    return frozenset(included | made_of)


def directory_of(path: str) -> str:
    """Return the directory that holds the file at `path`, in its shortest spelling."""
    return os.path.normpath(os.path.dirname(path) or os.curdir)  # noqa: PTH120 - as above


def read(path: str, known: Known | None = None) -> Parts:
    """Return what the kustomization at `path` is made of; raises a `HoldfastError` where that cannot be read."""
    known = {} if known is None else known
    directories: dict[str, None] = {}
    named: list[list[str]] = []
    remote: list[str] = []
    affixes: list[str] = []
    pending = [(directory_of(path), path)]
    while pending:
        directory, own = pending.pop()
        if directory in directories:
            continue
        if own not in known:
            known[own] = parse(own)
        if (node := known[own]) is None:
            continue
        directories[directory] = None
        named.append([])
        remote += node.remote
        affixes += node.affixes
        for text in node.paths:
            target = os.path.normpath(os.path.join(directory, text))  # noqa: PTH118 - as above
            if (inner := _inside(target)) is not None:
                pending.append((target, inner))
            else:
                named[-1].append(target)
        if len(directories) > PARTS or sum(map(len, named)) > FILES:
            raise MalformedError(
                f"made of more than {PARTS} kustomizations or {FILES} files", code="too-large"
            )
    inner_first = dict.fromkeys(target for targets in reversed(named) for target in targets)
    return Parts(tuple(directories), tuple(inner_first), tuple(remote), tuple(affixes))


def _inside(directory: str) -> str | None:
    """Return the kustomization file in `directory`, if there is one."""
    candidates = (os.path.join(directory, name) for name in files.KUSTOMIZATIONS)  # noqa: PTH118 - as above
    return next((path for path in candidates if os.path.isfile(path)), None)  # noqa: PTH113 - as above


def render(path: str, made_of: Parts) -> bytes:
    """Return what the kustomization at `path` renders; raises `SourceError` where it cannot be told offline."""
    if made_of.remote:
        raise SourceError(
            f"it includes {made_of.remote[0][:200]!r}, which is not fetched: documents are judged without a network",
            code="remote-base",
            hint="vendor it, or give what `kustomize build` prints on standard input, as subject -",
        )
    return renderers.kustomize(directory_of(path))


def located(subject: Collected, sources: Iterable[Source], affixes: tuple[str, ...]) -> Collected:
    """Return a rendered `subject` with the objects of the source files that it was made from.

    Where none is known it is located as a whole: a line of what was rendered is a line of no file.
    """
    workload = subject.evidence
    if not isinstance(workload, Workload):
        return subject
    names = _before(workload.name, affixes)
    own = tuple(each.origin for each in sources if each.kind == workload.kind and each.name in names)
    return replace(subject, origins=own, root=subject.root if own else None)


def sources(made_of: Parts) -> list[Source]:
    """Return every object in the files that a kustomization is made of; what is unreadable is the tool's to report."""
    found: list[Source] = []
    for path in made_of.files:
        if path.endswith((".yaml", ".yml", ".json")):
            try:
                roots = list(yaml_tree.documents(files.read(path), path=path))
            except HoldfastError:
                continue
            found += (source for root in roots if (source := _source(path, root)) is not None)
    return found


def _source(path: str, root: Value) -> Source | None:
    """Return an object by its kind and name, if it has both."""
    metadata = root.get("metadata") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(metadata, Mapping):
        return None
    kind, name = root.get("kind"), metadata.get("name")
    return Source(kind, name, Origin(path, root)) if isinstance(kind, str) and isinstance(name, str) else None


def _before(name: str, affixes: tuple[str, ...]) -> frozenset[str]:
    """Return the names that `name` may have had before prefixes and suffixes were put to it, up to `NAMES`."""
    names: dict[str, None] = {}
    pending = [name]
    while pending and len(names) < NAMES:
        text = pending.pop()
        if text not in names:
            names[text] = None
            pending += {text.removeprefix(affix) for affix in affixes}
            pending += {text.removesuffix(affix) for affix in affixes}
    return frozenset(names)
