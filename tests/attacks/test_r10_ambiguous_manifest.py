"""R10, CVE-2021-41190 and its family: one byte string that is both a manifest and an index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from holdfast.collect.image import collect
from holdfast.errors import MalformedError
from holdfast.formats.oci import (
    DOCKER_INDEX,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    parse_index,
    parse_manifest,
)
from holdfast.model.evidence import Missing
from holdfast.sources.images import open_source
from images import LayoutWriter, called, descriptor, dump, manifest

TYPES = (OCI_INDEX, OCI_MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST)
BOTH: dict[str, Any] = manifest(b"{}") | {"manifests": []}


def parse(data: bytes, media_type: str) -> object:
    parser = parse_index if media_type in {OCI_INDEX, DOCKER_INDEX} else parse_manifest
    return parser(data, media_type)


@pytest.mark.parametrize("declared", [*TYPES, None])
@pytest.mark.parametrize("media_type", TYPES)
@pytest.mark.parametrize("left_out", [None, "config", "layers"])
def test_a_document_of_both_kinds_is_refused_by_any_name(
    media_type: str, declared: str | None, left_out: str | None
) -> None:
    document = {k: v for k, v in (BOTH | {"mediaType": declared}).items() if k != left_out}
    with pytest.raises(MalformedError) as caught:
        parse(dump(document), media_type)
    assert caught.value.code == "ambiguous"


@pytest.mark.parametrize("declared", TYPES)
@pytest.mark.parametrize("media_type", TYPES)
def test_a_body_that_calls_itself_otherwise_than_its_descriptor_is_refused(
    media_type: str, declared: str
) -> None:
    document = manifest(b"{}") if "manifest.v" in media_type else {"schemaVersion": 2, "manifests": []}
    document = document | {"mediaType": declared}
    if declared == media_type:
        parse(dump(document), media_type)
        return
    with pytest.raises(MalformedError) as caught:
        parse(dump(document), media_type)
    assert caught.value.code == "ambiguous"


def test_no_image_is_made_of_one(tmp_path: Path) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    image = writer.image()
    data = writer.path(image["digest"]).read_bytes()
    both = data[:-1] + b', "manifests": []}'
    writer.blob(both)
    subject = writer.finish(called(descriptor(OCI_MANIFEST, both), "acme/web:1"))
    found = collect("acme/web:1", [open_source(subject)])
    assert isinstance(found, Missing)
    assert "was refused" in found.reason
