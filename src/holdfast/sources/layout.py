"""OCI image layouts: which image they hold, with every document on the way checked against its descriptor.

Verified: digest and size of each index, manifest and configuration below `index.json` (which nothing names by
digest), and that each layer's blob is there with the size that the manifest says. Layers are not hashed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NoReturn

from holdfast.errors import IntegrityError, MalformedError, SourceError
from holdfast.formats import oci
from holdfast.formats.image_config import Config, manifest_image, parse_config
from holdfast.formats.oci import Entry, Index, Manifest, parse_index, parse_manifest
from holdfast.formats.strict_json import Node, load
from holdfast.model.digest import Digest
from holdfast.model.image import Descriptor, Image, Platform
from holdfast.model.reference import Reference
from holdfast.sources.selection import (
    NOT_FOUND,
    Selector,
    about,
    for_platform,
    host_platform,
    is_full_name,
    is_name_of,
    listed,
    named,
)
from holdfast.sources.tree import Tree

INDEXES = 2_000
"""Most indexes that are opened in one layout."""
INDEX_BYTES = 64 << 20
"""Most bytes of indexes that are read in one layout."""

_REF_NAME = "org.opencontainers.image.ref.name"
_CONTAINERD_NAME = "io.containerd.image.name"
_KIND = "kind"
_COSIGN = "dev.cosignproject.cosign/"
_COSIGN_IMAGES = frozenset({f"{_COSIGN}image", f"{_COSIGN}imageIndex"})
_VERSION_BYTES = 4096
_ATTACHED = re.compile(r"(?:.*:)?sha256-[0-9a-f]{64}(?:\.[a-z]+)?")
"""Tags of what is said about an image: cosign's, and the referrers tag schema (distribution-spec 1.1)."""
_ANY = Selector()


class Layout:
    """An image source over the files of one layout."""

    def __init__(self, name: str, tree: Tree, selector: Selector = _ANY) -> None:
        """Read from `tree`, speak of it as `name`, and offer only what `selector` means (a digest finds any image)."""
        self.name = name
        self._tree = tree
        self._selector = selector
        self._opened: dict[Digest, Index] = {}
        self._opened_bytes = 0

    def find(self, digest: Digest | None, reference: Reference | None, platform: Platform | None) -> Image:
        """Return the image of `digest`, else the one named `reference`, else the only one; as `ImageSource.find`."""
        if digest is None and reference is None:
            digest = self._selector.digest
        with about(self.name):
            if digest is not None:
                entry, roots = self._by_digest(digest)
                exact = not entry.is_index  # a manifest's digest says more than a platform
                return self._image(entry, self._names_of(roots), None if exact else platform)
            roots = self.roots()
            if reference is not None:
                roots = [entry for entry in roots if _is_called(entry, reference)]
                if not roots:
                    self._not_found(str(reference))
            return self._image(self._one(roots, platform), self._names_of(roots), platform)

    def roots(self) -> list[Entry]:
        """Return the images and indexes that `index.json` names and the selector means."""
        entries = [entry for entry in self._index.entries if _is_image(entry)]
        if self._selector.digest is not None:
            return [self._by_digest(self._selector.digest)[0]]
        if self._selector.name is not None:
            entries = named([(names(entry), entry) for entry in entries], self._selector.name)
            if not entries:
                self._not_found(self._selector.name)
        return entries

    def config_digests(self, name: str | None) -> set[Digest]:
        """Return the configurations of every image here (called exactly `name`, unless `None`) whose manifest is here."""
        found: set[Digest] = set()
        for root in self.roots():
            if name is None or any(is_name_of(held, Reference.parse(name)) for held in names(root)):
                found |= {
                    self._manifest(entry.descriptor).config.digest
                    for entry in self._runnable(root)
                    if self._tree.size(_path(entry.descriptor.digest)) is not None
                }
        return found

    @cached_property
    def _index(self) -> Index:
        version = self._tree.read("oci-layout", _VERSION_BYTES)
        if version is None:
            raise SourceError("it is not an OCI layout: there is no file oci-layout", code="not-a-layout")
        root = Node(
            load(version, "oci-layout", _VERSION_BYTES), frozenset({"imageLayoutVersion"}), "oci-layout"
        )
        if root.text("imageLayoutVersion") != "1.0.0":
            root.refuse("imageLayoutVersion", "is not 1.0.0")
        data = self._tree.read("index.json", oci.MANIFEST_BYTES)
        if data is None:
            raise SourceError("it is not an OCI layout: there is no file index.json", code="not-a-layout")
        return parse_index(data, oci.OCI_INDEX, "index.json")

    def _by_digest(self, digest: Digest) -> tuple[Entry, list[Entry]]:
        """Return the index or manifest called `digest`, and the roots that lead to it or are it."""
        roots = self._index.entries
        if not (leading := [root for root in roots if root.descriptor.digest == digest]):
            leading = [root for root in roots if _is_image(root) and self._beneath(root, digest)]
        if not leading:
            self._not_found(str(digest))
        return self._beneath(leading[0], digest) or leading[0], leading

    def _beneath(self, root: Entry, digest: Digest) -> Entry | None:
        """Return `root` or the first descriptor below it that has `digest`."""
        return next((entry for entry in self._below(root) if entry.descriptor.digest == digest), None)

    def _below(self, root: Entry) -> Iterator[Entry]:
        """Yield `root` and the descriptors in the indexes below it that are here, nearest first, no index twice."""
        level, depth, seen = [root], 0, {root.descriptor.digest}
        while level:
            yield from level
            indexes = {entry.descriptor.digest: entry for entry in level if entry.is_index}
            level = []
            for entry in indexes.values():
                if self._is_here(entry):
                    level += [e for e in self._open(entry) if e.descriptor.digest not in seen]
            seen |= {entry.descriptor.digest for entry in level if entry.is_index}
            depth += 1
            if level and depth > oci.NESTED_INDEXES:
                raise MalformedError(f"indexes are nested deeper than {oci.NESTED_INDEXES}", code="too-deep")

    def _is_here(self, entry: Entry) -> bool:
        return self._tree.size(_path(entry.descriptor.digest)) is not None

    def _open(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the entries of the index that `entry` points to."""
        descriptor = entry.descriptor
        if (index := self._opened.get(descriptor.digest)) is None:
            data = self._blob(descriptor, oci.MANIFEST_BYTES, "index")
            self._opened_bytes += len(data)
            if len(self._opened) >= INDEXES or self._opened_bytes > INDEX_BYTES:
                raise MalformedError("the layout holds too many indexes", code="too-large")
            index = parse_index(data, descriptor.media_type, f"index {descriptor.digest}")
            self._opened[descriptor.digest] = index
        return index.entries

    def _runnable(self, entry: Entry) -> list[Entry]:
        """Return the manifests of images that `entry` is or leads to."""
        return [below for below in self._below(entry) if below.is_image and not below.is_index]

    def _one(self, roots: list[Entry], platform: Platform | None) -> Entry:
        """Return the one image or index that `roots` mean, or the one for `platform` where that tells them apart."""
        by_digest = {entry.descriptor.digest: entry for entry in roots}
        if not by_digest:
            raise SourceError("it holds no image", code=NOT_FOUND)
        if len(by_digest) == 1:
            return roots[0]
        platforms = {entry.platform for entry in by_digest.values()}
        if None in platforms or len(platforms) < len(by_digest):
            raise SourceError(
                f"it holds {len(by_digest)} images that fit: {listed(self._labels(roots))}",
                code="ambiguous",
                hint="name one by :TAG or @DIGEST",
            )
        return for_platform(list(by_digest.values()), platform or host_platform(), self._platform)

    def _image(self, entry: Entry, called: tuple[str, ...], platform: Platform | None) -> Image:
        """Return the image that `entry` is, or that it holds for `platform`."""
        if entry.is_index:
            self._open(entry)
        manifests = self._runnable(entry)
        if not manifests:
            raise SourceError(f"{entry.descriptor.digest} leads to no image", code=NOT_FOUND)
        chosen = manifests[0]
        if platform is not None or len({m.descriptor.digest for m in manifests}) > 1:
            chosen = for_platform(manifests, platform or host_platform(), self._platform)
        manifest = self._manifest(chosen.descriptor)
        config = self._config(manifest)
        for layer in manifest.layers:
            self._check_layer(layer)
        return manifest_image(
            manifest,
            config,
            digest=chosen.descriptor.digest,
            index_digest=entry.descriptor.digest if entry.is_index else None,
            references=called,
        )

    def _platform(self, entry: Entry) -> Platform:
        return entry.platform or self._config(self._manifest(entry.descriptor)).platform

    def _manifest(self, descriptor: Descriptor) -> Manifest:
        data = self._blob(descriptor, oci.MANIFEST_BYTES, "manifest")
        return parse_manifest(data, descriptor.media_type, f"manifest {descriptor.digest}")

    def _config(self, manifest: Manifest) -> Config:
        data = self._blob(manifest.config, oci.CONFIG_BYTES, "config")
        return parse_config(data, f"config {manifest.config.digest}")

    def _blob(self, descriptor: Descriptor, limit: int, what: str) -> bytes:
        """Return the bytes that `descriptor` names, at most `limit`, their size and digest checked."""
        digest, size = descriptor.digest, descriptor.size
        if size > limit:
            raise MalformedError(f"{what} {digest} is larger than {limit} bytes", code="too-large")
        data = self._tree.read(_path(digest), size)
        if data is None:
            raise SourceError(f"{what} {digest} is not in the layout", code="incomplete")
        if len(data) != size:
            raise IntegrityError(f"{what} {digest} has not the {size} bytes that its descriptor says")
        if not digest.names(data):
            raise IntegrityError(f"{what} {digest} holds other bytes than its digest names")
        return data

    def _check_layer(self, layer: Descriptor) -> None:
        """Check that the layer is here with its size; a foreign layer may be elsewhere."""
        size = self._tree.size(_path(layer.digest))
        if size is None and not layer.foreign:
            raise SourceError(f"layer {layer.digest} is not in the layout", code="incomplete")
        if size is not None and size != layer.size:
            raise IntegrityError(
                f"layer {layer.digest} has {size} bytes, but its descriptor says {layer.size}"
            )

    def _names_of(self, roots: list[Entry]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for entry in roots for name in names(entry)))

    def _labels(self, entries: list[Entry]) -> list[str]:
        return [next(iter(names(entry)), str(entry.descriptor.digest)) for entry in entries]

    def _not_found(self, wanted: str) -> NoReturn:
        held = [entry for entry in self._index.entries if _is_image(entry)]
        bare = any(not is_full_name(name) for entry in held for name in names(entry))
        raise SourceError(
            f"{wanted} is not in it; it holds {listed(self._labels(held))}",
            code=NOT_FOUND,
            hint="a bare tag names no repository: annotate the layout with the full name" if bare else None,
        )


def names(entry: Entry) -> tuple[str, ...]:
    """Return what the layout calls `entry`: full names first, then a bare tag that is none of theirs."""
    written = [entry.annotations.get(key, "") for key in (_CONTAINERD_NAME, _REF_NAME)]
    full = tuple(dict.fromkeys(name for name in written if is_full_name(name)))
    bare = tuple(name for name in written if name and not is_full_name(name))
    return full + tuple(tag for tag in bare if not any(name.endswith(f":{tag}") for name in full))


def _is_called(entry: Entry, reference: Reference) -> bool:
    return any(is_name_of(name, reference) for name in names(entry))


def _is_image(entry: Entry) -> bool:
    """Tell whether a root is an image, and not what cosign saves or pushes beside one."""
    kind = entry.annotations.get(_KIND, "")
    if kind.startswith(_COSIGN) and kind not in _COSIGN_IMAGES:
        return False
    return entry.is_image and not any(_ATTACHED.fullmatch(name) for name in names(entry))


def _path(digest: Digest) -> str:
    return f"blobs/{digest.algorithm}/{digest.hex}"
