"""`holdfast pin` on directories, with layouts as the image sources: no network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import commands
from holdfast.gates.cli import run as holdfast
from images import LayoutWriter, called

DOCKERFILE = "# syntax=docker/dockerfile:1\nFROM registry.example/web:1 AS build\r\nFROM build\n"


class Place:
    """A directory to pin, and the layout that knows its images."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.work.mkdir()
        writer = LayoutWriter(folder / "layout")
        entry = writer.image(User="65532")
        self.digest = entry["digest"]
        self.source = writer.finish(called(entry, "registry.example/web:1"))

    def write(self, name: str, text: str) -> Path:
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def pin(self, *arguments: str) -> int:
        return holdfast(["pin", "--offline", "--image-source", self.source, *arguments])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def pod(image: str) -> str:
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: {image}}}]}}\n"


def test_a_directory_is_pinned_and_then_stays_as_it_is(place: Place) -> None:
    path = place.write("Dockerfile", DOCKERFILE)
    other = place.write("notes.md", "image: registry.example/web:1\n")
    assert place.pin(str(place.work)) == 0
    first = path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes()
    assert path.read_bytes().decode() == DOCKERFILE.replace("web:1", f"web:1@{place.digest}")
    assert place.pin(str(place.work)) == 0
    assert first == (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes())
    assert other.read_text() == "image: registry.example/web:1\n"


def test_a_dry_run_writes_nothing_and_prints_what_git_can_apply(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place.write("a/Dockerfile", DOCKERFILE)
    monkeypatch.chdir(place.work)
    assert place.pin("--dry-run", ".") == 0
    assert path.read_bytes().decode() == DOCKERFILE
    patch = capsys.readouterr().out
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"], input=patch.encode(), cwd=place.work, check=True
    )
    assert path.read_bytes().decode() == DOCKERFILE.replace("web:1", f"web:1@{place.digest}")


def test_check_writes_nothing(place: Place) -> None:
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    assert place.pin("--check", str(path)) == 1
    assert path.read_text() == pod("registry.example/web:1")
    assert place.pin(str(path)) == 0
    assert place.pin("--check", str(path)) == 0


def test_what_is_not_known_is_named_and_the_rest_pinned(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    known, unknown = (
        place.write("a.yaml", pod("registry.example/web:1")),
        place.write("b.yaml", pod("registry.example/web:2")),
    )
    assert place.pin(str(place.work)) == 3
    assert place.digest in known.read_text()
    assert unknown.read_text() == pod("registry.example/web:2")
    told = capsys.readouterr().out
    assert f"{unknown}:4: registry.example/web:2 is not resolved" in told
    assert "registries are not asked (--offline)" in told


def test_links_and_files_outside_are_left_alone(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(pod("registry.example/web:1"))
    inside = place.write("inside.yaml", pod("registry.example/web:1"))
    (place.work / "link.yaml").symlink_to(outside)
    (place.work / "other.yaml").symlink_to("inside.yaml")
    (place.work / "folder").symlink_to(tmp_path)
    assert place.pin(str(place.work)) == 3
    assert outside.read_text() == pod("registry.example/web:1")
    assert place.digest in inside.read_text()
    assert (place.work / "other.yaml").is_symlink()
    assert "link.yaml: a symbolic link" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_named_and_a_template_is_skipped(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.write("good.yaml", pod("registry.example/web:1"))
    place.write("templates/deployment.yaml", "image: {{ .Values.image }}\n")
    assert place.pin(str(place.work)) == 0
    assert "1 a template, or no document" in capsys.readouterr().err
    place.write("broken.yaml", "image: [\n")
    assert place.pin(str(place.work)) == 3
    assert "broken.yaml: not valid YAML" in capsys.readouterr().out


def test_a_directory_that_cannot_be_written_is_named(place: Place) -> None:
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    place.work.chmod(0o555)
    ran = commands.holdfast("pin", "--offline", "--image-source", place.source, path, weak=True)
    place.work.chmod(0o755)
    assert (ran.code, ran.err) == (3, "")
    assert "cannot be written: Permission denied" in ran.out
    assert path.read_text() == pod("registry.example/web:1")


def test_json_tells_every_reference(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    assert place.pin("-o", "json", str(path)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "schema": "holdfast.pin/v1",
        "references": [
            {"path": str(path), "line": 4, "reference": "registry.example/web:1", "state": "written",
             "digest": place.digest, "detail": place.source},
        ],
        "problems": [],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["holdfast.lock", "lock.json"])
def test_a_lock_keeps_what_was_resolved(place: Place, name: str) -> None:
    lock = str(place.work / name)
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    assert place.pin("--lock", lock, "--now", "2026-01-01", str(path)) == 0
    written = (place.work / name).read_bytes()
    assert b"2026-01-01T00:00:00Z" in written
    place.write("pod.yaml", pod("registry.example/web:1"))
    assert holdfast(["pin", "--offline", "--lock", lock, str(path)]) == 0
    assert place.digest in path.read_text()
    assert (place.work / name).read_bytes() == written
    assert holdfast(["pin", "--offline", "--update", "--lock", lock, str(path)]) == 3


def test_a_dry_run_writes_no_lock(place: Place) -> None:
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    assert place.pin("--dry-run", "--lock", str(place.work / "holdfast.lock"), str(path)) == 0
    assert not (place.work / "holdfast.lock").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--check", "--update"],
        ["--check", "--dry-run"],
        ["--minimum-age", "3"],
        ["--platform", "x"],
        ["--image-source", "x"],
        [],
    ],
)
def test_wrong_usage_changes_nothing(place: Place, arguments: list[str]) -> None:
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    assert place.pin(*arguments, *([str(path)] if arguments else [])) == 2
    assert path.read_text() == pod("registry.example/web:1")


def test_a_wrong_lock_changes_nothing(place: Place) -> None:
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    place.write("holdfast.lock", "oops\n")
    assert place.pin("--lock", str(place.work / "holdfast.lock"), str(path)) == 2
    assert path.read_text() == pod("registry.example/web:1")


def test_what_is_not_there_is_undecided(place: Place) -> None:
    assert place.pin(str(place.work / "none.yaml")) == 3
    assert place.pin("-") == 3


def test_an_empty_directory_holds_no_reference(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.pin(str(place.work)) == 0
    assert capsys.readouterr().out == "0 references\n"


def test_without_the_extra_it_is_said_what_to_install(place: Place) -> None:
    path = place.write("pod.yaml", pod("registry.example/web:1"))
    code = "import sys; sys.modules['httpcore2'] = None; from holdfast.gates.cli import run; sys.exit(run(sys.argv[1:]))"
    ran = subprocess.run(
        [sys.executable, "-c", code, "pin", str(path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "holdfast[registry]" in ran.stderr
    assert path.read_text() == pod("registry.example/web:1")
