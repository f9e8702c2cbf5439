"""Evidence of images, as the command line was told to gather it."""

from __future__ import annotations

from functools import cache

from holdfast.assess import ImageEvidence
from holdfast.errors import ConfigurationError, MalformedError
from holdfast.gates.cli.options import Gathering
from holdfast.model.image import Platform


def evidence(gathering: Gathering) -> ImageEvidence | None:
    """Return what gathers an image's evidence by its reference, or `None` where documents alone are judged.

    Naming a source says that images are wanted. Each reference is asked for once.
    """
    if not gathering.images and not gathering.image_sources:
        return None
    from holdfast.collect import image
    from holdfast.sources.images import open_source

    opened = [open_source(source) for source in gathering.image_sources]
    chosen = platform(gathering)
    return cache(lambda text: image.collect(text, opened, platform=chosen, offline=gathering.offline))


def platform(gathering: Gathering) -> Platform | None:
    """Return the platform that was asked for; raises `ConfigurationError` where it is none."""
    if gathering.platform is None:
        return None
    try:
        return Platform.parse(gathering.platform)
    except MalformedError as error:
        raise ConfigurationError(f"--platform: {error.message}", code="bad-option", hint=error.hint) from None
