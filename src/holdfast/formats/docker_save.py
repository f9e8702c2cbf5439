"""`manifest.json` of a `docker save` archive: which configuration, names and layers make each image."""

from __future__ import annotations

import re
from typing import NamedTuple

from holdfast.errors import MalformedError
from holdfast.formats.oci import LAYERS, MANIFEST_BYTES
from holdfast.formats.strict_json import Node, load
from holdfast.model.digest import Digest

IMAGES = 1_000
"""Most images of an archive."""
NAMES = 1_000
"""Most names of an image."""

_IMAGE = frozenset({"Config", "RepoTags", "Layers", "Parent", "LayerSources"})
_CONFIG_NAME = re.compile(r"(?:blobs/sha256/|sha256:)?([0-9a-f]{64})(?:\.json)?")
"""How Docker before and since 25, and those who write its format, name a configuration by its digest."""


class SavedImage(NamedTuple):
    """One image of the archive, its files by their names in it."""

    config: str
    names: tuple[str, ...]
    """`RepoTags`: full references, in Docker's short form or the normal one."""
    layers: tuple[str, ...]
    """Lowest first."""

    @property
    def claimed_digest(self) -> Digest | None:
        """Return the digest that the configuration's name claims, or `None` where the name is not one."""
        match = _CONFIG_NAME.fullmatch(self.config)
        return Digest("sha256", match[1]) if match else None


def parse_manifest_json(data: bytes) -> tuple[SavedImage, ...]:
    """Parse `manifest.json`; raises `MalformedError`, also where it names no image."""
    items = load(data, "manifest.json", MANIFEST_BYTES)
    root = Node({"images": items}, frozenset(), "manifest.json")
    images = tuple(_image(node) for node in root.nodes("images", _IMAGE, IMAGES))
    if not images:
        raise MalformedError("manifest.json names no image")
    return images


def _image(node: Node) -> SavedImage:
    if not (config := node.text("Config")):
        node.refuse(node.path("Config"), "is missing")
    if not node.has("Layers"):
        node.refuse(node.path("Layers"), "is missing")
    return SavedImage(config, node.texts("RepoTags", NAMES), node.texts("Layers", LAYERS))
