"""Pinning: which references must be asked for, and what is to become of each place where one is written.

The tag stays: `name:tag@sha256:...` says what was meant and what it meant then, and tools that move pins keep that form.
Nothing is invented: a reference without a tag gets no tag.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from holdfast.model.digest import Digest
from holdfast.model.reference import Reference
from holdfast.remedy.edits import Edit
from holdfast.remedy.sites.site import Site


class State(Enum):
    """What has become of a reference."""

    PINNED = "pinned"
    """It was pinned, and stays as it is."""
    WRITTEN = "written"
    """It gets a digest."""
    MOVED = "moved"
    """It gets another digest."""
    HELD = "held"
    """It keeps its digest, though its tag means another one now: the reason says why."""
    UNPINNED = "unpinned"
    """It carries no digest."""
    GONE = "gone"
    """Its digest is nowhere to be had any more."""
    UNKNOWN = "unknown"
    """The world did not answer."""


class Resolved(NamedTuple):
    """What a reference means."""

    digest: Digest
    source: str
    """Which source said so."""


class Unresolved(NamedTuple):
    """Why it cannot be told what a reference means."""

    reason: str


Answers = Mapping[Reference, Resolved | Unresolved]
Objection = Callable[[Reference, Digest], str | None]
"""Says why a pinned reference must not move to that digest."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One place, and what becomes of it."""

    site: Site
    state: State
    digest: Digest | None = None
    """That it carries in the end."""
    detail: str = ""
    """The source, or the reason."""

    @property
    def edit(self) -> Edit | None:
        """Return the edit that makes it so, if one is needed."""
        changed = self.state in {State.WRITTEN, State.MOVED} and self.digest is not None
        return self.site.edit(self.digest) if changed and self.digest is not None else None


def question(site: Site, *, update: bool) -> Reference | None:
    """Return the reference that must be resolved before `site` can be decided on, if any."""
    if site.reference is None or site.obstacle is not None:
        return None
    if not site.pinned:
        return site.reference
    return replace(site.reference, digest=None) if update and site.reference.tag is not None else None


def decide(
    site: Site, answers: Answers, *, update: bool = False, objection: Objection | None = None
) -> Outcome:
    """Return what becomes of `site`."""
    reference = site.reference
    if site.pinned and reference is not None:
        return _kept_or_moved(site, reference, answers, update=update, objection=objection)
    if reference is None or site.obstacle is not None:
        return Outcome(site, State.UNPINNED, None, site.obstacle or "it is no reference")
    answer = answers[reference]
    if isinstance(answer, Unresolved):
        return Outcome(site, State.UNKNOWN, None, answer.reason)
    return Outcome(site, State.WRITTEN, answer.digest, answer.source)


def _kept_or_moved(
    site: Site, reference: Reference, answers: Answers, *, update: bool, objection: Objection | None
) -> Outcome:
    asked = question(site, update=update)
    if asked is None:
        untold = update and (site.obstacle or "it has no tag to follow")
        return Outcome(site, State.PINNED, reference.digest, untold or "")
    answer = answers[asked]
    if isinstance(answer, Unresolved):
        return Outcome(site, State.UNKNOWN, reference.digest, answer.reason)
    if answer.digest == reference.digest:
        return Outcome(site, State.PINNED, reference.digest, answer.source)
    why = objection(reference, answer.digest) if objection is not None else None
    if why is not None:
        return Outcome(site, State.HELD, reference.digest, why)
    return Outcome(site, State.MOVED, answer.digest, answer.source)


def audit(site: Site, found: Mapping[Reference, bool | str]) -> Outcome:
    """Return how `site` stands: pinned to what is there, to what is gone, to what cannot be told, or not at all.

    `found` tells of each pinned reference whether it is to be had, or why that cannot be told; of one that is not in it
    nobody was asked.
    """
    reference = site.reference
    if reference is None or not reference.pinned:
        return Outcome(site, State.UNPINNED, None, site.obstacle or "it has no digest")
    told = found.get(reference, True)
    if isinstance(told, str):
        return Outcome(site, State.UNKNOWN, reference.digest, told)
    if not told:
        return Outcome(site, State.GONE, reference.digest, "the registry has this digest no more")
    return Outcome(site, State.PINNED, reference.digest)
