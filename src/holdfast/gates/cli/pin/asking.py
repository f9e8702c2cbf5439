"""What references mean: the image sources, the lock and the registries, asked in this order and each but once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from holdfast.errors import HoldfastError, SourceError
from holdfast.formats.lock import Locked
from holdfast.gates.cli import images
from holdfast.gates.cli.options import Reaching
from holdfast.model.reference import Reference
from holdfast.remedy.pin import Resolved, Unresolved
from holdfast.sources.images import ImageSource, open_source
from holdfast.sources.selection import NOT_FOUND

if TYPE_CHECKING:
    from holdfast.sources.registry import Registry

AT_ONCE = 8
"""Requests to registries that are under way at one time."""

T = TypeVar("T")


class Sources:
    """Everything that may know a reference."""

    def __init__(self, reaching: Reaching, locked: Sequence[Locked], *, follow: bool) -> None:
        """With `follow` the lock is not asked: it says what a tag meant, not what it means."""
        self._reaching = reaching
        self._opened = [open_source(text) for text in reaching.image_sources]
        self._platform = images.platform(reaching)
        self._locked = {} if follow else {entry.reference: entry for entry in locked}
        self.resolved: dict[Reference, Resolved] = {}
        """What was found, also what the lock said."""

    @cached_property
    def _registry(self) -> Registry:
        return images.registry(self._reaching)

    def resolve(self, references: Iterable[Reference]) -> Mapping[Reference, Resolved | Unresolved]:
        """Return what each reference, none of them pinned, means."""
        answers: dict[Reference, Resolved | Unresolved] = {}
        for reference in dict.fromkeys(references):
            answers[reference] = self._at_hand(reference)
        answers |= self._asked(
            [reference for reference, answer in answers.items() if isinstance(answer, _NotAtHand)],
            lambda reference: self._registry_says(reference, answers[reference]),
        )
        self.resolved |= {r: answer for r, answer in answers.items() if isinstance(answer, Resolved)}
        return answers

    def there(self, references: Iterable[Reference | None]) -> Mapping[Reference, bool | str]:
        """Return whether each pinned reference is to be had, or why that cannot be told; offline nobody is asked."""
        if self._reaching.offline:
            return {}
        distinct = dict.fromkeys(reference for reference in references if reference is not None)
        return self._asked(list(distinct), self._is_there)

    def _asked(self, references: Sequence[Reference], ask: Callable[[Reference], T]) -> dict[Reference, T]:
        """Return what `ask` says of each, some of them at one time."""
        if not references:
            return {}
        _ = self._registry  # says first of all that the extra is missing, if it is
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(AT_ONCE, len(references))) as pool:
            return dict(zip(references, pool.map(ask, references), strict=True))

    def _at_hand(self, reference: Reference) -> Resolved | Unresolved:
        """Return what image sources and lock say."""
        tried: list[str] = []
        for source in self._opened:
            try:
                image = source.find(None, reference, self._platform)
            except SourceError as error:
                tried.append(str(error))
                continue
            except HoldfastError as error:
                return Unresolved(str(error))
            if image.digest != image.config_digest:
                return Resolved(image.index_digest or image.digest, source.name)
            tried.append(f"{source.name} carries no manifest that a reference can be pinned to")
        if (locked := self._locked.get(reference)) is not None:
            return Resolved(locked.digest, locked.source)
        if self._reaching.offline:
            return Unresolved("; ".join((*tried, "registries are not asked (--offline)")))
        return _NotAtHand("; ".join(tried))

    def _registry_says(self, reference: Reference, tried: Resolved | Unresolved) -> Resolved | Unresolved:
        try:
            fetched = self._registry.manifest(reference)
        except HoldfastError as error:
            before = (tried.reason,) if isinstance(tried, Unresolved) and tried.reason else ()
            return Unresolved("; ".join((*before, str(error))))
        return Resolved(fetched.digest, f"registry {reference.registry}")

    def _is_there(self, reference: Reference) -> bool | str:
        try:
            if any(self._holds(source, reference) for source in self._opened):
                return True
            self._registry.manifest(reference)
        except HoldfastError as error:
            return False if isinstance(error, SourceError) and error.code == NOT_FOUND else str(error)
        return True

    def _holds(self, source: ImageSource, reference: Reference) -> bool:
        try:
            source.find(reference.digest, None, self._platform)
        except SourceError as error:
            return error.code == "platform"
        return True


class _NotAtHand(Unresolved):
    """Neither image sources nor lock know it, and a registry may be asked."""
