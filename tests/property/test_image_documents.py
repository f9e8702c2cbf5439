"""Whatever bytes a layout or an archive is made of: an image, or an error of ours that says what is wrong."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.errors import HoldfastError, MalformedError
from holdfast.formats.docker_save import parse_manifest_json
from holdfast.formats.image_config import parse_config
from holdfast.formats.oci import OCI_INDEX, OCI_MANIFEST, parse_index, parse_manifest
from holdfast.formats.strict_json import load
from holdfast.formats.tar import members
from holdfast.sources.images import open_source
from images import MANIFEST, config, descriptor, dump, manifest, on, pax, record, saved, tar

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
INDEX = {"schemaVersion": 2, "manifests": [on(descriptor(MANIFEST, b"x"), "amd64")]}
DOCUMENTS = (manifest(b"{}"), INDEX, config("amd64", User="u", Env=["A=b"], Labels={"a": "b"}))
SAVED = tar(saved(User="u"))
EXTENDED = pax(record(b"path", b"manifest.json"), record(b"size", b"2")) + SAVED


class Bytes(io.BytesIO):
    def advance(self, offset: int, /) -> None:
        self.seek(min(offset, 1 << 40))


def parse_each(data: bytes) -> None:
    for parse in (
        lambda: parse_manifest(data, OCI_MANIFEST),
        lambda: parse_index(data, OCI_INDEX),
        lambda: parse_config(data),
        lambda: parse_manifest_json(data),
    ):
        with suppress(MalformedError):
            parse()


@st.composite
def changed_documents(draw: st.DrawFn) -> bytes:
    """Return a right document in which one value anywhere is another."""
    document: Any = load(dump(draw(st.sampled_from(DOCUMENTS))), "x", 1 << 20)
    at = document
    while True:
        key: Any = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or not at[key] or draw(st.booleans()):
            at[key] = draw(JSON)
            return dump(document)
        at = at[key]


@st.composite
def changed_bytes(draw: st.DrawFn, originals: tuple[bytes, ...]) -> bytes:
    """Return right bytes with a few overwritten, taken out or put in."""
    data = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.sampled_from((0, 1, 2, 12, 512)))
        data[start:end] = draw(st.binary(max_size=14))
    return bytes(data)


@given(changed_documents() | changed_bytes(tuple(map(dump, DOCUMENTS))) | st.binary(max_size=200))
def test_documents_are_read_or_refused(data: bytes) -> None:
    parse_each(data)


@given(changed_bytes((SAVED, EXTENDED)) | st.binary(max_size=2048))
def test_tar_headers_are_read_or_refused(data: bytes) -> None:
    with suppress(MalformedError):
        found = list(members(Bytes(data)))
        assert all(m.size >= 0 and m.offset + m.size <= len(data) for m in found)


@pytest.mark.parametrize("scheme", ["docker-archive", "oci-archive"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=changed_bytes((SAVED, EXTENDED)))
def test_archives_are_read_or_refused(tmp_path: Path, scheme: str, data: bytes) -> None:
    (tmp_path / "image.tar").write_bytes(data)
    with suppress(HoldfastError):
        open_source(f"{scheme}:{tmp_path / 'image.tar'}").find(None, None, None)


@given(JSON)
def test_json_means_what_it_says(value: object) -> None:
    assert load(dump(value), "x", 1 << 20) == value
