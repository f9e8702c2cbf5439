"""Kustomize directories, rendered by the real kustomize, and by kubectl where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from commands import Ended, holdfast

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: log
        image: log:1
      - name: web
        image: nginx:1.25
        securityContext:
          privileged: true
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx:latest
"""
OVERLAY = "namePrefix: prod-\nnamespace: prod\nresources: [../../base]\npatches: [{path: patch.yaml}]\n"
RENAMED = """\
resources: [web.yaml]
patches:
- patch: '[{"op": "replace", "path": "/kind", "value": "DaemonSet"}]'
  target: {kind: Deployment}
  options: {allowKindChange: true}
"""
EXEC = """\
apiVersion: v1
kind: X
metadata: {name: x, annotations: {config.kubernetes.io/function: 'exec: {path: /bin/true}'}}
"""
TREE = {
    "base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n",
    "base/web.yaml": BASE,
    "base/service.yaml": "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}\n",
    "overlays/prod/kustomization.yaml": OVERLAY,
    "overlays/prod/patch.yaml": PATCH,
    "other.yaml": "{apiVersion: v1, kind: Pod, metadata: {name: other}, spec: {containers: [{name: a, image: a:1}]}}",
}


@pytest.fixture(params=["kustomize", "kubectl"])
def path(request: pytest.FixtureRequest, kustomize: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a search path on which the one tool lies and the other does not."""
    if request.param == "kustomize":
        return str(kustomize)
    if (found := shutil.which("kubectl")) is None:
        pytest.skip("kubectl is not installed; kustomize, which it embeds, is tested")
    folder = tmp_path_factory.mktemp("kubectl")
    (folder / "kubectl").symlink_to(found)
    return str(folder)


def written(root: Path, tree: Mapping[str, str]) -> Path:
    for name, text in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def check(root: Path, path: str, *subjects: str) -> Ended:
    return holdfast(
        "check", "-o", "json", "--verbose", *subjects, cwd=root, environment={"PATH": path, "HOME": "/tmp"}
    )


def places(subject: dict[str, Any]) -> set[tuple[str, str, int | None]]:
    return {
        (finding["rule"].split("/")[1], finding["location"]["path"], finding["location"]["line"])
        for finding in subject["findings"]
    }


def reason(ended: Ended) -> str:
    (subject,) = ended.subjects
    assert (ended.code, subject["verdict"]) == (3, "undecided")
    text: str = subject["missing"][0]["reason"]
    assert len(text) < 1_000
    return text


def test_an_overlay_is_judged_as_rendered_and_its_faults_are_found_where_they_are_written(
    tmp_path: Path, path: str
) -> None:
    ended = check(written(tmp_path, TREE), path, "overlays/prod")
    (subject,) = ended.subjects
    assert (ended.code, subject["subject"]["name"]) == (1, "apps/v1 Deployment prod/prod-web")
    assert subject["subject"]["source"] == "overlays/prod/kustomization.yaml"
    assert places(subject) == {
        ("privileged-forbidden", "base/web.yaml", 16),
        ("explicit-tag-required", "overlays/prod/patch.yaml", 9),
    }


def test_in_a_directory_each_thing_is_judged_once(tmp_path: Path, path: str) -> None:
    ended = check(written(tmp_path, TREE), path, ".")
    assert [subject["subject"]["name"] for subject in ended.subjects] == [
        "v1 Pod default/other",
        "apps/v1 Deployment prod/prod-web",
    ]
    assert '"part of a kustomization": 4' in ended.out
    assert "./overlays/prod/patch.yaml" in ended.out


def test_the_file_may_be_named_itself(tmp_path: Path, path: str) -> None:
    ended = check(written(tmp_path, TREE), path, "overlays/prod/kustomization.yaml")
    assert "prod-web" in ended.out


def test_a_fault_that_no_file_holds_is_the_kustomizations(tmp_path: Path, path: str) -> None:
    root = written(tmp_path, {"kustomization.yml": RENAMED, "web.yaml": BASE})
    (subject,) = check(root, path, ".").subjects
    assert places(subject) == {("privileged-forbidden", "./kustomization.yml", None)}


def test_a_remote_base_is_refused_without_being_asked_for(tmp_path: Path, path: str) -> None:
    for number, remote in enumerate(
        (
            "https://github.com/acme/x//deploy?ref=v1",
            "github.com/acme/x",
            "git@github.com:acme/x.git",
            "ssh://git@host.example/x",
            "git::https://host.example/x",
            "host.example/x?ref=v1",
        )
    ):
        root = written(tmp_path / str(number), {"a/kustomization.yaml": f"resources: ['{remote}']\n"})
        written(root, {"kustomization.yaml": "resources: [a]\n"})
        assert remote in reason(check(root, path, "kustomization.yaml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("resources: [gone.yaml]\n", "gone.yaml"),
        ("resources: [../../secret.yaml]\n", "secret.yaml"),
        ("resources: [.]\n", ""),
        ("resources: [loop]\n", ""),
        ("unknownField: 1\n", "unknownField"),
        ("generators: [exec.yaml]\n", ""),
        ("resources: [web.yaml]\nnamePrefix: {a: 1}\n", ""),
        ("resources: [\n", "not valid YAML"),
    ],
)
def test_a_broken_kustomization_is_undecided_with_the_tools_words(
    tmp_path: Path, path: str, text: str, said: str
) -> None:
    tree = {
        "root/kustomization.yaml": text,
        "root/web.yaml": BASE,
        "secret.yaml": BASE,
        "root/loop/kustomization.yaml": "resources: [..]\n",
        "root/exec.yaml": EXEC,
    }
    root = written(tmp_path / "deep", tree) / "root"
    assert said in reason(check(root, path, "kustomization.yaml"))


def test_another_controllers_kustomization_is_no_kustomize_directory(tmp_path: Path, path: str) -> None:
    flux = "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: a}, spec: {path: ./x}}"
    ended = check(written(tmp_path, {"kustomization.yaml": flux, "web.yaml": BASE}), path, ".")
    assert [subject["subject"]["name"] for subject in ended.subjects] == ["apps/v1 Deployment default/web"]


def test_a_component_alone_is_skipped_and_part_of_what_includes_it(tmp_path: Path, path: str) -> None:
    component = (
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: patch.yaml}]\n"
    )
    tree = {"c/kustomization.yaml": component, "c/patch.yaml": PATCH}
    alone = check(written(tmp_path / "alone", tree), path, ".")
    assert "Kustomize component that nothing here includes" in alone.out
    using = {
        **tree,
        "a/kustomization.yaml": "resources: [web.yaml]\ncomponents: [../c]\n",
        "a/web.yaml": BASE,
    }
    ended = check(written(tmp_path / "used", using), path, ".")
    (subject,) = ended.subjects
    assert ("explicit-tag-required", "c/patch.yaml", 9) in places(subject)


def test_kustomizations_that_include_each_other_are_not_passed_over(tmp_path: Path, path: str) -> None:
    tree = {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n"}
    ended = check(written(tmp_path, tree), path, ".")
    assert ended.code == 3
    assert ended.verdicts == ["undecided"]


def test_without_a_tool_it_is_undecided_and_says_which(tmp_path: Path) -> None:
    ended = check(written(tmp_path, TREE), "/nonexistent", "overlays")
    assert "kustomize or kubectl is needed" in reason(ended)
