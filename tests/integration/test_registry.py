"""A real registry: Debian's docker-registry, filled by skopeo, over plain HTTP, TLS and with passwords."""

from __future__ import annotations

import json
import ssl
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from holdfast.errors import SourceError
from holdfast.gates.cli import run as holdfast
from holdfast.model.image import Platform
from holdfast.model.reference import Reference
from holdfast.sources.images import open_source
from holdfast.sources.registry import Access, Registry, RegistryImages
from holdfast.sources.registry.credentials import Credentials
from images import LayoutWriter, called, on
from registries import PASSWORD, USER, DockerRegistry, auths, client, docker_registry, installed, layout, run

NAME = "registry.example/acme/web:1.0"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerRegistry]:
    with docker_registry(tmp_path_factory.mktemp("registry")) as found:
        yield found


def pod(path: Path, image: str) -> Path:
    path.write_text(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - {{name: a, image: {image}}}\n"
    )
    return path


def skopeo_digest(reference: str) -> str:
    """Return the digest of what `reference` means, as skopeo tells it."""
    raw = run(
        installed("skopeo"), "inspect", "--tls-verify=false", "--format={{.Digest}}", f"docker://{reference}"
    )
    return raw.strip()


def two_platforms(folder: Path) -> str:
    """Write a layout whose image has an index of two platforms; return its subject."""
    writer = LayoutWriter(folder)
    index = writer.index([on(writer.image(arch, User=arch), arch) for arch in ("amd64", "arm64")])
    writer.finish(called(index, NAME))
    return f"oci:{folder}:{NAME}"


def test_a_registrys_image_is_the_layouts(registry: DockerRegistry, tmp_path: Path) -> None:
    own = layout(tmp_path, NAME)
    reference = registry.push(own, "same/web:1.0", "--preserve-digests")
    found = RegistryImages(client(registry.host)).find(Reference.parse(reference), None)
    assert replace(found, references=()) == replace(open_source(own).find(None, None, None), references=())


def test_a_digest_and_a_platform_choose_an_image(registry: DockerRegistry, tmp_path: Path) -> None:
    own = two_platforms(tmp_path / "layout")
    reference = Reference.parse(registry.push(own, "two/web:1.0", "--all", "--preserve-digests"))
    images = RegistryImages(client(registry.host))
    for architecture in ("amd64", "arm64"):
        found = images.find(reference, Platform("linux", architecture))
        assert (found.user, found.platform.architecture) == (architecture, architecture)
        assert str(found.index_digest) == skopeo_digest(str(reference))
        assert images.find(replace(reference, digest=found.digest), None).user == architecture
    with pytest.raises(SourceError, match="no image for linux/s390x"):
        images.find(reference, Platform("linux", "s390x"))


def test_pin_writes_the_digest_that_skopeo_tells(registry: DockerRegistry, tmp_path: Path) -> None:
    one = registry.push(layout(tmp_path / "one", NAME), "pin/one:1.0")
    two = registry.push(two_platforms(tmp_path / "two"), "pin/two:1.0", "--all", "--preserve-digests")
    work = tmp_path / "work"
    work.mkdir()
    pod(work / "pod.yaml", one)
    (work / "Dockerfile").write_text(f"FROM {two}\nCOPY --from={one} / /\nFROM {two}\n")
    before = len(registry.requests())
    assert holdfast(["pin", "--quiet", "--allow-private-registry", registry.host, str(work)]) == 0
    asked = registry.requests()[before:]
    pinned_one, pinned_two = (f"{reference}@{skopeo_digest(reference)}" for reference in (one, two))
    assert (
        work / "Dockerfile"
    ).read_text() == f"FROM {pinned_two}\nCOPY --from={pinned_one} / /\nFROM {pinned_two}\n"
    assert f"image: {pinned_one}}}" in (work / "pod.yaml").read_text()
    assert sorted(asked) == ["GET /v2/pin/one/manifests/1.0", "GET /v2/pin/two/manifests/1.0"]


def test_what_cannot_be_resolved_is_named_and_the_rest_is_pinned(
    registry: DockerRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = registry.push(layout(tmp_path, NAME), "rest/one:1.0")
    (tmp_path / "Dockerfile").write_text(f"FROM {registry.host}/rest/none:1\nFROM {one}\n")
    assert holdfast(["pin", "--allow-private-registry", registry.host, str(tmp_path / "Dockerfile")]) == 3
    assert f"FROM {one}@{skopeo_digest(one)}\n" in (tmp_path / "Dockerfile").read_text()
    assert "rest/none:1 is not in the registry" in capsys.readouterr().out


def test_check_tells_unpinned_pinned_and_gone_apart(registry: DockerRegistry, tmp_path: Path) -> None:
    one = registry.push(layout(tmp_path, NAME), "check/one:1.0")
    path = pod(tmp_path / "pod.yaml", one)
    allow = ["--quiet", "--allow-private-registry", registry.host, str(path)]
    assert holdfast(["pin", "--check", *allow]) == 1
    assert holdfast(["pin", *allow]) == 0
    assert holdfast(["pin", "--check", *allow]) == 0
    assert holdfast(["pin", "--check", "--quiet", str(path)]) == 3
    assert holdfast(["pin", "--check", "--offline", "--quiet", str(path)]) == 0
    run(installed("skopeo"), "delete", "--tls-verify=false", f"docker://{one}")
    assert holdfast(["pin", "--check", *allow]) == 1


def test_update_moves_a_digest_to_what_its_tag_means_now(
    registry: DockerRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = registry.push(layout(tmp_path / "old", NAME), "update/one:1.0")
    old = skopeo_digest(one)
    path = pod(tmp_path / "pod.yaml", one)
    allow = ["--allow-private-registry", registry.host, str(path)]
    assert holdfast(["pin", *allow]) == 0
    registry.push(layout(tmp_path / "new", NAME, text="new = True\n"), "update/one:1.0")
    new = skopeo_digest(one)
    assert holdfast(["pin", *allow]) == 0
    assert f"{one}@{old}" in path.read_text()
    capsys.readouterr()
    assert holdfast(["pin", "--update", *allow]) == 0
    assert f"{one}@{new}" in path.read_text()
    told = capsys.readouterr().out
    assert (old in told, new in told) == (True, True)
    assert holdfast(["pin", "--update", "--quiet", *allow]) == 0


def test_update_is_held_back_by_age_and_by_a_worse_verdict(
    registry: DockerRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = registry.push(layout(tmp_path / "old", NAME), "held/one:1.0")
    path = pod(tmp_path / "pod.yaml", one)
    allow = ["--allow-private-registry", registry.host, str(path)]
    assert holdfast(["pin", *allow]) == 0
    pinned = path.read_text()
    registry.push(layout(tmp_path / "new", NAME, text="new = True\n"), "held/one:1.0")
    assert holdfast(["pin", "--update", "--now", "1970-01-08", "--minimum-age", "14", *allow]) == 0
    assert path.read_text() == pinned
    assert "is 7 days old, less than 14" in capsys.readouterr().out
    assert holdfast(["pin", "--update", "--now", "1970-01-15", "--minimum-age", "14", *allow]) == 0
    assert path.read_text() != pinned
    pinned = path.read_text()
    registry.push(layout(tmp_path / "root", NAME, user=""), "held/one:1.0")
    assert holdfast(["pin", "--update", *allow]) == 0
    assert path.read_text() == pinned
    assert "is deny, and was allow" in capsys.readouterr().out


def test_check_gathers_the_evidence_of_images_from_the_registry(
    registry: DockerRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = registry.push(layout(tmp_path / "good", NAME), "judged/good:1.0")
    bad = registry.push(layout(tmp_path / "bad", NAME, user=""), "judged/bad:1.0")
    allow = ["--allow-private-registry", registry.host, "-o", "json"]
    codes = [holdfast(["check", *allow, reference]) for reference in (good, bad)]
    assert codes == [0, 1]
    capsys.readouterr()
    before = len(registry.requests())
    holdfast(["check", "--images", *allow, str(pod(tmp_path / "pod.yaml", good)), good])
    report = json.loads(capsys.readouterr().out)
    images = [each for each in report["subjects"] if each["subject"]["kind"] == "image"]
    assert {(each["subject"]["digest"], each["verdict"]) for each in images} == {
        (skopeo_digest(good), "allow")
    }
    assert report["scope"] == "images"
    manifests = [line for line in registry.requests()[before:] if "/manifests/" in line]
    assert manifests[:1] == ["GET /v2/judged/good/manifests/1.0"]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerRegistry]:
    with docker_registry(tmp_path_factory.mktemp("guarded"), password=True) as found:
        yield found


def test_a_password_is_asked_for_and_found_where_docker_keeps_it(
    guarded: DockerRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = guarded.push(layout(tmp_path, NAME), "guarded/web:1.0", f"--dest-creds={USER}:{PASSWORD}")
    path = pod(tmp_path / "pod.yaml", reference)
    allow = ["pin", "--quiet", "--allow-private-registry", guarded.host, str(path)]
    monkeypatch.delenv("REGISTRY_AUTH_FILE", raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    assert holdfast(allow) == 3
    auths(tmp_path / "config.json", {guarded.host: f"{USER}:wrong"})
    assert holdfast(allow) == 3
    auths(tmp_path / "config.json", {guarded.host: f"{USER}:{PASSWORD}"})
    assert holdfast(allow) == 0
    assert f"{reference}@sha256:" in path.read_text()


def test_a_credential_helper_is_asked(
    guarded: DockerRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = guarded.push(layout(tmp_path, NAME), "helped/web:1.0", f"--dest-creds={USER}:{PASSWORD}")
    helper = tmp_path / "docker-credential-tests"
    answer = json.dumps({"ServerURL": guarded.host, "Username": USER, "Secret": PASSWORD})
    helper.write_text(
        f'#!/bin/sh\nread host\n[ "$host" = {guarded.host} ] && [ "$1" = get ] && echo \'{answer}\'\n'
    )
    helper.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "auth.json").write_text(json.dumps({"credHelpers": {guarded.host: "tests"}}))
    found = client(guarded.host, auth=tmp_path / "auth.json").manifest(Reference.parse(reference))
    assert found.data


def test_tls_with_an_authority_of_ones_own(tmp_path: Path) -> None:
    with docker_registry(tmp_path / "registry", tls=True) as own:
        reference = Reference.parse(own.push(layout(tmp_path, NAME), "tls/web:1.0"))
        assert own.certificates is not None
        trusted = ssl.create_default_context(cafile=str(own.certificates))
        registry = Registry(Access(private=frozenset({own.host})), credentials=Credentials(None), tls=trusted)
        assert registry.manifest(reference).data
