"""Which references are found in each kind of file, and what the file is once they are pinned."""

from __future__ import annotations

import pytest

from holdfast.errors import MalformedError
from holdfast.model.digest import Digest
from holdfast.model.reference import Reference
from holdfast.model.tree import WrittenText
from holdfast.remedy.edits import applied
from holdfast.remedy.sites import Site, find
from holdfast.remedy.sites.site import Content

OLD, NEW = "sha256:" + "0" * 64, "sha256:" + "1" * 64
DIGEST = Digest.parse(NEW)

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n"


def pinned(path: str, text: str) -> str:
    """Return the text of a file whose references, those already pinned too, are pinned to `NEW`; `§` stands for that."""
    data = text.encode()
    edits = [site.edit(DIGEST) for site in find(path, data) if site.obstacle is None]
    return applied(data, edits).decode().replace(f"@{NEW}", "§")


def obstacles(path: str, text: str) -> dict[str, str]:
    return {site.text: site.obstacle for site in find(path, text.encode()) if site.obstacle is not None}


DOCKERFILES = {
    "from": "FROM alpine:3.20§\n",
    "without a tag": "FROM alpine§\n",
    "platform and name": "from --platform=linux/amd64 a.b:5000/x:1§ AS y # no\n",
    "stages and scratch": "FROM scratch AS a\nFROM a\nCOPY --from=a / /\nCOPY --from=0 / /\n",
    "copy": "FROM scratch\nCOPY --link --from=nginx:1§ / /\n",
    "quoted copy": 'FROM scratch\nCOPY --from="nginx:1" / /\n',
    "mount": """FROM scratch AS s
RUN --mount=type=bind,from=nginx:1§,target=/x --mount=from=s,target=/y true
""",
    "crlf, bom and continuation": "\ufeff# é\r\nFROM \\\r\n  alpine:3§ \\\r\n  AS a\r\n",
    "whole argument": "ARG B=alpine:3§\nFROM $B\nFROM ${B} AS x\n",
    "quoted argument": "ARG B='alpine:3§'\nFROM $B\n",
    "tag argument": "ARG T=3§\nFROM alpine:${T}\n",
    "no stage in a word": "FROM alpine:3§ AS a\nFROM a:1§\n",
    "trigger": "FROM scratch\nONBUILD COPY --from=build / /\n",
    "stage by an argument": "FROM a:1§ AS b-amd64\nFROM a:1§ AS b-arm64\nFROM b-${TARGETARCH}\n",
    "in a script": "FROM scratch\nRUN <<E\nFROM alpine:3\nE\n",
}
"""Each is the file as it becomes: without `§` it is the file as it was."""


@pytest.mark.parametrize("case", DOCKERFILES)
def test_a_dockerfile_is_pinned_where_it_names_images(case: str) -> None:
    assert pinned("Dockerfile", DOCKERFILES[case].replace("§", "")) == DOCKERFILES[case]


@pytest.mark.parametrize(
    "text", ["FROM alpine:3@{}\n", "ARG T=3\nFROM alpine:$T@{}\n", "ARG B=a:1@{}\nFROM $B\n"]
)
def test_a_digest_in_a_dockerfile_is_replaced_where_it_stands(text: str) -> None:
    assert pinned("Dockerfile", text.format(OLD)) == text.format(NEW).replace(f"@{NEW}", "§")


@pytest.mark.parametrize(
    "text",
    [
        "FROM ${IMAGE}\n",
        "ARG IMAGE\nFROM $IMAGE\n",
        "ARG T=3\nFROM alpine:$T\nFROM nginx:$T\n",
        "ARG T=3\nFROM alpine:$T\nARG T\nRUN echo $T\n",
        "ARG T=3\nARG I=alpine:$T\nFROM $I\nFROM alpine:$T\n",
        "ARG R=docker.io\nFROM ${R}/alpine:3\n",
        "FROM ${IMAGE:-alpine:3}\n",
        "ARG T=3\nFROM alpine:${T}-slim\n",
        "ARG T=3\nARG T=4\nFROM alpine:$T\n",
    ],
)
def test_an_argument_that_may_mean_more_is_left_alone(text: str) -> None:
    assert pinned("Dockerfile", text) == text
    assert obstacles("Dockerfile", text)


TREES = {
    "every kind of container": ("pod.yaml", POD + """\
  initContainers:
  - {name: i, image: 'a:1§'}
  containers:
  - name: c
    image: b:2§ # why
  ephemeralContainers: [{name: e, image: "c:3§"}]
  volumes:
  - name: v
    image: {reference: d:4§}
"""),
    "anchors": ("pod.yaml", POD + """\
  containers:
  - &x {name: a, image: &i a:1§}
  - {<<: *x, name: b}
  - {name: c, image: *i}
"""),
    "documents and lists": ("all.yml", """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, spec: {containers: [{image: a:1§}]}}
---
{apiVersion: v1, kind: Service, spec: {image: no:1}}
---
# ü
apiVersion: batch/v1
kind: Job
spec: {template: {spec: {containers: [{image: ü/b:2}, {image: b:2§}]}}}""".replace("\n", "\r\n")),
    "json": ("pod.json", """\
{"apiVersion": "v1", "kind": "Pod",
 "spec": {"containers": [{"name": "é", "image": "a:1§"}, {"image": "b\\/c:1"}]}}"""),
    "kustomize": ("kustomization.yaml", """\
images:
- name: a
  newTag: '1§'
- {name: b, newName: c/d, newTag: v2§}
- {name: e, newName: f}
- {name: g, newTag: 3}
"""),
    "compose": ("compose.yaml", """\
services:
  a: {image: a:1§}
  b: {image: b, build: .}
  c:
    image: 'c§'
"""),
    "workflow": ("ci.yml", """\
on: push
jobs:
  j:
    container: a:1§
    services: {s: {image: b:2§}}
    steps:
    - uses: docker://c:3§
    - uses: ./here
    - run: docker run d:4
  k: {container: {image: 'e:5§'}}
"""),
    "action": ("action.yml", "runs: {using: docker, image: docker://a:1§}"),
    "pipeline": (".gitlab-ci.yml", """\
image: a:1§
default: {image: {name: b:2§}}
services: [c:3§, {name: d:4§, alias: x}]
job:
  image: e:5§
  script: [image]
"""),
    "helm": ("values.yaml", """\
image: {repository: a, tag: '1§'}
c: {image: c/d:3§}
d: {image: plain}
e: {repository: f, tag: g}
f: {image: h, tag: v1§}
"""),
}  # fmt: skip
"""Each is the name of a file and the file as it becomes, as above."""


@pytest.mark.parametrize("case", TREES)
def test_a_document_is_pinned_where_it_names_images(case: str) -> None:
    path, expected = TREES[case]
    assert pinned(path, expected.replace("§", "")) == expected


@pytest.mark.parametrize(
    ("path", "text", "before"),
    [
        ("kustomization.yaml", "images: [{{name: a, digest: '{}'}}]", OLD),
        ("values-prod.yaml", "sidecarImage: {{repository: a, tag: b, digest: {}}}", OLD),
        ("values.yaml", "image: {{registry: r.io, repository: b, tag: v2, digest: '{}'}}", ""),
    ],
)
def test_a_field_of_its_own_gets_the_digest_alone(path: str, text: str, before: str) -> None:
    assert pinned(path, text.format(before)) == text.format(NEW)


@pytest.mark.parametrize(
    ("path", "text", "named"),
    [
        ("ci.yml", "jobs: {j: {steps: [{uses: actions/checkout@v4}]}}", "actions/checkout@v4"),
        ("compose.yaml", "services: {a: {image: '${X}:1'}}", "${X}:1"),
        ("pod.yaml", POD + "  containers: [{name: a, image: nginx@oops}]", "nginx@oops"),
        ("pod.yaml", POD + '  containers: [{name: a, image: "ngi\\x6ex:1"}]', "nginx:1"),
        ("values.yaml", "image: {repository: a, tag: 1.20}", "a"),
        ("values.yaml", "image: {repository: a, tag: ''}", "a"),
        ("kustomization.yaml", "images: [{name: a, newTag: 1.20}]", "a:1.2"),
    ],
)
def test_what_cannot_be_pinned_is_named(path: str, text: str, named: str) -> None:
    assert list(obstacles(path, text)) == [named]
    assert pinned(path, text) == text


def test_an_action_pinned_to_a_commit_is_no_reference_to_pin() -> None:
    assert find("ci.yml", b"jobs: {j: {steps: [{uses: a/b@" + b"a" * 40 + b"}]}}") == ()


def test_a_site_knows_its_line_and_reference() -> None:
    (site,) = find("Dockerfile", b"# x\n\nFROM alpine:3\n")
    assert (site.line, str(site.reference), site.pinned) == (3, "docker.io/library/alpine:3", False)


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(MalformedError, match="UTF-8"):
        find("pod.yaml", "kind: é".encode("utf-16"))


def test_the_bytes_of_a_scalar_are_found_behind_wide_characters() -> None:
    content = Content('ü𝄞\n ß"a:1"'.encode())
    written = WrittenText.at("a:1", 5, 10)
    assert content.scalar("a:1", written) == Site(2, "a:1", Reference.parse("a:1"), 11, b"a:1")
