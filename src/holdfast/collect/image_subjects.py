"""Images as subjects of their own: named on the command line, or by a document that is judged with its images."""

from __future__ import annotations

import os
from collections.abc import Callable

from holdfast.collect import image
from holdfast.collect.collected import Collected
from holdfast.errors import HoldfastError, MalformedError
from holdfast.model.evidence import Missing
from holdfast.model.image import Image, Platform
from holdfast.model.reference import Reference
from holdfast.model.verdict import Subject, SubjectKind
from holdfast.sources import files
from holdfast.sources.images import SCHEMES, open_source

_LATER = ("dir:", "containerd:", "sbom:")
"""Subjects of images that this version does not read."""


def names_image(text: str) -> bool:
    """Tell whether the subject `text` is an image: what exists as a path, or looks like one, never is."""
    if text == "-" or os.path.lexists(text):
        return False
    if text.startswith((*SCHEMES, *_LATER)):
        return True
    if text.startswith(("./", "../", "/", "~")) or files.looks_like_document(text.rpartition("/")[2]):
        return False
    try:
        Reference.parse(text)
    except MalformedError:
        return False
    return True


def collect(
    text: str, platform: Platform | None, find: Callable[[str], Image | Missing] | None = None
) -> Collected:
    """Return the image that the user named as `text`; what cannot be read is undecided, with the reason.

    `find` gathers the evidence of a reference; without it no registry is asked.
    """
    if text.startswith(_LATER):
        scheme = text.partition(":")[0]
        return named(text, Missing("image", f"{scheme}: subjects are not read in this version"))
    if not text.startswith(SCHEMES):
        found = find(text) if find is not None else image.collect(text, (), platform=platform)
        return named(text, _unasked(found, text))
    try:
        return named(text, open_source(text).find(None, None, platform))
    except HoldfastError as error:
        error.subject = None if error.subject == text else error.subject
        return named(text, Missing("image", str(error)))


def named(text: str, found: Image | Missing) -> Collected:
    """Return the subject of the image that `text` names, with what was `found` of it."""
    if isinstance(found, Missing):
        return Collected(Subject(SubjectKind.IMAGE, text, text, None), None, (found,))
    digest = str(found.index_digest or found.digest)
    return Collected(Subject(SubjectKind.IMAGE, text, text, digest), found)


def _unasked(found: Image | Missing, text: str) -> Image | Missing:
    """Say that no file is called so either: a mistyped path reads like a reference."""
    if isinstance(found, Missing) and "/" not in text and ":" not in text:
        return Missing(found.evidence, f"{found.reason}; no file or directory is called so either")
    return found
