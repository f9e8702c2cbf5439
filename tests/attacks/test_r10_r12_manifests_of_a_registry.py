"""R10, R12, R15: bytes that mean two things, schema 1 and unknown kinds are refused, whatever their header calls them."""

from __future__ import annotations

import json

import pytest

from holdfast.errors import MalformedError
from holdfast.model.reference import Reference
from images import INDEX, MANIFEST
from registries import CONFIG_BYTES, MANIFEST_BYTES, client, hostile_registry, served

BOTH = json.dumps(json.loads(MANIFEST_BYTES) | {"manifests": []}).encode()
SCHEMA_1 = b'{"schemaVersion": 1, "name": "web", "tag": "1", "fsLayers": [], "history": [], "signatures": []}'
V1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (BOTH, MANIFEST, "ambiguous"),
        (BOTH, INDEX, "ambiguous"),
        (MANIFEST_BYTES, INDEX, "ambiguous"),
        (SCHEMA_1, V1, "schema-1"),
        (SCHEMA_1, MANIFEST, "schema-1"),
        (MANIFEST_BYTES, "application/json", "unknown-media-type"),
        (MANIFEST_BYTES, "", "unknown-media-type"),
        (b"<html>", "text/html", "unknown-media-type"),
        (b"<html>", MANIFEST, "malformed"),
        (CONFIG_BYTES, MANIFEST, "malformed"),
    ],
)
def test_what_is_no_image_is_refused(data: bytes, media_type: str, code: str) -> None:
    with hostile_registry(lambda _: served(data, media_type)) as registry:
        with pytest.raises(MalformedError) as raised:
            client(registry.host).manifest(Reference.parse(f"{registry.host}/web:1"))
        assert raised.value.code == code
        assert len(registry.heard) == 1
