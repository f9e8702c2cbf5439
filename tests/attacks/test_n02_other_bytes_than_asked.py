"""N02, CVE-2023-33959: what was asked for by digest is answered with something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.collect.image import collect
from holdfast.errors import IntegrityError
from holdfast.model.digest import Digest
from holdfast.model.evidence import Missing
from holdfast.sources.images import open_source
from images import Json, LayoutWriter, on


def swap(writer: LayoutWriter, asked: Json, given: Json, *, size: bool) -> Json:
    """Put the bytes of `given` where those of `asked` belong; with `size` the descriptor is made to fit."""
    writer.path(asked["digest"]).write_bytes(writer.path(given["digest"]).read_bytes())
    return asked | ({"size": given["size"]} if size else {})


@pytest.mark.parametrize("size", [True, False])
@pytest.mark.parametrize("nested", [True, False])
def test_another_manifest_under_the_digest_is_refused(tmp_path: Path, *, size: bool, nested: bool) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    asked, given = writer.image(User="1000"), writer.image(User="root")
    entry = on(swap(writer, asked, given, size=size), "amd64")
    source = open_source(writer.finish(writer.index([entry]) if nested else entry))
    with pytest.raises(IntegrityError):
        source.find(Digest.parse(asked["digest"]), None, None)
    found = collect(f"acme/web:1@{asked['digest']}", [source])
    assert isinstance(found, Missing)
    assert "refused" in found.reason


def test_another_index_under_the_digest_is_refused(tmp_path: Path) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    asked = writer.index([writer.image(User="1000")])
    given = writer.index([writer.image(User="root")])
    source = open_source(writer.finish(swap(writer, asked, given, size=True)))
    with pytest.raises(IntegrityError):
        source.find(Digest.parse(asked["digest"]), None, None)


def test_another_configuration_under_its_digest_is_refused(tmp_path: Path) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    entry = writer.image(User="1000")
    source = open_source(writer.finish(entry))
    config = writer.path(str(source.find(None, None, None).config_digest))
    config.write_bytes(config.read_bytes().replace(b"1000", b"root"))
    with pytest.raises(IntegrityError):
        source.find(Digest.parse(entry["digest"]), None, None)
