"""Archives of images: a tar of an OCI layout, and what `docker save` and its kin write. Nothing is extracted.

Verified in a docker-archive: the configuration against the digest that its name claims, and that each layer of
`manifest.json` is in the archive. A diff id is what the configuration says; layers are not hashed here.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import BinaryIO, NamedTuple

from holdfast.errors import IntegrityError, MalformedError, SourceError
from holdfast.formats import oci
from holdfast.formats.docker_save import SavedImage, parse_manifest_json
from holdfast.formats.image_config import image, parse_config
from holdfast.formats.tar import Kind, Member, Stream, members
from holdfast.model.digest import Digest
from holdfast.model.image import Descriptor, Image, Platform
from holdfast.model.reference import Reference
from holdfast.sources.layout import Layout
from holdfast.sources.selection import (
    NOT_FOUND,
    Selector,
    about,
    for_platform,
    host_platform,
    is_name_of,
    listed,
    named,
)

INFLATED_BYTES = 64 << 30
"""Most bytes that a compressed archive may inflate to."""
INFLATION = 300
"""How many times its own size a compressed archive may inflate to, beyond `INFLATION_FREE` bytes."""
INFLATION_FREE = 64 << 20
KEPT_BYTES = 64 << 20
"""Most bytes of JSON documents that are kept from a compressed archive."""
LINKS = 8
"""Most links on the way to a file."""
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_OTHER_COMPRESSION = {b"\x28\xb5\x2f\xfd": "zstd", b"\xfd7zX": "xz", b"BZh": "bzip2"}


class _File(NamedTuple):
    """A file of the archive, links resolved."""

    member: Member
    head: bytes
    """Its first bytes, enough to tell compression."""
    kept: bytes | None
    """Its content, where the archive is compressed and it looks like JSON."""


class Archive:
    """A `Tree` over a tar file, gzip'd or not, whose headers are read once."""

    def __init__(self, path: str) -> None:
        """Name the file; nothing is opened yet."""
        self._path = path

    def read(self, name: str, limit: int, /) -> bytes | None:
        """As `Tree.read`; raises `MalformedError` where the archive is damaged, `SourceError` where it is unreadable."""
        if (file := self._file(name)) is None:
            return None
        if file.kept is not None:
            return file.kept[: limit + 1]
        with self._opened() as stream:
            stream.advance(file.member.offset)
            return stream.read(min(file.member.size, limit + 1))

    def size(self, name: str, /) -> int | None:
        """As `Tree.size`; raises as `read` does."""
        file = self._file(name)
        return None if file is None else file.member.size

    def head(self, name: str) -> bytes | None:
        """Return the first bytes of file `name`, or `None` where it is absent; raises as `read` does."""
        file = self._file(name)
        return None if file is None else file.head

    def _file(self, name: str) -> _File | None:
        """Return what `name` leads to, through links within the archive."""
        for _ in range(LINKS):
            file = self._files.get(posixpath.normpath(name))
            if file is None or file.member.kind is Kind.FILE:
                return file
            member = file.member
            if member.kind not in {Kind.HARD_LINK, Kind.SYMBOLIC_LINK}:
                raise MalformedError(f"{name} is a {member.kind.value}, not a file", subject=self._path)
            folder = posixpath.dirname(_place(member.name)) if member.kind is Kind.SYMBOLIC_LINK else ""
            name = _place(posixpath.join(folder, member.link))
        raise MalformedError(f"{name} is reached by more than {LINKS} links", subject=self._path)

    @cached_property
    def _files(self) -> dict[str, _File]:
        """Return every member but directories by its place in the archive."""
        found: dict[str, _File] = {}
        kept = 0
        with self._opened() as stream:
            for member in members(stream):
                place = _place(member.name)
                if member.kind is Kind.DIRECTORY:
                    continue
                if place in found:
                    raise MalformedError(f"the archive holds {member.name!r} twice", code="ambiguous")
                found[place] = file = _look(stream, member)
                kept += len(file.kept or b"")
                if kept > KEPT_BYTES:
                    raise MalformedError("the archive holds too many JSON documents", code="too-large")
            stream.finish()
        return found

    @contextmanager
    def _opened(self) -> Iterator[_Plain | _Inflated]:
        with about(self._path), _open(self._path) as file:
            magic = file.read(4)
            file.seek(0)
            for start, kind in _OTHER_COMPRESSION.items():
                if magic.startswith(start):
                    raise MalformedError(
                        f"it is compressed with {kind}, which is not read here", hint="decompress it first"
                    )
            yield _Inflated(file) if magic.startswith(_GZIP) else _Plain(file)


class _Plain:
    """An uncompressed archive as a stream."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, count: int, /) -> bytes:
        return self._file.read(count)

    def advance(self, offset: int, /) -> None:
        self._file.seek(offset)

    def finish(self) -> None:
        """Do nothing: what follows the end marker means nothing."""


class _Inflated:
    """A gzip'd archive as a stream, within a budget."""

    def __init__(self, file: BinaryIO) -> None:
        import gzip
        import zlib

        self._file = gzip.GzipFile(fileobj=file)
        self._budget = min(INFLATED_BYTES, max(INFLATION_FREE, INFLATION * os.fstat(file.fileno()).st_size))
        self._damage = (EOFError, OSError, zlib.error)
        self._at = 0

    def read(self, count: int, /) -> bytes:
        parts: list[bytes] = []
        while count:
            part = self._chunk(min(count, _CHUNK))
            if not part:
                break
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def advance(self, offset: int, /) -> None:
        while self._at < offset and self._chunk(min(offset - self._at, _CHUNK)):
            pass

    def finish(self) -> None:
        """Read to the end, where gzip's checksum is."""
        while self._chunk(_CHUNK):
            pass

    def _chunk(self, count: int) -> bytes:
        try:
            data = self._file.read(count)
        except self._damage as error:
            raise MalformedError(f"its gzip stream is damaged: {error}") from None
        self._at += len(data)
        if self._at > self._budget:
            raise MalformedError(f"it inflates to more than {self._budget} bytes", code="too-large")
        return data


class DockerArchive:
    """An image source over what `docker save` writes: `manifest.json`, and since Docker 25 a layout beside it.

    Where both are there the layout is read, for it carries manifests; `manifest.json` must tell the same.
    """

    def __init__(self, name: str, archive: Archive, selector: Selector) -> None:
        """Read from `archive`, speak of it as `name`, and offer only what `selector` means."""
        self.name = name
        self._archive = archive
        self._selector = selector

    def find(self, digest: Digest | None, reference: Reference | None, platform: Platform | None) -> Image:
        """Return the image of `digest`, else the one named `reference`, else the only one; as `ImageSource.find`."""
        with about(self.name):
            if self._layout is not None:
                return self._layout.find(digest, reference, platform)
            if digest is None and reference is None:
                digest = self._selector.digest
            if digest is not None:
                raise SourceError(
                    f"{digest} is not in it: a docker-archive without a layout carries no manifest",
                    code=NOT_FOUND,
                )
            return self._one(self._fitting(reference), platform)

    @cached_property
    def _saved(self) -> tuple[SavedImage, ...]:
        data = self._archive.read("manifest.json", oci.MANIFEST_BYTES)
        if data is None:
            raise SourceError(
                "it is not a docker-archive: there is no manifest.json",
                code="not-an-archive",
                hint="write it with docker save, or name an archive of a layout as oci-archive:FILE",
            )
        return parse_manifest_json(data)

    @cached_property
    def _layout(self) -> Layout | None:
        """Return the layout beside `manifest.json`, once both are seen to tell the same."""
        saved = self._saved
        if self._archive.size("oci-layout") is None or self._archive.size("index.json") is None:
            return None
        whole = Layout(self.name, self._archive)
        for item in saved:
            config, _ = self._config(item)
            for name in item.names or (None,):
                if config not in (whole.config_digests(name) or whole.config_digests(None)):
                    raise MalformedError(
                        f"manifest.json says that {name or 'an image'} is {config}, its layout says otherwise",
                        code="ambiguous",
                    )
        return Layout(self.name, self._archive, self._selector)

    def _fitting(self, reference: Reference | None) -> list[SavedImage]:
        """Return the images that the selector and `reference` mean."""
        held = list(self._saved)
        if self._selector.name is not None:
            held = named([(item.names, item) for item in held], self._selector.name)
        if reference is not None:
            held = [item for item in held if any(is_name_of(name, reference) for name in item.names)]
        if not held:
            wanted = reference or self._selector.name
            labels = [name for item in self._saved for name in item.names]
            raise SourceError(f"{wanted} is not in it; it holds {listed(labels)}", code=NOT_FOUND)
        return held

    def _one(self, held: list[SavedImage], platform: Platform | None) -> Image:
        """Return the one image that is meant, or the one for `platform` where that tells them apart."""
        images = {found.config_digest: found for found in map(self._image, held)}
        found = list(images.values())
        if len(found) > 1 and len({item.platform for item in found}) < len(found):
            labels = [next(iter(item.references), str(item.config_digest)) for item in found]
            raise SourceError(
                f"it holds {len(found)} images that fit: {listed(labels)}",
                code="ambiguous",
                hint="name one by :REFERENCE",
            )
        if platform is None and len(found) == 1:
            return found[0]
        return for_platform(found, platform or host_platform(), lambda item: item.platform)

    def _image(self, saved: SavedImage) -> Image:
        digest, data = self._config(saved)
        config = parse_config(data, f"config {digest}")
        if len(config.diff_ids) != len(saved.layers):
            raise MalformedError(
                f"manifest.json names {len(saved.layers)} layers, config {digest} {len(config.diff_ids)} diff_ids"
            )
        return image(
            digest=digest,
            index_digest=None,
            config_digest=digest,
            config=config,
            layers=tuple(map(self._layer, saved.layers, config.diff_ids)),
            annotations={},
            references=saved.names,
        )

    def _config(self, saved: SavedImage) -> tuple[Digest, bytes]:
        """Return the configuration and its digest, which must be the one that its name claims."""
        data = self._archive.read(saved.config, oci.CONFIG_BYTES)
        if data is None:
            raise SourceError(f"config {saved.config!r} is not in the archive", code="incomplete")
        if len(data) > oci.CONFIG_BYTES:
            raise MalformedError(
                f"config {saved.config!r} is larger than {oci.CONFIG_BYTES} bytes", code="too-large"
            )
        digest = Digest.of(data)
        if saved.claimed_digest not in {None, digest}:
            raise IntegrityError(f"config {saved.config!r} holds the bytes of {digest}")
        return digest, data

    def _layer(self, name: str, diff_id: Digest) -> Descriptor:
        """Return the descriptor of a layer: its diff id, and size and compression as they are stored."""
        size, head = self._archive.size(name), self._archive.head(name)
        if size is None or head is None:
            raise SourceError(f"layer {name!r} is not in the archive", code="incomplete")
        compressed = ".gzip" if head.startswith(_GZIP) else ""
        return Descriptor(oci.DOCKER_LAYER + compressed, diff_id, size)


def _open(path: str) -> BinaryIO:
    """Open regular file `path`; raises `SourceError`."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise SourceError(f"cannot be opened: {error.strerror}", code="unreadable") from None
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise SourceError("is not a regular file", code="unreadable")
    return os.fdopen(opened, "rb")


def _place(name: str) -> str:
    """Return a member's normal place in the archive; raises `MalformedError` where that is outside."""
    place = posixpath.normpath(name)
    if place.startswith(("/", "../")) or place == "..":
        raise MalformedError(f"{name!r} leads out of the archive", code="outside")
    return place


def _look(stream: Stream, member: Member) -> _File:
    """Read as much of `member` as is wanted while `stream` stands at it."""
    if member.kind is not Kind.FILE:
        return _File(member, b"", None)
    head = stream.read(min(member.size, 4))
    if len(head) < min(member.size, 4):
        raise MalformedError(f"{member.name!r} is cut short")
    if (
        isinstance(stream, _Plain)
        or member.size > oci.CONFIG_BYTES
        or not head.lstrip().startswith((b"{", b"["))
    ):
        return _File(member, head, None)
    return _File(member, head, head + stream.read(member.size - len(head)))
