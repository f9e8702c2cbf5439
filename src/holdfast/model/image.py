"""An image's manifest and configuration, as evidence; layers are named here, their contents are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.errors import MalformedError
from holdfast.model.digest import Digest


@dataclass(frozen=True, slots=True)
class Platform:
    """What an image runs on (OCI image-spec 1.1, image index)."""

    os: str
    architecture: str
    variant: str | None = None
    os_version: str | None = None

    @classmethod
    def parse(cls, text: str) -> Platform:
        """Parse `os/architecture[/variant]`; raises `MalformedError`."""
        parts = text.split("/")
        if len(parts) not in {2, 3} or not all(parts):
            raise MalformedError(f"not a platform: {text!r}", hint="write it as linux/amd64")
        return cls(parts[0], parts[1], parts[2] if len(parts) == 3 else None)  # noqa: PLR2004

    def __str__(self) -> str:
        """Return `os/architecture[/variant]`."""
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What points to content: its type, digest and size (OCI image-spec 1.1, descriptor)."""

    media_type: str
    digest: Digest
    size: int
    urls: tuple[str, ...] = ()
    """Where else the bytes may lie, as the descriptor says; never fetched."""

    @property
    def foreign(self) -> bool:
        """Tell whether the bytes need not be where the image is: a foreign or nondistributable layer."""
        return bool(self.urls) or "foreign" in self.media_type or "nondistributable" in self.media_type


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step of how the image was made."""

    created_by: str
    empty_layer: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """One platform's image: its manifest and configuration, their digests checked."""

    digest: Digest
    """Of the manifest's bytes. A classic docker-archive carries no manifest: there it is the configuration's
    (Docker's image id), equal to `config_digest`, and no reference can be pinned to it."""
    index_digest: Digest | None
    """Of the index through which it was chosen, if there was one."""
    config_digest: Digest
    platform: Platform
    user: str
    """`User` of the configuration, as written; empty means root."""
    environment: tuple[str, ...]
    """`NAME=value` entries."""
    labels: Mapping[str, str]
    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    working_directory: str
    exposed_ports: tuple[str, ...]
    volumes: tuple[str, ...]
    layers: tuple[Descriptor, ...]
    """Lowest first. For a classic docker-archive the digest is the diff id, and the size that of the stored file."""
    diff_ids: tuple[Digest, ...]
    history: tuple[HistoryEntry, ...]
    created: str | None
    annotations: Mapping[str, str]
    onbuild: tuple[str, ...] = ()
    healthcheck: bool = False
    references: tuple[str, ...] = ()
    """Names that the layout or archive gives the image."""
