"""What a collector hands to the engine: a subject, its evidence or what is missing, and where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdfast.collect.origins import Origin
from holdfast.model.dockerfile import Dockerfile
from holdfast.model.evidence import Missing
from holdfast.model.image import Image
from holdfast.model.namespace import Namespace
from holdfast.model.tree import Value
from holdfast.model.verdict import Subject
from holdfast.model.waiver import WaiverRequest
from holdfast.model.workload import Workload

Evidence = Dockerfile | Workload | Namespace | Image


@dataclass(frozen=True, slots=True)
class Collected:
    """One subject, ready to be judged."""

    subject: Subject
    evidence: Evidence | None
    """`None` where nothing could be read; then `missing` says why."""
    missing: tuple[Missing, ...] = ()
    root: Value = None
    """The document that the pointers of findings lead into; `None` for what is no such document."""
    prefix: str = ""
    """Pointer of the pod template within the document."""
    text: str | None = None
    """The source text, for excerpts; `None` where it is not a readable file."""
    images: tuple[str, ...] = ()
    """References of the images that the subject names, in order."""
    requests: tuple[WaiverRequest, ...] = ()
    """Waivers that the subject asks for itself; they count on the policy's terms only."""
    notices: tuple[str, ...] = ()
    """What its author should know, such as a waiver that cannot be understood."""
    origins: tuple[Origin, ...] = ()
    """Of a rendered object: the objects in source files that it was made from."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Pointers in the document by those in the evidence, where the two differ: of a Compose service."""

    def pointer(self, at: str) -> str:
        """Return the pointer in the document of what the evidence has at `at`, or of what holds that."""
        if self.places:
            while at not in self.places and at:
                at = at.rpartition("/")[0]
            at = self.places.get(at, at)
        return self.prefix + at
