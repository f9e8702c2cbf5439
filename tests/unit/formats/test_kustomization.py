from __future__ import annotations

import pytest

from holdfast.errors import MalformedError
from holdfast.formats.kustomization import Kustomization, parse

WHOLE = """\
namePrefix: a-
nameSuffix: -b
namespace: web
resources: [web.yaml, ../base, "https://host.example/x.yaml", "host.example/x?ref=v1"]
components: [../c]
patches:
- {path: p.yaml, target: {kind: Deployment, name: web}}
- patch: |-
    - op: remove
      path: /a
patchesStrategicMerge: [s.yaml, "kind: Deployment\\nmetadata: {name: web}"]
configMapGenerator: [{name: web, files: [key=a.txt, b.txt], envs: [.env], literals: [x=y.yaml]}]
replacements: [{path: r.yaml}]
openapi: {path: schema.json}
helmCharts: [{name: web, repo: "https://charts.example", valuesFile: v.yaml}]
"""


def read(text: str) -> Kustomization | None:
    return parse(text.encode(), "kustomization.yaml")


def test_the_parts_are_the_paths_and_nothing_else() -> None:
    found = read(WHOLE)
    assert found is not None
    assert set(found.paths) == {
        "web.yaml",
        "../base",
        "../c",
        "p.yaml",
        "s.yaml",
        "a.txt",
        "b.txt",
        ".env",
        "r.yaml",
        "schema.json",
        "v.yaml",
    }
    assert found.remote == ("https://host.example/x.yaml", "host.example/x?ref=v1")
    assert (found.affixes, found.component) == (("a-", "-b"), False)


@pytest.mark.parametrize(
    ("text", "component"),
    [
        ("{}", False),
        ("{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization}", False),
        ("{apiVersion: kustomize.config.k8s.io/v1alpha1, kind: Component}", True),
        ("{resources: a, patches: {a: 1}, openapi: [], namePrefix: 3, components: [[3], null, 3]}", False),
    ],
)
def test_a_kustomization_need_not_say_that_it_is_one(text: str, component: bool) -> None:  # noqa: FBT001 - a case
    found = read(text)
    assert found is not None
    assert (found.component, found.paths) == (component, ())


@pytest.mark.parametrize(
    "text",
    ["", "- a", "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization}", "{apiVersion: 1}"],
)
def test_something_else_is_none(text: str) -> None:
    assert read(text) is None


def test_broken_yaml_is_malformed() -> None:
    with pytest.raises(MalformedError):
        read("resources: [")
