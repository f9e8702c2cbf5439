"""The evidence of an image that a document names: looked for in the given sources and its registry, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from holdfast.errors import HoldfastError, MalformedError, SourceError, one_line
from holdfast.model.evidence import Missing
from holdfast.model.image import Image, Platform
from holdfast.model.reference import Reference
from holdfast.model.workload import ImageUse
from holdfast.sources.images import ImageSource, NamedImages


def collect(
    use: ImageUse | str,
    sources: Sequence[ImageSource],
    *,
    platform: Platform | None = None,
    registries: NamedImages | None = None,
) -> Image | Missing:
    """Return the evidence of the image that `use` names, or why there is none.

    A pinned reference is looked for by its digest alone, any other by its name; the first source that holds it
    counts, and where none does, the registry that it names is asked, if `registries` are given. What holds it and
    is malformed or contradicts its digest ends the search: another source's copy would hide that.
    """
    text = use if isinstance(use, str) else use.text
    if text is None:
        return Missing("image", "no image is named")
    try:
        reference = Reference.parse(text)
    except MalformedError as error:
        return Missing("image", str(error))
    tried: list[str] = []
    for find in _searches(reference, sources, platform, registries):
        try:
            return find()
        except SourceError as error:
            tried.append(str(error))
        except HoldfastError as error:
            return Missing("image", f"evidence of {one_line(text)} was refused: {error}")
    if registries is None:
        tried.append("registries are not asked")
    hint = "" if sources else "; name a layout or an archive with --image-source"
    return Missing("image", "; ".join((f"{one_line(text)} was not found", *tried)) + hint)


def _searches(
    reference: Reference,
    sources: Sequence[ImageSource],
    platform: Platform | None,
    registries: NamedImages | None,
) -> Iterator[Callable[[], Image]]:
    """Yield one search per place, in order."""
    for source in sources:
        yield partial(source.find, reference.digest, None if reference.pinned else reference, platform)
    if registries is not None:
        yield partial(registries.find, reference, platform)
