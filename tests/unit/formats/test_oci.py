from __future__ import annotations

from typing import Any

import pytest

from holdfast.errors import MalformedError
from holdfast.formats import oci
from holdfast.formats.image_config import parse_config
from holdfast.formats.oci import (
    DOCKER_CONFIG,
    DOCKER_INDEX,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    parse_index,
    parse_manifest,
)
from holdfast.model.image import HistoryEntry, Platform
from images import CONFIG, LAYER, config, descriptor, dump, manifest, on

DIGEST = "sha256:" + "a" * 64


def docker_manifest() -> dict[str, Any]:
    return {
        "schemaVersion": 2,
        "mediaType": DOCKER_MANIFEST,
        "config": descriptor(DOCKER_CONFIG, b"{}"),
        "layers": [descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", b"l")],
    }


def index(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"schemaVersion": 2, "manifests": list(entries), **more}


def test_an_oci_manifest_need_not_say_its_media_type() -> None:
    document = manifest(b"{}")
    del document["mediaType"]
    found = parse_manifest(dump(document), OCI_MANIFEST)
    assert (found.config.media_type, found.config.size, found.layers[0].media_type) == (CONFIG, 2, LAYER)


def test_a_docker_manifest_is_read() -> None:
    found = parse_manifest(dump(docker_manifest()), DOCKER_MANIFEST)
    assert found.layers[0].size == 1


def test_a_docker_manifest_must_say_its_media_type() -> None:
    document = docker_manifest()
    del document["mediaType"]
    with pytest.raises(MalformedError, match="mediaType"):
        parse_manifest(dump(document), DOCKER_MANIFEST)


@pytest.mark.parametrize("media_type", [OCI_INDEX, DOCKER_INDEX])
def test_an_index_tells_images_from_attestations(media_type: str) -> None:
    image = descriptor(OCI_MANIFEST, b"i")
    attestation = on(descriptor(OCI_MANIFEST, b"a"), "unknown", os="unknown")
    attestation["annotations"] = {"vnd.docker.reference.type": "attestation-manifest"}
    artifact = descriptor(OCI_MANIFEST, b"b", artifactType="application/spdx+json")
    document = index(on(image, "arm", variant="v7"), attestation, artifact, mediaType=media_type)
    found = parse_index(dump(document), media_type)
    assert [entry.is_image for entry in found.entries] == [True, False, False]
    assert found.entries[0].platform == Platform("linux", "arm", "v7")


FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"


def test_foreign_layers_are_told_apart() -> None:
    document = docker_manifest()
    document["layers"].append(descriptor(FOREIGN, b"f"))
    document["layers"].append(descriptor(LAYER, b"u", urls=["https://elsewhere.example/u"]))
    found = parse_manifest(dump(document), DOCKER_MANIFEST)
    assert [layer.foreign for layer in found.layers] == [False, True, True]
    assert found.layers[2].urls == ("https://elsewhere.example/u",)


def changed(**fields: object) -> bytes:
    return dump({k: v for k, v in (manifest(b"{}") | fields).items() if v != "absent"})


REFUSED: dict[str, tuple[bytes, str]] = {
    "not an object": (b"[]", "is not an object"),
    "no schemaVersion": (changed(schemaVersion="absent"), "`schemaVersion` is missing"),
    "schemaVersion 3": (changed(schemaVersion=3), "`schemaVersion` is not 2"),
    "no config": (changed(config="absent"), "`config` is missing"),
    "no layers": (changed(layers="absent"), "`layers` is missing"),
    "layers that are no array": (changed(layers={}), "`layers` is not an array"),
    "a layer that is no object": (changed(layers=["x"]), r"`layers\[0\]` is not an object"),
    "a layer of unknown type": (
        changed(layers=[descriptor("text/plain", b"")]),
        r"`layers\[0\]\.mediaType` is 'text/plain', which is no known type of layer",
    ),
    "a digest of another algorithm": (
        changed(config={"mediaType": CONFIG, "size": 1, "digest": "md5:" + "a" * 32}),
        "`config.digest` is wrong",
    ),
    "a negative size": (
        changed(config={"mediaType": CONFIG, "size": -1, "digest": DIGEST}),
        "`config.size` is out of range",
    ),
    "no size": (changed(config={"mediaType": CONFIG, "digest": DIGEST}), "`config.size` is missing"),
    "an annotation that is no string": (changed(annotations={"a": 1}), "annotations"),
    "too many layers": (changed(layers=[{}] * 1001), "more than 1000 items"),
    "too many annotations": (changed(annotations={str(i): "" for i in range(1001)}), "more than 1000 names"),
    "a long annotation": (changed(annotations={"a": "x" * 300_000}), "longer than 262144 characters"),
    "a case variant": (changed(Layers=[]), "differs from `layers` only in case"),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_a_manifest_is_refused_that_has(data: bytes, why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        parse_manifest(data, OCI_MANIFEST)


def test_an_artifact_is_not_an_image() -> None:
    document = manifest(b"{}") | {"config": descriptor("application/vnd.oci.empty.v1+json", b"{}")}
    with pytest.raises(MalformedError) as caught:
        parse_manifest(dump(document), OCI_MANIFEST)
    assert caught.value.code == "not-an-image"


def test_an_unknown_media_type_is_refused_by_name() -> None:
    with pytest.raises(MalformedError, match="unknown media type 'text/html'"):
        parse_manifest(b"{}", "text/html")


def test_a_manifest_has_at_most_four_mebibytes() -> None:
    with pytest.raises(MalformedError, match="larger than 4194304 bytes"):
        parse_manifest(b" " * (4 << 20) + b"{}", OCI_MANIFEST)


def test_index_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oci, "INDEX_ENTRIES", 2)
    with pytest.raises(MalformedError, match="more than 2 items"):
        parse_index(dump(index(*[descriptor(OCI_MANIFEST, b"")] * 3)), OCI_INDEX)


def test_a_configuration_is_read_whole() -> None:
    document = config(
        User="1000:1000",
        Env=["A=b"],
        Labels={"Maintainer": "x", "maintainer": "y"},
        Entrypoint=["/x"],
        Cmd=None,
        WorkingDir="/w",
        ExposedPorts={"80/tcp": {}},
        Volumes={"/data": {}},
        OnBuild=["RUN x"],
        Healthcheck={"Test": ["CMD", "true"], "Interval": 1000},
    )
    document |= {"created": "2026-01-01T00:00:00Z", "variant": "v3"}
    document["history"] = [{"created_by": "RUN x", "comment": "c"}, {"empty_layer": True}]
    found = parse_config(dump(document))
    assert found.platform == Platform("linux", "amd64", "v3")
    assert (found.user, found.environment, found.entrypoint, found.command) == (
        "1000:1000",
        ("A=b",),
        ("/x",),
        (),
    )
    assert found.labels == {"Maintainer": "x", "maintainer": "y"}
    assert (found.working_directory, found.exposed_ports, found.volumes) == ("/w", ("80/tcp",), ("/data",))
    assert (found.onbuild, found.healthcheck, found.created) == (("RUN x",), True, "2026-01-01T00:00:00Z")
    assert found.history == (HistoryEntry("RUN x", empty_layer=False, comment="c"), HistoryEntry("", True))  # noqa: FBT003 - positional in the model


@pytest.mark.parametrize("test", [None, [], ["NONE"]])
def test_a_health_check_that_is_off_is_none(test: object) -> None:
    assert parse_config(dump(config(Healthcheck={"Test": test}))).healthcheck is False


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"os": None}, "`os` is missing"),
        ({"architecture": ""}, "`architecture` is missing"),
        ({"rootfs": None}, "`rootfs` is missing"),
        ({"rootfs": {"type": "layers", "diff_ids": ["x"]}}, r"`rootfs.diff_ids\[0\]` is wrong"),
        ({"config": {"User": 0}}, "`config.User` is not a string"),
        ({"config": {"user": "1000"}}, "`config.user` differs from `User` only in case"),
        ({"config": {"Env": {"A": "b"}}}, "`config.Env` is not an array"),
        ({"config": {"Env": ["A=b", 1]}}, r"`config.Env\[1\]` is not a string"),
        ({"config": {"Labels": ["x"]}}, "`config.Labels` is not an object"),
        ({"Config": {"User": "1000"}}, "`Config` differs from `config` only in case"),
    ],
)
def test_a_configuration_is_refused_with_its_field(change: dict[str, object], why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        parse_config(dump(config() | change))
