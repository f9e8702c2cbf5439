"""Images that this project's example writes and that skopeo carries from one form to another."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from holdfast.model.image import Image
from holdfast.model.reference import Reference
from holdfast.sources.images import open_source
from project import ROOT

NAME = "registry.example/acme/web:1.0"


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture(scope="module")
def skopeo() -> str:
    found = shutil.which("skopeo")
    if found is None:
        pytest.fail("skopeo is not installed: apt-get install -y skopeo")
    return found


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Build a layout and a docker-archive of a small wheel; return the folder that both are in."""
    wheel = tmp_path / "web-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr("web/__init__.py", "")
        files.writestr("web/__main__.py", "print('hello')\n")
    script = str(ROOT / "examples" / "build_layout.py")
    arguments = ["--name", NAME, "--user", "65532", "--docker-archive", str(tmp_path / "own.tar")]
    run(sys.executable, script, str(wheel), str(tmp_path / "own"), *arguments)
    return tmp_path


def find(subject: str) -> Image:
    return open_source(subject).find(None, Reference.parse(NAME), None)


def copy(skopeo: str, source: str, destination: str, *options: str) -> None:
    run(skopeo, "copy", "--quiet", "--insecure-policy", *options, source, destination)


def test_skopeo_reads_the_example_as_we_do(skopeo: str, built: Path) -> None:
    seen: dict[str, Any] = json.loads(run(skopeo, "inspect", f"oci:{built}/own:{NAME}"))
    raw: dict[str, Any] = json.loads(run(skopeo, "inspect", "--config", f"oci:{built}/own:{NAME}"))
    found = find(f"oci:{built}/own")
    assert seen["Digest"] == str(found.digest)
    assert (seen["Os"], seen["Architecture"]) == (found.platform.os, found.platform.architecture)
    assert seen["Layers"] == [str(layer.digest) for layer in found.layers]
    assert (seen["Env"], seen["Labels"]) == (list(found.environment), found.labels)
    assert raw["rootfs"]["diff_ids"] == [str(diff_id) for diff_id in found.diff_ids]
    assert raw["config"]["User"] == found.user == "65532"
    assert raw["config"]["Entrypoint"] == list(found.entrypoint)


def test_every_form_gives_the_same_evidence(skopeo: str, built: Path) -> None:
    own = f"oci:{built}/own:{NAME}"
    copy(skopeo, own, f"oci:{built}/copy:{NAME}")
    copy(skopeo, own, f"oci-archive:{built}/copy-oci.tar:{NAME}")
    copy(skopeo, own, f"docker-archive:{built}/copy.tar:{NAME}")
    image = find(f"oci:{built}/own")
    assert find(f"oci:{built}/copy") == image
    assert find(f"oci-archive:{built}/copy-oci.tar") == image
    archived = find(f"docker-archive:{built}/copy.tar")
    assert archived == find(f"docker-archive:{built}/own.tar")
    assert archived.config_digest == image.config_digest
    parts: dict[str, Any] = {"digest": image.digest, "layers": image.layers, "annotations": image.annotations}
    assert replace(archived, **parts) == image


def test_the_examples_docker_archive_is_one_for_skopeo(skopeo: str, built: Path) -> None:
    copy(skopeo, f"docker-archive:{built}/own.tar:{NAME}", f"oci:{built}/back:{NAME}")
    assert find(f"oci:{built}/back").diff_ids == find(f"oci:{built}/own").diff_ids


@pytest.mark.parametrize("form", ["v2s2", "oci"])
def test_an_archive_that_was_compressed_whole_is_read(skopeo: str, built: Path, form: str) -> None:
    scheme = "docker-archive" if form == "v2s2" else "oci-archive"
    copy(skopeo, f"oci:{built}/own:{NAME}", f"{scheme}:{built}/{form}.tar:{NAME}")
    run("gzip", "--keep", f"{built}/{form}.tar")
    assert find(f"{scheme}:{built}/{form}.tar.gz") == find(f"{scheme}:{built}/{form}.tar")


def test_the_example_is_the_same_each_time(built: Path) -> None:
    script = str(ROOT / "examples" / "build_layout.py")
    wheel = str(built / "web-1.0-py3-none-any.whl")
    run(sys.executable, script, wheel, f"{built}/again", "--name", NAME, "--user", "65532")
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (built / "own", built / "again")
    )
    assert first == second
