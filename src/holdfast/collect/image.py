"""The evidence of an image that a document names: looked for in the given sources, never guessed."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast.errors import HoldfastError, MalformedError, SourceError, one_line
from holdfast.model.evidence import Missing
from holdfast.model.image import Image, Platform
from holdfast.model.reference import Reference
from holdfast.model.workload import ImageUse
from holdfast.sources.images import ImageSource


def collect(
    use: ImageUse | str,
    sources: Sequence[ImageSource],
    *,
    platform: Platform | None = None,
    offline: bool = False,
) -> Image | Missing:
    """Return the evidence of the image that `use` names, or why there is none.

    A pinned reference is looked for by its digest alone, any other by its name; the first source that holds it
    counts. What holds it and is malformed or contradicts its digest ends the search: another source's copy
    would hide that.
    """
    text = use if isinstance(use, str) else use.text
    if text is None:
        return Missing("image", "no image is named")
    try:
        reference = Reference.parse(text)
    except MalformedError as error:
        return Missing("image", str(error))
    tried: list[str] = []
    for source in sources:
        try:
            return source.find(reference.digest, None if reference.pinned else reference, platform)
        except SourceError as error:
            tried.append(str(error))
        except HoldfastError as error:
            return Missing("image", f"evidence of {one_line(text)} was refused: {error}")
    registries = "registries are not asked" + (" (--offline)" if offline else " in this version")
    hint = "" if sources else "; name a layout or an archive with --image-source"
    return Missing("image", "; ".join((f"{one_line(text)} was not found", *tried, registries)) + hint)
