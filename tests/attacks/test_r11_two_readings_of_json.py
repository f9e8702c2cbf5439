"""R11: names that stand twice, or twice but for case, give two readings of one digest."""

from __future__ import annotations

import pytest

from holdfast.errors import MalformedError
from holdfast.formats.image_config import parse_config
from holdfast.formats.oci import OCI_MANIFEST, parse_manifest
from images import config, dump, manifest

MANIFEST = dump(manifest(b"{}"))
CONFIG = dump(config("amd64", User="1000"))


@pytest.mark.parametrize("name", ["layers", "Layers", "LAYERS", "config", "mediaType", "MediaType"])
def test_a_manifest_with_a_second_name_is_refused(name: str) -> None:
    with pytest.raises(MalformedError):
        parse_manifest(MANIFEST[:-1] + f', "{name}": []}}'.encode(), OCI_MANIFEST)


@pytest.mark.parametrize("name", ["User", "user", "USER", "u\\u017fer"])
def test_a_configuration_with_a_second_user_is_refused(name: str) -> None:
    with pytest.raises(MalformedError):
        parse_config(CONFIG.replace(b'"User": "1000"', f'"User": "1000", "{name}": "root"'.encode()))


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbf" + MANIFEST, MANIFEST + b"{}", MANIFEST.replace(b"2,", b"NaN,", 1), MANIFEST[:-1]]
)
def test_bytes_that_readers_disagree_on_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_manifest(data, OCI_MANIFEST)
