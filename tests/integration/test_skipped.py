"""What is skipped is counted, and told on demand."""

from __future__ import annotations

import json
from pathlib import Path

from commands import ALLOWED, holdfast


def listed(root: Path, *options: str) -> dict[str, str]:
    report = json.loads(holdfast("check", "-o", "json", *options, ".", cwd=root).out)
    return {
        entry["path"]: f"{entry['reason']}: {entry['detail']}" for entry in report.get("skipped_files", ())
    }


def test_each_skipped_file_is_listed_with_its_reason_and_what_it_refers_to(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(ALLOWED)
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "service.yaml").write_text("{apiVersion: v1, kind: Service, metadata: {name: web}}")
    (tmp_path / "data.json").write_text("{}")
    (tmp_path / "docker-bake.hcl").write_text('target "a" {\n  dockerfile = "a.Dockerfile"\n}\n')
    application = (
        "{apiVersion: argoproj.io/v1alpha1, kind: Application, spec: {source: {repoURL: r, path: p}}}"
    )
    (tmp_path / "app.yaml").write_text(application)
    (tmp_path / ".git").mkdir()
    assert listed(tmp_path, "--verbose") == {
        "./notes.txt": "not a document by its name: ",
        "./service.yaml": "kind without a pod: Service web",
        "./data.json": "not a known kind: ",
        "./docker-bake.hcl": "Bake file: refers to a.Dockerfile",
        "./app.yaml": "Argo CD Application: refers to r p@HEAD",
        "./.git": "version control: ",
    }
    assert listed(tmp_path) == {}


def test_the_list_is_bounded_and_the_count_is_not(tmp_path: Path) -> None:
    for number in range(1_200):
        (tmp_path / f"{number}.txt").touch()
    ended = holdfast("check", "-o", "json", "--verbose", ".", cwd=tmp_path)
    report = json.loads(ended.out)
    assert len(report["skipped_files"]) == 1_000
    assert report["skipped"] == {"not a document by its name": 1_200}


def test_the_same_files_are_listed_however_many_processes_judge(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.yaml").write_text("{apiVersion: v1, kind: Service}")
        (tmp_path / f"{number}.txt").touch()
    one, two = (listed(tmp_path, "--verbose", "--jobs", jobs) for jobs in ("1", "2"))
    assert one == two
    assert len(one) == 600
