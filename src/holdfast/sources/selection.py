"""Which image of several is meant: by name, by platform. Pure, apart from asking what this machine is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from holdfast.errors import HoldfastError, MalformedError, SourceError
from holdfast.model.digest import Digest
from holdfast.model.image import Platform
from holdfast.model.reference import Reference

NOT_FOUND = "not-found"
"""Code of the `SourceError` that says that a source was read and does not hold the image."""
_SHOWN = 5
"""How many names an error lists."""
_IMPLIED_TAG = "latest"

_ARCHITECTURES = {
    "x86_64": ("amd64", None),
    "amd64": ("amd64", None),
    "aarch64": ("arm64", None),
    "arm64": ("arm64", None),
    "armv7l": ("arm", "v7"),
    "armv6l": ("arm", "v6"),
    "i386": ("386", None),
    "i686": ("386", None),
    "loongarch64": ("loong64", None),
}
"""Machine names of the kernel, where they are not those of Go (image-spec, image index, platform)."""
_IMPLIED_VARIANT = {"arm64": "v8", "arm": "v7", "amd64": "v1"}
_ARM_VARIANTS = ("v8", "v7", "v6", "v5")

T = TypeVar("T")


class Selector(NamedTuple):
    """What a subject names within a layout or an archive: a tag or name, or a digest, or neither."""

    name: str | None = None
    digest: Digest | None = None

    @property
    def empty(self) -> bool:
        """Tell whether nothing is named, so that a single image is meant."""
        return self.name is None and self.digest is None


@contextmanager
def about(source: str) -> Iterator[None]:
    """Make `source` the subject of each error raised within that names none."""
    try:
        yield
    except HoldfastError as error:
        error.subject = error.subject or source
        raise


def is_full_name(name: str) -> bool:
    """Tell whether a layout's name for an image names a repository; `3.20` or `latest` is a bare tag."""
    return any(mark in name for mark in "/:@")


def is_name_of(name: str, wanted: Reference) -> bool:
    """Tell whether `name`, as a layout or an archive writes it, is the name and tag of `wanted`.

    Both are completed as Docker does: `alpine` is `docker.io/library/alpine:latest`. A bare tag never matches,
    for it says nothing of the repository, and evidence of one image must not be taken for another's.
    """
    if not is_full_name(name):
        return False
    try:
        held = Reference.parse(name)
    except MalformedError:
        return False
    if held.tag is None and held.digest is not None:
        return False
    return held.name == wanted.name and (held.tag or _IMPLIED_TAG) == (wanted.tag or _IMPLIED_TAG)


def named(items: Sequence[tuple[tuple[str, ...], T]], selector: str) -> list[T]:
    """Return the items, given with their names, that `selector` means.

    It means those named exactly so; else those whose full name it is in another spelling; else those whose tag it is.
    """
    if exact := [item for names, item in items if selector in names]:
        return exact
    try:
        wanted = Reference.parse(selector) if is_full_name(selector) else None
    except MalformedError:
        wanted = None
    if wanted is not None:
        return [item for names, item in items if any(is_name_of(name, wanted) for name in names)]
    return [item for names, item in items if any(_tag(name) == selector for name in names)]


def _tag(name: str) -> str | None:
    try:
        return Reference.parse(name).tag
    except MalformedError:
        return None


def host_platform() -> Platform:
    """Return what containers on this machine run as; containers are Linux wherever they run."""
    machine = os.uname().machine
    architecture, variant = _ARCHITECTURES.get(machine, (machine, None))
    return Platform("linux", architecture, variant)


def for_platform(items: Sequence[T], wanted: Platform, platform_of: Callable[[T], Platform]) -> T:
    """Return the first of `items` that runs on `wanted` (image-spec, image index: the first match counts).

    Without a variant the architecture's common one is meant; 32-bit ARM falls back to older variants.
    Raises `SourceError` with code `platform` that lists what there is.
    """
    held = [(platform_of(item), item) for item in items]
    for variant in _variants(wanted):
        for platform, item in held:
            if (platform.os, platform.architecture, _variant(platform)) == (
                wanted.os,
                wanted.architecture,
                variant,
            ):
                return item
    raise SourceError(
        f"there is no image for {wanted}, only for {listed([str(platform) for platform, _ in held])}",
        code="platform",
        hint="name one of them with --platform",
    )


def _variant(platform: Platform) -> str | None:
    return platform.variant or _IMPLIED_VARIANT.get(platform.architecture)


def _variants(wanted: Platform) -> tuple[str | None, ...]:
    first = _variant(wanted)
    if wanted.architecture == "arm" and first in _ARM_VARIANTS:
        return _ARM_VARIANTS[_ARM_VARIANTS.index(first) :]
    return (first,)


def listed(names: Sequence[str]) -> str:
    """Return the first few of `names` for an error, or `nothing`."""
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - _SHOWN} more" if len(unique) > _SHOWN else ""
    return ", ".join(unique[:_SHOWN]) + more or "nothing"
