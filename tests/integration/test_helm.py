"""Helm charts. A small program that prints fixed YAML stands in for helm: it shows how a process is run and read,
and nothing of what helm renders."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import Ended, holdfast

CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
RENDERED = """\
---
# Source: web/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: release-web}
spec:
  template:
    spec:
      containers: [{name: web, image: nginx:1.25, securityContext: {privileged: true}}]
---
# Source: web/charts/db/templates/gone.yaml
{apiVersion: v1, kind: Pod, metadata: {name: db}, spec: {containers: [{name: db, image: db}]}}
---
# Source: web/templates/service.yaml
{apiVersion: v1, kind: Service, metadata: {name: web}}
"""
TREE = {
    "web/Chart.yaml": CHART,
    "web/values.yaml": "image: {repository: nginx, tag: latest}\n",
    "web/values.schema.json": "{}",
    "web/templates/deployment.yaml": "image: {{ .Values.image }}\n",
    "web/charts/db/Chart.yaml": CHART,
    "web/Dockerfile": "FROM alpine:3.23\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def check(root: Path, script: str | None, *subjects: str) -> Ended:
    if script is not None:
        program = root / "bin" / "helm"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}")
        program.chmod(0o755)
    environment = {"PATH": str(root / "bin"), "SECRET": "of the caller"}
    return holdfast("check", "-o", "json", "--verbose", *subjects, cwd=root, environment=environment)


def printing(text: str) -> str:
    return f"cat <<'END'\n{text}END\n"


def test_a_chart_is_judged_as_rendered_and_its_faults_lie_in_its_templates(root: Path) -> None:
    ended = check(root, printing(RENDERED), "web")
    found = {each["subject"]["name"]: each for each in ended.subjects}
    assert found.keys() == {
        "web/Dockerfile",
        "apps/v1 Deployment default/release-web",
        "v1 Pod default/db",
    }
    location = found["apps/v1 Deployment default/release-web"]["findings"][0]["location"]
    assert (location["path"], location["line"]) == ("web/templates/deployment.yaml", None)
    assert found["v1 Pod default/db"]["subject"]["source"] == "web/Chart.yaml"
    assert '"part of a Helm chart": 4' in ended.out


def test_the_program_gets_the_directory_and_nothing_of_the_callers(root: Path) -> None:
    script = """\
test "$#" = 3 && test "$1" = template && test "$3" = ./web || exit 9
test -z "$SECRET" && test "$KUBECONFIG" = /dev/null && test -n "$HTTPS_PROXY" || exit 8
"""
    ended = check(root, script + printing("{apiVersion: v1, kind: Service}\n"), "web/Chart.yaml")
    assert (ended.code, ended.verdicts) == (0, ["allow"])


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'Error: no such template' >&2; echo more >&2; exit 1", "helm says: no such template"),
        ("exit 3", "helm says: nothing, and fails"),
        ("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1", "helm says: xxx"),
        ("printf '\\033[2J\\n' >&2; exit 1", "helm says: \\x1b[2J"),
        ("echo '{ broken'", "not valid YAML"),
        ("true", "holds no document"),
        ("yes", "helm renders more than 16 MiB"),
    ],
)
def test_what_helm_cannot_render_is_undecided_with_its_words(root: Path, script: str, reason: str) -> None:
    ended = check(root, script, "web/Chart.yaml")
    (subject,) = ended.subjects
    assert (ended.code, subject["verdict"]) == (3, "undecided")
    said = subject["missing"][0]["reason"]
    assert said.startswith(reason)
    assert len(said) < 1_000


def test_without_helm_the_chart_is_undecided_and_the_rest_is_judged(root: Path) -> None:
    ended = check(root, None, ".")
    assert {each["subject"]["source"]: each["verdict"] for each in ended.subjects} == {
        "./web/Chart.yaml": "undecided",
        "./web/Dockerfile": "allow",
    }
    assert "helm is needed to render a Helm chart" in ended.out


def test_a_library_chart_is_skipped(root: Path) -> None:
    (root / "web" / "Chart.yaml").write_text(f"{CHART}type: library\n")
    ended = check(root, None, "web")
    assert "Helm library chart, which runs nothing by itself" in ended.out
