"""Make an image of one layer out of a wheel: an OCI layout, and a docker-archive if asked for.

    python examples/build_layout.py click-8.2.1-py3-none-any.whl out/click --name registry.example/click:8.2.1 --user 65532

The wheel's files lie under /app. The same wheel and arguments give the same bytes on every machine: no clock, no
owner and no order of a file system goes in (only the version of zlib). It needs the standard library alone.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

Json = dict[str, object]

_OCI = "application/vnd.oci.image"
_EPOCH = "1970-01-01T00:00:00Z"
_ROOT = "app"


class Built(NamedTuple):
    """An image in memory."""

    name: str
    layer: bytes
    """The layer's tar, uncompressed."""
    packed: bytes
    """The same, gzip'd."""
    config: bytes
    manifest: bytes


def build(wheel: Path, name: str, user: str, architecture: str = "amd64") -> Built:
    """Return the image of `wheel`, called `name` and run as `user`."""
    layer = _layer(wheel)
    packed = gzip.compress(layer, 9, mtime=0)
    config = _json(_config(wheel, layer, user, architecture))
    manifest = _json(
        {
            "schemaVersion": 2,
            "mediaType": f"{_OCI}.manifest.v1+json",
            "config": _descriptor(f"{_OCI}.config.v1+json", config),
            "layers": [_descriptor(f"{_OCI}.layer.v1.tar+gzip", packed)],
            "annotations": {"org.opencontainers.image.title": wheel.name},
        }
    )
    return Built(name, layer, packed, config, manifest)


def write_layout(image: Built, folder: Path) -> None:
    """Write `image` as an OCI layout (image-spec 1.1, image layout)."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True, exist_ok=True)
    for data in (image.packed, image.config, image.manifest):
        (blobs / hashlib.sha256(data).hexdigest()).write_bytes(data)
    entry = _descriptor(f"{_OCI}.manifest.v1+json", image.manifest)
    entry["annotations"] = {
        "io.containerd.image.name": image.name,
        "org.opencontainers.image.ref.name": image.name,
    }
    index = {"schemaVersion": 2, "mediaType": f"{_OCI}.index.v1+json", "manifests": [entry]}
    (folder / "index.json").write_bytes(_json(index))
    (folder / "oci-layout").write_bytes(_json({"imageLayoutVersion": "1.0.0"}))


def write_docker_archive(image: Built, file: Path) -> None:
    """Write `image` as `docker save` did before Docker 25."""
    config = f"{hashlib.sha256(image.config).hexdigest()}.json"
    layer = f"{hashlib.sha256(image.layer).hexdigest()}/layer.tar"
    manifest = [{"Config": config, "RepoTags": [image.name], "Layers": [layer]}]
    members = {config: image.config, layer: image.layer, "manifest.json": _json(manifest)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_tar(members))


def _layer(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as files:
        names = sorted(name for name in files.namelist() if not name.endswith("/"))
        return _tar({f"{_ROOT}/{name}": files.read(name) for name in names})


def _config(wheel: Path, layer: bytes, user: str, architecture: str) -> Json:
    package, version = wheel.name.split("-")[:2]
    return {
        "architecture": architecture,
        "os": "linux",
        "created": _EPOCH,
        "config": {
            "User": user,
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", f"PYTHONPATH=/{_ROOT}"],
            "Entrypoint": ["python3", "-m", package],
            "WorkingDir": f"/{_ROOT}",
            "Labels": {
                "org.opencontainers.image.title": package,
                "org.opencontainers.image.version": version,
            },
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        "history": [
            {"created": _EPOCH, "created_by": f"COPY {wheel.name} /{_ROOT}"},
            {"created": _EPOCH, "created_by": f"USER {user}", "empty_layer": True},
        ],
    }


def _tar(members: dict[str, bytes]) -> bytes:
    """Return a tar of `members` and the folders that they lie in, owned by root and made at no time."""
    buffer = io.BytesIO()
    folders = sorted({str(parent) for name in members for parent in Path(name).parents if parent.name})
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for folder in folders:
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _descriptor(media_type: str, data: bytes) -> Json:
    return {
        "mediaType": media_type,
        "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "size": len(data),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def main() -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description="Make an image of one layer out of a wheel.")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("layout", type=Path, help="directory to write the OCI layout to")
    parser.add_argument(
        "--name", required=True, help="the image's full name, such as registry.example/web:1.0"
    )
    parser.add_argument("--user", default="", help="User of the configuration; none means root")
    parser.add_argument("--architecture", default="amd64")
    parser.add_argument("--docker-archive", type=Path, metavar="FILE", help="write a docker-archive too")
    options = parser.parse_args()
    image = build(options.wheel, options.name, options.user, options.architecture)
    write_layout(image, options.layout)
    if options.docker_archive is not None:
        write_docker_archive(image, options.docker_archive)


if __name__ == "__main__":
    main()
