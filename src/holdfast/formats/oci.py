"""Indexes and manifests: OCI image-spec 1.1 and Docker's image manifest version 2, schema 2.

Bytes in, values out; nothing is fetched. A document that could be read as two things is refused (CVE-2021-41190),
schema 1 is refused by name, and every bound on these documents stands at the top of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from holdfast.errors import MalformedError
from holdfast.formats.strict_json import Node, load
from holdfast.model.digest import Digest
from holdfast.model.image import Descriptor, Platform

MANIFEST_BYTES = 4 << 20
"""Largest index or manifest (distribution-spec 1.1, "Pushing manifests")."""
CONFIG_BYTES = 8 << 20
"""Largest image configuration."""
INDEX_ENTRIES = 10_000
NESTED_INDEXES = 3
"""How many indexes may stand one inside the other."""
LAYERS = 1_000
"""Most layers of an image; storage drivers stop at 128 or 500."""
ANNOTATIONS = 1_000
"""Most annotations or labels of one object."""
ANNOTATION_LENGTH = 256 << 10
"""Longest annotation or label, name and value together."""
URLS = 100

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar"

INDEX_TYPES = frozenset({OCI_INDEX, DOCKER_INDEX})
MANIFEST_TYPES = frozenset({OCI_MANIFEST, DOCKER_MANIFEST})
CONFIG_TYPES = frozenset({OCI_CONFIG, DOCKER_CONFIG})
LAYER_TYPES = frozenset(
    f"application/vnd.{kind}"
    for kind in (
        *(f"oci.image.layer.v1.tar{c}" for c in ("", "+gzip", "+zstd")),
        *(f"oci.image.layer.nondistributable.v1.tar{c}" for c in ("", "+gzip", "+zstd")),
        *(f"docker.image.rootfs.diff.tar{c}" for c in ("", ".gzip", ".zstd")),
        *(f"docker.image.rootfs.foreign.diff.tar{c}" for c in ("", ".gzip")),
    )
)
_SCHEMA_1_TYPES = frozenset(
    f"application/vnd.docker.distribution.manifest.v1+{form}" for form in ("json", "prettyjws")
)
_SCHEMA_VERSION = 2

_DOCUMENT = frozenset(
    {"schemaVersion", "mediaType", "artifactType", "annotations", "subject"}
    | {"manifests"}
    | {"config", "layers"}
    | {"fsLayers", "signatures"}
)
_DESCRIPTOR = frozenset(
    {"mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType"}
)
_PLATFORM = frozenset({"os", "architecture", "variant", "os.version", "os.features", "features"})


class Entry(NamedTuple):
    """One descriptor of an index (image-spec, image index, `manifests`)."""

    descriptor: Descriptor
    platform: Platform | None
    annotations: Mapping[str, str]
    artifact_type: str

    @property
    def is_index(self) -> bool:
        """Tell whether it points to another index."""
        return self.descriptor.media_type in INDEX_TYPES

    @property
    def is_image(self) -> bool:
        """Tell whether it may point to an image or an index of images, not to what is said about one."""
        media_type = self.descriptor.media_type
        attached = self.annotations.get("vnd.docker.reference.type")  # BuildKit's attestations
        unknown = self.platform is not None and self.platform.os == "unknown"
        known = media_type in INDEX_TYPES | MANIFEST_TYPES | _SCHEMA_1_TYPES  # the last to be refused by name
        return known and not self.artifact_type and attached is None and not unknown


class Index(NamedTuple):
    """An image index, or Docker's manifest list."""

    media_type: str
    entries: tuple[Entry, ...]
    annotations: Mapping[str, str]


class Manifest(NamedTuple):
    """An image manifest."""

    media_type: str
    config: Descriptor
    layers: tuple[Descriptor, ...]
    """Lowest first."""
    annotations: Mapping[str, str]


def parse_index(data: bytes, media_type: str, what: str = "index") -> Index:
    """Parse an index of the type that its descriptor names; raises `MalformedError` about `what`."""
    root = _document(data, media_type, INDEX_TYPES, what)
    for name in ("config", "layers"):
        if root.has(name):
            root.refuse(name, "stands beside `manifests`: it is an index and a manifest", code="ambiguous")
    if not root.has("manifests"):
        root.refuse("manifests", "is missing")
    return Index(
        media_type,
        tuple(_entry(node) for node in root.nodes("manifests", _DESCRIPTOR, INDEX_ENTRIES)),
        _annotations(root),
    )


def parse_manifest(data: bytes, media_type: str, what: str = "manifest") -> Manifest:
    """Parse an image manifest of the type that its descriptor names; raises `MalformedError` about `what`.

    A manifest of anything else than an image (an artifact) is refused with code `not-an-image`.
    """
    root = _document(data, media_type, MANIFEST_TYPES, what)
    if root.has("manifests"):
        root.refuse("manifests", "stands in a manifest: it is an index and a manifest", code="ambiguous")
    if (config := root.node("config", _DESCRIPTOR)) is None:
        root.refuse("config", "is missing")
    config_descriptor = _descriptor(config)
    if config_descriptor.media_type not in CONFIG_TYPES:
        root.refuse(
            "config.mediaType",
            f"is {config_descriptor.media_type!r}: an artifact, not an image",
            code="not-an-image",
        )
    if not root.has("layers"):
        root.refuse("layers", "is missing")
    layers = tuple(_layer(node) for node in root.nodes("layers", _DESCRIPTOR, LAYERS))
    return Manifest(media_type, config_descriptor, layers, _annotations(root))


def _document(data: bytes, media_type: str, expected: frozenset[str], what: str) -> Node:
    """Return the document's root where it is what `media_type` says and that is one of `expected`."""
    if media_type in _SCHEMA_1_TYPES:
        _refuse_schema_1(what)
    if media_type not in expected:
        raise MalformedError(f"{what} has the unknown media type {media_type!r}", code="unknown-media-type")
    root = Node(load(data, what, MANIFEST_BYTES), _DOCUMENT, what)
    version = root.count("schemaVersion")
    if version == 1 or root.has("fsLayers") or root.text("mediaType") in _SCHEMA_1_TYPES:
        _refuse_schema_1(what)
    if version != _SCHEMA_VERSION:
        root.refuse("schemaVersion", "is not 2")
    declared = root.text("mediaType")
    if declared != media_type and (declared or "docker" in media_type):  # Docker's own types are mandatory
        root.refuse("mediaType", f"is {declared!r}, but its descriptor says {media_type!r}", code="ambiguous")
    return root


def _refuse_schema_1(what: str) -> None:
    raise MalformedError(
        f"{what} is a Docker schema 1 manifest, which names its image by unverifiable history",
        code="schema-1",
        hint="push the image again with a current tool",
    )


def _entry(node: Node) -> Entry:
    return Entry(_descriptor(node), _platform(node), _annotations(node), node.text("artifactType"))


def _layer(node: Node) -> Descriptor:
    descriptor = _descriptor(node)
    if descriptor.media_type not in LAYER_TYPES:
        node.refuse(
            node.path("mediaType"),
            f"is {descriptor.media_type!r}, which is no known type of layer",
            code="unknown-media-type",
        )
    return descriptor


def _descriptor(node: Node) -> Descriptor:
    """Read a descriptor; size, digest and media type are mandatory (image-spec, descriptor)."""
    if not (media_type := node.text("mediaType")):
        node.refuse(node.path("mediaType"), "is missing")
    return Descriptor(media_type, digest_at(node, "digest"), node.count("size"), node.texts("urls", URLS))


def digest_at(node: Node, name: str) -> Digest:
    """Return the digest at field `name` of `node`; raises `MalformedError` that names the field."""
    try:
        return Digest.parse(node.text(name))
    except MalformedError as error:
        node.refuse(node.path(name), f"is wrong: {error.message}", code=error.code)


def _platform(node: Node) -> Platform | None:
    if (platform := node.node("platform", _PLATFORM)) is None:
        return None
    os, architecture = platform.text("os"), platform.text("architecture")
    if not os or not architecture:
        return None
    return Platform(os, architecture, platform.text("variant") or None, platform.text("os.version") or None)


def _annotations(node: Node) -> dict[str, str]:
    return node.texts_by_name("annotations", ANNOTATIONS, ANNOTATION_LENGTH)
