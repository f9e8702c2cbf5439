"""R12: schema 1 manifests name an image by a history that nothing verifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import MalformedError
from holdfast.formats.oci import DOCKER_MANIFEST, OCI_MANIFEST, parse_manifest
from holdfast.sources.images import open_source
from images import LayoutWriter, descriptor, dump, manifest

PLAIN = "application/vnd.docker.distribution.manifest.v1+json"
SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws"
SCHEMA_1 = {
    "schemaVersion": 1,
    "name": "library/alpine",
    "tag": "latest",
    "fsLayers": [{"blobSum": "sha256:" + "a" * 64}],
    "history": [{"v1Compatibility": "{}"}],
}


@pytest.mark.parametrize("media_type", [PLAIN, SIGNED, OCI_MANIFEST, DOCKER_MANIFEST])
@pytest.mark.parametrize(
    "document",
    [
        SCHEMA_1,
        SCHEMA_1 | {"signatures": []},
        SCHEMA_1 | {"mediaType": SIGNED},
        manifest(b"{}") | {"fsLayers": []},
        manifest(b"{}") | {"schemaVersion": 1},
        manifest(b"{}") | {"mediaType": PLAIN},
    ],
)
def test_schema_1_is_refused_by_name(media_type: str, document: dict[str, object]) -> None:
    with pytest.raises(MalformedError, match="Docker schema 1") as caught:
        parse_manifest(dump(document), media_type)
    assert caught.value.code == "schema-1"


@pytest.mark.parametrize("media_type", [PLAIN, SIGNED])
def test_a_layout_of_schema_1_yields_no_image(tmp_path: Path, media_type: str) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    data = dump(SCHEMA_1)
    entry = descriptor(media_type, data)
    writer.blob(data)
    with pytest.raises(MalformedError, match="Docker schema 1"):
        open_source(writer.finish(entry)).find(None, None, None)
