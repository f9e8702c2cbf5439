"""Evidence of images, as the command line was told to gather it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from holdfast.assess import ImageEvidence
from holdfast.errors import ConfigurationError, MalformedError
from holdfast.gates.cli.options import Gathering, Reaching
from holdfast.model.image import Image, Platform
from holdfast.model.reference import Reference
from holdfast.sources.images import NamedImages

if TYPE_CHECKING:
    from holdfast.sources.registry import Registry


def evidence(gathering: Gathering) -> ImageEvidence | None:
    """Return what gathers an image's evidence by its reference, or `None` where documents alone are judged."""
    return finder(gathering) if wanted(gathering) else None


def wanted(gathering: Gathering) -> bool:
    """Tell whether evidence of the images that documents name is asked for; naming a source says so."""
    return gathering.images or bool(gathering.image_sources)


def asks_registries(gathering: Gathering) -> bool:
    """Tell whether judging documents may ask a registry."""
    return not gathering.offline and wanted(gathering)


def finder(reach: Gathering | Reaching) -> ImageEvidence:
    """Return what gathers an image's evidence: from the given sources, else from its registry. Each is asked once."""
    from holdfast.collect import image
    from holdfast.sources.images import open_source

    opened = [open_source(source) for source in reach.image_sources]
    chosen = platform(reach)
    registries = None if reach.offline else _Registries(lambda: registry(reach))
    return cache(lambda text: image.collect(text, opened, platform=chosen, registries=registries))


def registry(reach: Gathering | Reaching) -> Registry:
    """Return the registries, with what the operator allows; raises `ConfigurationError` without the extra."""
    from holdfast.sources.registry import Access, Registry

    return Registry(
        Access(
            private=frozenset(reach.private_registries),
            plain=frozenset(reach.plain_registries),
            token_hosts=frozenset(reach.token_hosts),
        )
    )


class _Registries:
    """Registries, whose library is imported when the first of them is asked."""

    def __init__(self, make: Callable[[], Registry]) -> None:
        self._make = make
        self._made: NamedImages | None = None

    def find(self, reference: Reference, platform: Platform | None) -> Image:
        if self._made is None:
            from holdfast.sources.registry import RegistryImages

            self._made = RegistryImages(self._make())
        return self._made.find(reference, platform)


def platform(reach: Gathering | Reaching) -> Platform | None:
    """Return the platform that was asked for; raises `ConfigurationError` where it is none."""
    if reach.platform is None:
        return None
    try:
        return Platform.parse(reach.platform)
    except MalformedError as error:
        raise ConfigurationError(f"--platform: {error.message}", code="bad-option", hint=error.hint) from None
