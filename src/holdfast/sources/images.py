"""Where images are looked for, behind one interface: layouts and archives, named as subjects."""

from __future__ import annotations

import os
from typing import Protocol

from holdfast.errors import ConfigurationError, MalformedError
from holdfast.model.digest import Digest
from holdfast.model.image import Image, Platform
from holdfast.model.reference import Reference

SCHEMES = ("oci:", "oci-archive:", "docker-archive:")
"""What the subjects begin with that `open_source` takes."""


class ImageSource(Protocol):
    """Something that images can be found in."""

    @property
    def name(self) -> str:
        """The source as the user named it."""
        ...

    def find(self, digest: Digest | None, reference: Reference | None, platform: Platform | None) -> Image:
        """Return one image, its manifest and configuration checked against their digests.

        With `digest` it is the index or manifest of that digest (never a configuration), wherever it stands.
        Else with `reference` it is the image of that name and tag, both completed as Docker does; a bare tag
        names no repository and matches none. With neither it is the image that the source itself names, or its
        only one. Of an index it is the image for `platform`; where that is `None`, the only one, or the one for
        this machine.

        Raises `SourceError`, with code `not-found` where the source was read and does not hold the image,
        `ambiguous` or `platform` where it holds others, `incomplete` where a document or layer is not there;
        `MalformedError` and `IntegrityError` where what it holds is wrong.
        """
        ...


class NamedImages(Protocol):
    """Something that finds an image at the place that its reference names: registries."""

    def find(self, reference: Reference, platform: Platform | None) -> Image:
        """Return the image that `reference` means now; errors as those of `ImageSource.find`."""
        ...


def open_source(text: str) -> ImageSource:
    """Return the source of subject `oci:DIR`, `oci-archive:FILE` or `docker-archive:FILE`; nothing is read yet.

    `:NAME` or `@DIGEST` may follow the path. What exists as a path is a path, colons and all; of several
    readings the longest that exists counts. Raises `ConfigurationError` for any other text.
    """
    scheme, colon, rest = text.partition(":")
    if scheme + colon not in SCHEMES or not rest:
        raise ConfigurationError(
            f"not a source of images: {text!r}",
            hint="write oci:DIR, oci-archive:FILE or docker-archive:FILE",
        )
    # Imported here: most runs judge documents alone.
    from holdfast.sources.archive import Archive, DockerArchive
    from holdfast.sources.layout import Layout
    from holdfast.sources.selection import Selector
    from holdfast.sources.tree import Directory

    path, name, digest = _split(rest)
    selector = Selector(name, digest)
    if scheme == "oci":
        return Layout(text, Directory(path), selector)
    if scheme == "oci-archive":
        return Layout(text, Archive(path), selector)
    return DockerArchive(text, Archive(path), selector)


def _split(text: str) -> tuple[str, str | None, Digest | None]:
    """Split `PATH[:NAME][@DIGEST]`."""
    if os.path.lexists(text):
        return text, None, None
    head, at, tail = text.rpartition("@")
    digest: Digest | None = None
    if at:
        try:
            digest = Digest.parse(tail)
        except MalformedError:
            head = text
    else:
        head = text
    return *_split_name(head), digest


def _split_name(text: str) -> tuple[str, str | None]:
    """Split `PATH[:NAME]` at the last colon that leaves an existing path, else at the first."""
    if os.path.lexists(text) or ":" not in text:
        return text, None
    colons = [i for i, character in enumerate(text) if character == ":"]
    at = next((i for i in reversed(colons) if i and os.path.lexists(text[:i])), colons[0])
    return text[:at], text[at + 1 :]
