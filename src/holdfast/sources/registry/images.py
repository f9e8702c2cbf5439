"""A registry's image as evidence: manifest and configuration, each checked against its digest; layers are not fetched."""

from __future__ import annotations

from dataclasses import replace

from holdfast.errors import SourceError
from holdfast.formats import oci
from holdfast.formats.image_config import manifest_image, parse_config
from holdfast.formats.oci import Entry, parse_index, parse_manifest
from holdfast.model.image import Image, Platform
from holdfast.model.reference import Reference
from holdfast.sources.registry.client import Fetched, Registry
from holdfast.sources.selection import NOT_FOUND, about, for_platform, host_platform


class RegistryImages:
    """Finds images in the registries that their references name."""

    def __init__(self, registry: Registry) -> None:
        """Ask `registry`."""
        self._registry = registry

    def find(self, reference: Reference, platform: Platform | None) -> Image:
        """Return the image that `reference` means now, for `platform` (else this machine's); errors as of `manifest`.

        The reference is resolved by one request; everything below it is fetched by digest.
        """
        with about(f"registry {reference.registry}"):
            return self.image(reference, self._registry.manifest(reference), platform)

    def image(self, reference: Reference, fetched: Fetched, platform: Platform | None) -> Image:
        """Return the image of what was `fetched` for `reference`."""
        index = fetched if fetched.is_index else None
        for _ in range(oci.NESTED_INDEXES + 1):
            if not fetched.is_index:
                return self._image(reference, fetched, index)
            fetched = self._child(reference, fetched, platform)
        raise SourceError(f"indexes are nested deeper than {oci.NESTED_INDEXES}", code="too-deep")

    def _child(self, reference: Reference, index: Fetched, platform: Platform | None) -> Fetched:
        entries = [
            e for e in parse_index(index.data, index.media_type, str(index.digest)).entries if e.is_image
        ]
        if not entries:
            raise SourceError(f"{index.digest} leads to no image", code=NOT_FOUND)
        chosen = entries[0]
        if len(entries) > 1 or (platform is not None and chosen.platform is not None):
            told = [entry for entry in entries if entry.platform is not None]
            chosen = for_platform(told, platform or host_platform(), _platform)
        return self._registry.manifest(replace(reference, tag=None, digest=chosen.descriptor.digest))

    def _image(self, reference: Reference, fetched: Fetched, index: Fetched | None) -> Image:
        manifest = parse_manifest(fetched.data, fetched.media_type, str(fetched.digest))
        data = self._registry.blob(reference, manifest.config, oci.CONFIG_BYTES)
        return manifest_image(
            manifest,
            parse_config(data, f"config {manifest.config.digest}"),
            digest=fetched.digest,
            index_digest=index.digest if index is not None else None,
            references=(str(reference),) if reference.digest is None else (),
        )


def _platform(entry: Entry) -> Platform:
    assert entry.platform is not None, "entries without one are left out"
    return entry.platform
