from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.collect.image import collect
from holdfast.model.evidence import Missing
from holdfast.model.image import Image
from holdfast.model.workload import ImageUse
from holdfast.sources.images import ImageSource, open_source
from images import LayoutWriter, called


@pytest.fixture
def writer(tmp_path: Path) -> LayoutWriter:
    return LayoutWriter(tmp_path / "layout")


def reason(found: Image | Missing) -> str:
    assert isinstance(found, Missing)
    assert (found.evidence, "\n" in found.reason) == ("image", False)
    return found.reason


def named(writer: LayoutWriter, name: str) -> tuple[ImageSource, str]:
    entry = writer.image(User="u")
    return open_source(writer.finish(called(entry, name))), entry["digest"]


def test_an_image_is_found_by_name_or_by_digest(writer: LayoutWriter) -> None:
    source, digest = named(writer, "acme/web:1")
    by_name = collect("acme/web:1", [source])
    by_digest = collect(f"elsewhere.example/moved:9@{digest}", [source])
    assert isinstance(by_name, Image)
    assert by_name == by_digest


def test_a_pinned_reference_is_never_found_by_its_name(writer: LayoutWriter) -> None:
    source, _ = named(writer, "acme/web:1")
    assert "not found" in reason(collect("acme/web:1@sha256:" + "0" * 64, [source]))


def test_the_reason_names_every_path_tried(writer: LayoutWriter, tmp_path: Path) -> None:
    source, _ = named(writer, "acme/web:1")
    found = reason(collect("acme/web:2", [source, open_source(f"docker-archive:{tmp_path}/none.tar")]))
    assert "it holds acme/web:1" in found
    assert f"{tmp_path}/none.tar" in found
    assert found.endswith("registries are not asked")


def test_without_sources_the_reason_says_what_to_do() -> None:
    assert "--image-source" in reason(collect("acme/web:1", []))


def test_what_is_no_reference_is_missing() -> None:
    assert "nginx@oops" in reason(collect("nginx@oops", []))
    assert reason(collect(ImageUse(None, None, None, "/spec/containers/0/image", "a"), []))


def test_a_bad_copy_is_not_hidden_by_a_good_one(writer: LayoutWriter, tmp_path: Path) -> None:
    good, digest = named(LayoutWriter(tmp_path / "good"), "acme/web:1")
    bad, _ = named(writer, "acme/web:1")
    path = writer.path(digest)
    path.write_bytes(path.read_bytes().replace(b'"size"', b'"SIZE"'))
    assert "other bytes than its digest names" in reason(collect("acme/web:1", [bad, good]))


def test_a_hostile_name_stays_on_one_line(writer: LayoutWriter) -> None:
    source, _ = named(writer, "a/b:1\n\x1b[2J\u202e")
    assert "\x1b" not in reason(collect("acme/web:1", [source]))
