"""Layouts and archives written byte by byte, right or wrong as a test asks for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

OCI = "application/vnd.oci.image"
INDEX = f"{OCI}.index.v1+json"
MANIFEST = f"{OCI}.manifest.v1+json"
CONFIG = f"{OCI}.config.v1+json"
LAYER = f"{OCI}.layer.v1.tar"
LAYER_BYTES = b"a layer"
Json = dict[str, Any]


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def descriptor(media_type: str, data: bytes, **more: object) -> Json:
    return {"mediaType": media_type, "digest": digest(data), "size": len(data), **more}


def dump(value: object) -> bytes:
    return json.dumps(value).encode()


def config(architecture: str = "amd64", **run: object) -> Json:
    return {
        "os": "linux",
        "architecture": architecture,
        "config": run,
        "rootfs": {"type": "layers", "diff_ids": [digest(LAYER_BYTES)]},
    }


def manifest(config_bytes: bytes) -> Json:
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": descriptor(CONFIG, config_bytes),
        "layers": [descriptor(LAYER, LAYER_BYTES)],
    }


class LayoutWriter:
    """A layout under construction in a directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: list[Json] = []
        (folder / "blobs" / "sha256").mkdir(parents=True)
        self.write("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        self.blob(LAYER_BYTES)

    def write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def path(self, named: str) -> Path:
        return self.folder / "blobs" / named.replace(":", "/")

    def blob(self, data: bytes) -> str:
        self.path(digest(data)).write_bytes(data)
        return digest(data)

    def image(self, architecture: str = "amd64", **run: object) -> Json:
        """Write an image and return its descriptor."""
        config_bytes = dump(config(architecture, **run))
        self.blob(config_bytes)
        data = dump(manifest(config_bytes))
        self.blob(data)
        return descriptor(MANIFEST, data)

    def index(self, entries: Sequence[Json]) -> Json:
        """Write an index and return its descriptor."""
        data = dump({"schemaVersion": 2, "mediaType": INDEX, "manifests": list(entries)})
        self.blob(data)
        return descriptor(INDEX, data)

    def finish(self, *entries: Json) -> str:
        """Write `index.json` and return the subject."""
        self.write("index.json", dump({"schemaVersion": 2, "manifests": list(entries)}))
        return f"oci:{self.folder}"


def called(entry: Json, name: str) -> Json:
    return entry | {"annotations": {"org.opencontainers.image.ref.name": name}}


def on(entry: Json, architecture: str, os: str = "linux", **more: str) -> Json:
    return entry | {"platform": {"os": os, "architecture": architecture, **more}}


def header(
    name: bytes,
    size: int = 0,
    kind: bytes = b"0",
    *,
    link: bytes = b"",
    magic: bytes = b"ustar\x0000",
    size_field: bytes | None = None,
) -> bytes:
    """Return a tar header with a right checksum, whatever else is wrong in it."""
    block = bytearray(512)
    block[0 : len(name)] = name
    block[100:124] = b"0000644\x000000000\x000000000\x00"
    block[124:136] = size_field if size_field is not None else b"%011o\x00" % size
    block[136:148] = b"00000000000\x00"
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[157 : 157 + len(link)] = link
    block[257:265] = magic
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def member(name: str, data: bytes = b"", kind: bytes = b"0", link: str = "") -> bytes:
    return header(name.encode(), len(data), kind, link=link.encode()) + padded(data)


def pax(*records: bytes, kind: bytes = b"x") -> bytes:
    data = b"".join(records)
    return header(b"pax", len(data), kind) + padded(data)


def record(key: bytes, value: bytes) -> bytes:
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest)
    while len(str(length)) + len(rest) != length:
        length = len(str(length)) + len(rest)
    return str(length).encode() + rest


END = bytes(1024)


def tar(members: Mapping[str, bytes]) -> bytes:
    return b"".join(member(name, data) for name, data in members.items()) + END


def tar_of(folder: Path) -> bytes:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tar({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def saved(names: Sequence[str] = ("registry.example/web:1",), **run: object) -> dict[str, bytes]:
    """Return the files of a classic docker-archive of one image."""
    config_bytes = dump(config("amd64", **run))
    name = f"{hashlib.sha256(config_bytes).hexdigest()}.json"
    items = [{"Config": name, "RepoTags": list(names), "Layers": ["a/layer.tar"]}]
    return {name: config_bytes, "a/layer.tar": LAYER_BYTES, "manifest.json": dump(items)}
