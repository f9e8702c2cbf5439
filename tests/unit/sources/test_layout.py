from __future__ import annotations

import os
from pathlib import Path

import pytest

from holdfast.errors import HoldfastError, IntegrityError, MalformedError, SourceError
from holdfast.model.digest import Digest
from holdfast.model.image import Platform
from holdfast.model.reference import Reference
from holdfast.sources import layout
from holdfast.sources.images import open_source
from images import MANIFEST, LayoutWriter, called, descriptor, on

ARM = Platform("linux", "arm64")


@pytest.fixture
def writer(tmp_path: Path) -> LayoutWriter:
    return LayoutWriter(tmp_path / "layout")


def user(subject: str, reference: str | None = None, platform: Platform | None = None) -> str:
    wanted = Reference.parse(reference) if reference else None
    return open_source(subject).find(wanted.digest if wanted else None, wanted, platform).user


def code(subject: str, reference: str | None = None, platform: Platform | None = None) -> str:
    with pytest.raises(HoldfastError) as caught:
        user(subject, reference, platform)
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_the_only_image_needs_no_name(writer: LayoutWriter) -> None:
    entry = writer.image("s390x", User="only")
    found = open_source(writer.finish(entry)).find(None, None, None)
    assert (found.user, str(found.digest), found.index_digest) == ("only", entry["digest"], None)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("alpine:3.20", "docker.io/library/alpine:3.20"),
        ("docker.io/library/alpine:3.20", "alpine:3.20"),
        ("index.docker.io/library/alpine:latest", "alpine"),
        ("localhost:5000/web:1", "localhost:5000/web:1"),
    ],
)
def test_names_are_compared_in_their_normal_form(writer: LayoutWriter, held: str, wanted: str) -> None:
    assert user(writer.finish(called(writer.image(User="u"), held)), wanted) == "u"


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("3.20", "alpine:3.20"),
        ("latest", "alpine"),
        ("alpine:3.20", "alpine:3.2"),
        ("alpine:3.20", "ghcr.io/library/alpine:3.20"),
        ("localhost:5000/web:1", "localhost/web:1"),
    ],
)
def test_a_name_of_another_image_or_of_none_does_not_match(
    writer: LayoutWriter, held: str, wanted: str
) -> None:
    assert code(writer.finish(called(writer.image(), held)), wanted) == "not-found"


def test_containerds_name_counts_and_its_bare_tag_is_no_second_name(writer: LayoutWriter) -> None:
    entry = called(writer.image(), "1.0")
    entry["annotations"]["io.containerd.image.name"] = "docker.io/acme/web:1.0"
    found = open_source(writer.finish(entry)).find(None, Reference.parse("acme/web:1.0"), None)
    assert found.references == ("docker.io/acme/web:1.0",)


@pytest.mark.parametrize("suffix", [":acme/web:2", ":docker.io/acme/web:2", ":2", ":bare"])
def test_a_selector_names_an_image(writer: LayoutWriter, suffix: str) -> None:
    name = "bare" if suffix == ":bare" else "acme/web:2"
    subject = writer.finish(
        called(writer.image(User="one"), "acme/web:1"), called(writer.image(User="two"), name)
    )
    assert user(subject + suffix) == "two"


def test_a_selector_may_be_a_digest_of_a_manifest_or_an_index(writer: LayoutWriter) -> None:
    entry = writer.image("arm64", User="arm")
    index = writer.index([on(entry, "arm64")])
    subject = writer.finish(writer.image(User="other"), index)
    assert user(f"{subject}@{entry['digest']}") == "arm"
    found = open_source(f"{subject}@{index['digest']}").find(None, None, None)
    assert (found.user, str(found.index_digest)) == ("arm", index["digest"])


def test_a_configuration_is_not_found_by_its_digest(writer: LayoutWriter) -> None:
    subject = writer.finish(writer.image(User="u"))
    config = open_source(subject).find(None, None, None).config_digest
    assert code(f"{subject}@{config}") == "not-found"


def test_several_images_are_ambiguous(writer: LayoutWriter) -> None:
    subject = writer.finish(writer.image(User="a"), writer.image(User="b"))
    assert code(subject) == "ambiguous"


def test_a_platform_chooses_and_none_is_invented(writer: LayoutWriter) -> None:
    index = writer.index(
        [
            on(writer.image("amd64", User="amd"), "amd64"),
            on(writer.image("arm64", User="arm"), "arm64", variant="v8"),
            on(writer.image("amd64", User="attested"), "unknown", os="unknown"),
        ]
    )
    subject = writer.finish(called(index, "acme/web:1"))
    assert user(subject, "acme/web:1", ARM) == "arm"
    assert user(subject, None, Platform("linux", "amd64")) == "amd"
    assert code(subject, None, Platform("windows", "amd64")) == "platform"


def test_entries_without_a_platform_have_their_configurations(writer: LayoutWriter) -> None:
    index = writer.index([writer.image("amd64", User="amd"), writer.image("arm64", User="arm")])
    assert user(writer.finish(index), None, ARM) == "arm"


def test_an_older_arm_variant_runs_on_a_newer(writer: LayoutWriter) -> None:
    entries = [on(writer.image("arm", User=v), "arm", variant=v) for v in ("v5", "v6")]
    assert user(writer.finish(writer.index(entries)), None, Platform("linux", "arm")) == "v6"


def test_the_first_match_of_an_index_counts(writer: LayoutWriter) -> None:
    entries = [on(writer.image(User=name), "amd64") for name in ("first", "second")]
    assert user(writer.finish(writer.index(entries)), None, Platform("linux", "amd64")) == "first"


def test_an_only_image_for_another_platform_is_refused_where_one_is_asked_for(writer: LayoutWriter) -> None:
    assert code(writer.finish(writer.image("amd64")), None, ARM) == "platform"


def test_a_manifests_digest_says_more_than_a_platform(writer: LayoutWriter) -> None:
    entry = writer.image("amd64", User="amd")
    subject = writer.finish(entry)
    assert user(subject, f"acme/web@{entry['digest']}", ARM) == "amd"


def test_indexes_nest_up_to_three_deep(writer: LayoutWriter) -> None:
    entry = writer.image(User="deep")
    for _ in range(3):
        entry = writer.index([entry])
    assert user(writer.finish(entry)) == "deep"
    assert code(writer.finish(writer.index([entry]))) == "too-deep"


def test_indexes_that_repeat_one_another_are_opened_once(writer: LayoutWriter) -> None:
    entry = writer.image(User="once")
    for _ in range(3):
        entry = writer.index([entry] * 2000)
    assert user(writer.finish(*[entry] * 2000)) == "once"


def test_the_indexes_of_a_layout_are_bounded(writer: LayoutWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "INDEXES", 2)
    entries = [writer.index([writer.image(User=str(i))]) for i in range(3)]
    assert code(writer.finish(*entries), "a@sha256:" + "0" * 64) == "too-large"


@pytest.mark.parametrize("kind", ["sigs", "atts", "sboms"])
def test_what_cosign_saves_beside_an_image_is_no_image(writer: LayoutWriter, kind: str) -> None:
    prefix = "dev.cosignproject.cosign/"
    image = writer.image(User="image") | {"annotations": {"kind": f"{prefix}image"}}
    beside = writer.image(User="beside") | {"annotations": {"kind": prefix + kind}}
    assert user(writer.finish(beside, image)) == "image"


def test_what_is_pushed_beside_an_image_is_no_image(writer: LayoutWriter) -> None:
    image = writer.image(User="image")
    tag = image["digest"].replace(":", "-")
    beside = [called(writer.image(User=tag + e), f"acme/web:{tag}{e}") for e in ("", ".sig", ".att")]
    assert user(writer.finish(*beside, image)) == "image"


def test_a_blob_that_was_changed_is_refused(writer: LayoutWriter) -> None:
    entry = writer.image(User="root")
    subject = writer.finish(entry)
    image = open_source(subject).find(None, None, None)
    for named in (image.digest, image.config_digest):
        path = writer.path(str(named))
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b" ")
        with pytest.raises(IntegrityError, match="other bytes than its digest names"):
            user(subject)
        path.write_bytes(data)


@pytest.mark.parametrize("change", [-1, 1, 1000])
def test_a_size_that_lies_is_refused(writer: LayoutWriter, change: int) -> None:
    entry = writer.image()
    assert code(writer.finish(entry | {"size": entry["size"] + change})) == "integrity"


def test_a_size_beyond_the_bound_is_not_read(writer: LayoutWriter) -> None:
    assert code(writer.finish(writer.image() | {"size": (1 << 63) - 1})) == "too-large"


def test_layers_must_be_there_with_their_sizes(writer: LayoutWriter) -> None:
    subject = writer.finish(writer.image())
    layer = open_source(subject).find(None, None, None).layers[0]
    path = writer.path(str(layer.digest))
    path.write_bytes(b"longer than it was")
    assert code(subject) == "integrity"
    path.unlink()
    assert code(subject) == "incomplete"


def test_a_manifest_that_is_not_there_is_said_to_be_missing(writer: LayoutWriter) -> None:
    assert code(writer.finish(descriptor(MANIFEST, b"elsewhere"))) == "incomplete"


@pytest.mark.parametrize("name", ["index.json", "oci-layout"])
def test_a_directory_without_its_documents_is_no_layout(writer: LayoutWriter, name: str) -> None:
    subject = writer.finish(writer.image())
    (writer.folder / name).unlink()
    assert code(subject) == "not-a-layout"


def test_an_empty_layout_holds_no_image(writer: LayoutWriter) -> None:
    assert code(writer.finish()) == "not-found"


def test_another_version_of_layouts_is_refused(writer: LayoutWriter) -> None:
    subject = writer.finish(writer.image())
    writer.write("oci-layout", b'{"imageLayoutVersion": "2.0.0"}')
    assert code(subject) == "malformed"


def test_an_absent_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        user(f"oci:{tmp_path}/nowhere")


@pytest.mark.parametrize("name", ["index.json", "oci-layout", "blobs", "blobs/sha256"])
def test_links_are_not_followed(writer: LayoutWriter, tmp_path: Path, name: str) -> None:
    subject = writer.finish(writer.image())
    path = writer.folder / name
    moved = path.rename(tmp_path / "moved")
    path.symlink_to(moved)
    with pytest.raises(MalformedError, match="symbolic link"):
        user(subject)


@pytest.mark.parametrize("name", ["index.json", "oci-layout"])
def test_a_fifo_is_refused_at_once(writer: LayoutWriter, name: str) -> None:
    subject = writer.finish(writer.image())
    (writer.folder / name).unlink()
    os.mkfifo(writer.folder / name)
    with pytest.raises(MalformedError, match="not a regular file"):
        user(subject)


def test_a_directory_may_have_colons_in_its_name(tmp_path: Path) -> None:
    writer = LayoutWriter(tmp_path / "a:b:c")
    subject = writer.finish(called(writer.image(User="u"), "1"))
    assert [user(subject), user(f"{subject}:1")] == ["u", "u"]


def test_no_file_is_left_open(writer: LayoutWriter) -> None:
    subject = writer.finish(writer.image())
    before = len(list(Path("/proc/self/fd").iterdir()))
    for reference in (None, "a:1", "a@sha256:" + "0" * 64):
        try:
            user(subject, reference)
        except SourceError:
            continue
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_sha512_names_content_as_well(writer: LayoutWriter) -> None:
    import hashlib

    entry = writer.image(User="strong")
    data = writer.path(entry["digest"]).read_bytes()
    strong = hashlib.sha512(data).hexdigest()
    (writer.folder / "blobs" / "sha512").mkdir()
    writer.path(f"sha512:{strong}").write_bytes(data)
    found = open_source(writer.finish(entry | {"digest": f"sha512:{strong}"})).find(None, None, None)
    assert found.digest == Digest("sha512", strong)
