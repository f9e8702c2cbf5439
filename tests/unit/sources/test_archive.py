from __future__ import annotations

import gzip
import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from holdfast.errors import HoldfastError, IntegrityError, MalformedError
from holdfast.model.image import Image
from holdfast.model.reference import Reference
from holdfast.sources import archive
from holdfast.sources.images import open_source
from images import END, LAYER_BYTES, LayoutWriter, called, config, dump, member, saved, tar, tar_of


def find(subject: str, reference: str | None = None) -> Image:
    wanted = Reference.parse(reference) if reference else None
    return open_source(subject).find(wanted.digest if wanted else None, wanted, None)


def code(subject: str, reference: str | None = None) -> str:
    with pytest.raises(HoldfastError) as caught:
        find(subject, reference)
    assert "\n" not in str(caught.value)
    return caught.value.code


def docker(tmp_path: Path, data: bytes) -> str:
    (tmp_path / "image.tar").write_bytes(data)
    return f"docker-archive:{tmp_path / 'image.tar'}"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_of_a_layout_gives_what_the_layout_gives(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    writer = LayoutWriter(tmp_path / "layout")
    subject = writer.finish(called(writer.image(User="u"), "acme/web:1"))
    (tmp_path / "file.tar").write_bytes(pack(tar_of(writer.folder)))
    assert find(f"oci-archive:{tmp_path / 'file.tar'}", "acme/web:1") == find(subject)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_docker_archive_is_read(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    found = find(docker(tmp_path, pack(tar(saved(User="u")))), "registry.example/web:1")
    assert (found.user, found.references, found.layers[0].size) == (
        "u",
        ("registry.example/web:1",),
        len(LAYER_BYTES),
    )
    assert found.layers[0].digest == found.diff_ids[0]
    assert found.digest == found.config_digest


def test_a_compressed_layer_is_said_to_be(tmp_path: Path) -> None:
    files = saved() | {"a/layer.tar": gzip.compress(LAYER_BYTES)}
    assert find(docker(tmp_path, tar(files))).layers[0].media_type.endswith(".tar.gzip")


def test_no_reference_can_be_pinned_to_an_archive_without_manifests(tmp_path: Path) -> None:
    subject = docker(tmp_path, tar(saved()))
    assert code(subject, f"registry.example/web@{find(subject).config_digest}") == "not-found"


def test_python_writes_what_is_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as written:
        for name, data in saved(User="u").items():
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(data)
            written.addfile(info, io.BytesIO(data))
    assert find(docker(tmp_path, buffer.getvalue())).user == "u"


@pytest.mark.parametrize("kind", [b"1", b"2"])
def test_a_layer_may_be_a_link_to_another(tmp_path: Path, kind: bytes) -> None:
    target = "b/layer.tar" if kind == b"1" else "../b/layer.tar"
    files = {name: data for name, data in saved().items() if name != "a/layer.tar"}
    data = (
        tar(files)[: -len(END)] + member("a/layer.tar", kind=kind, link=target) + member("b/layer.tar", b"xy")
    )
    assert find(docker(tmp_path, data + END)).layers[0].size == 2


@pytest.mark.parametrize(
    ("kind", "link", "expected"),
    [
        (b"2", "layer.tar", "malformed"),
        (b"2", "../../etc/passwd", "outside"),
        (b"2", "/etc/passwd", "outside"),
        (b"1", "../etc/passwd", "outside"),
        (b"2", "absent", "incomplete"),
        (b"6", "", "malformed"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path, kind: bytes, link: str, expected: str) -> None:
    files = {name: data for name, data in saved().items() if name != "a/layer.tar"}
    data = tar(files)[: -len(END)] + member("a/layer.tar", kind=kind, link=link) + END
    assert code(docker(tmp_path, data)) == expected


def test_a_configuration_under_another_digest_is_refused(tmp_path: Path) -> None:
    files = saved()
    name = next(name for name in files if name.endswith(".json") and name != "manifest.json")
    with pytest.raises(IntegrityError):
        find(docker(tmp_path, tar(files | {name: dump(config("arm64"))})))


@pytest.mark.parametrize("name", ["sha256:{}", "blobs/sha256/{}"])
def test_every_way_to_name_a_configuration_is_checked(tmp_path: Path, name: str) -> None:
    called_so = name.format("0" * 64)
    items = [{"Config": called_so, "RepoTags": None, "Layers": ["a/layer.tar"]}]
    files = {called_so: dump(config()), "a/layer.tar": LAYER_BYTES, "manifest.json": dump(items)}
    assert code(docker(tmp_path, tar(files))) == "integrity"


def test_a_number_of_layers_that_differs_is_refused(tmp_path: Path) -> None:
    files = saved()
    manifest = files["manifest.json"].replace(b'["a/layer.tar"]', b'["a/layer.tar", "a/layer.tar"]')
    assert code(docker(tmp_path, tar(files | {"manifest.json": manifest}))) == "malformed"


def test_of_several_images_one_is_named(tmp_path: Path) -> None:
    one, two = saved(["acme/web:1"], User="one"), saved(["acme/web:2"], User="two")
    both = one["manifest.json"][:-1] + b"," + two["manifest.json"][1:]
    subject = docker(tmp_path, tar(one | two | {"manifest.json": both}))
    assert find(subject + ":acme/web:2").user == "two"
    assert find(subject, "docker.io/acme/web:1").user == "one"
    assert code(subject) == "ambiguous"
    assert code(subject, "acme/web:3") == "not-found"


def new_save(tmp_path: Path, *, lie: bool) -> str:
    """Write what Docker 25 and later save: a layout with `manifest.json` beside it."""
    writer = LayoutWriter(tmp_path / "layout")
    entry = called(writer.image(User="1000"), "1")
    entry["annotations"]["io.containerd.image.name"] = "docker.io/acme/web:1"
    true = find(writer.finish(entry)).config_digest.hex
    other = writer.blob(dump(config("amd64", User="root"))).partition(":")[2]
    item = {
        "Config": f"blobs/sha256/{other if lie else true}",
        "RepoTags": ["acme/web:1"],
        "Layers": [f"blobs/sha256/{true}"],
    }
    writer.write("manifest.json", dump([item]))
    return docker(tmp_path, tar_of(writer.folder))


def test_a_layout_beside_manifest_json_gives_the_manifest(tmp_path: Path) -> None:
    found = find(new_save(tmp_path, lie=False), "acme/web:1")
    plain = find(f"oci:{tmp_path / 'layout'}")
    assert found == plain
    assert found.digest != found.config_digest
    assert find(f"docker-archive:{tmp_path / 'image.tar'}", f"acme/web@{found.digest}") == plain


def test_a_layout_that_contradicts_manifest_json_is_refused(tmp_path: Path) -> None:
    assert code(new_save(tmp_path, lie=True)) == "ambiguous"


def test_a_member_that_stands_twice_is_refused(tmp_path: Path) -> None:
    files = tar(saved())[: -len(END)]
    assert code(docker(tmp_path, files + member("./manifest.json", b"[]") + END)) == "ambiguous"


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    assert code(docker(tmp_path, tar({"a": b"b"}))) == "not-an-archive"
    assert code(f"oci-archive:{tmp_path / 'image.tar'}") == "not-a-layout"


@pytest.mark.parametrize("data", [b"\x28\xb5\x2f\xfd....", b"\xfd7zXZ\0...", b"BZh9...."])
def test_another_compression_is_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(MalformedError, match=r"zstd|xz|bzip2"):
        find(docker(tmp_path, data))


@pytest.mark.parametrize("cut", [1, 8, 100])
def test_a_damaged_gzip_stream_is_refused(tmp_path: Path, cut: int) -> None:
    assert code(docker(tmp_path, gzip.compress(tar(saved()))[:-cut])) == "malformed"


def test_what_a_compressed_archive_inflates_to_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "INFLATION_FREE", 1 << 20)
    files = saved() | {"zeros": bytes(8 << 20)}
    assert code(docker(tmp_path, gzip.compress(tar(files)))) == "too-large"


def test_documents_kept_from_a_compressed_archive_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "KEPT_BYTES", 1000)
    files = saved() | {str(i): b"{" + os.urandom(300) for i in range(4)}
    assert code(docker(tmp_path, gzip.compress(tar(files)))) == "too-large"


@pytest.mark.parametrize("kind", ["absent", "directory", "fifo"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    assert code(f"docker-archive:{path}") == "unreadable"


def test_both_kinds_of_archive_agree_where_both_can_speak(tmp_path: Path) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    run: dict[str, Any] = {"User": "u", "Env": ["A=b"]}
    layout = find(writer.finish(called(writer.image("amd64", **run), "registry.example/web:1")))
    archived = find(docker(tmp_path, tar(saved(**run))))
    assert replace(archived, digest=layout.digest, layers=layout.layers) == layout
