from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.collect import references
from holdfast.formats import kubernetes, yaml_tree

SKAFFOLD = """\
apiVersion: skaffold/v4beta11
kind: Config
build: {artifacts: [{image: web, context: web, docker: {dockerfile: web.Dockerfile}}, {image: x}]}
manifests: {rawYaml: [k8s/*.yaml], kustomize: {paths: [overlays/prod]}}
profiles: [{name: a, deploy: {helm: {releases: [{chartPath: chart}]}}}]
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  sources:
  - {repoURL: https://git.example/a, path: deploy, targetRevision: v1}
  - {repoURL: https://charts.example, chart: redis}
"""
SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
spec: {template: {spec: {source: {repoURL: https://git.example/a, path: "{{path}}", targetRevision: HEAD}}}}
"""


@pytest.mark.parametrize(
    ("text", "what", "to"),
    [
        (
            SKAFFOLD,
            "Skaffold configuration",
            ("web.Dockerfile", "web", "k8s/*.yaml", "overlays/prod", "chart"),
        ),
        (
            APPLICATION,
            "Argo CD Application",
            ("https://git.example/a deploy@v1", "https://charts.example redis@HEAD"),
        ),
        (SET, "Argo CD ApplicationSet", ("https://git.example/a {{path}}@HEAD",)),
        (
            "{apiVersion: argoproj.io/v1alpha1, kind: Application, spec: [a]}",
            "Argo CD Application",
            (),
        ),
    ],
)
def test_a_document_tells_what_it_refers_to(text: str, what: str, to: tuple[str, ...]) -> None:
    (root,) = yaml_tree.documents(text.encode(), path="x.yaml")
    (item,) = kubernetes.read(root)
    assert references.of_object(item) == (what, to)


def test_other_objects_refer_to_nothing() -> None:
    (root,) = yaml_tree.documents(b"{apiVersion: v1, kind: Config}", path="x.yaml")
    (item,) = kubernetes.read(root)
    assert references.of_object(item) is None


@pytest.mark.parametrize(
    ("name", "text", "to"),
    [
        (
            "docker-bake.hcl",
            'target "a" {\n  dockerfile = "a.Dockerfile"\n  context="./a"\n  tags = ["dockerfile = x"]\n}\n',
            ("a.Dockerfile", "./a"),
        ),
        (
            "docker-bake.override.json",
            '{"target": {"a": {"dockerfile": "b.Dockerfile"}, "b": {"context": "."}}}',
            ("b.Dockerfile", "."),
        ),
        ("docker-bake.json", "{broken", ()),
    ],
)
def test_a_bake_file_tells_what_its_targets_build(
    tmp_path: Path, name: str, text: str, to: tuple[str, ...]
) -> None:
    assert references.is_bake(name)
    (tmp_path / name).write_text(text)
    assert references.of_bake(str(tmp_path / name)) == ("Bake file", to)


@pytest.mark.parametrize("name", ["bake.hcl", "docker-bake", "docker-bake.yaml", "x-docker-bake.hcl"])
def test_other_files_are_no_bake_files(name: str) -> None:
    assert not references.is_bake(name)


def test_what_is_told_is_bounded() -> None:
    told = references.References("x", tuple(map(str, range(1000)))).told
    assert told.endswith("18, 19 and 980 more")
    assert references.References("x", ()).told == "refers to nothing"
