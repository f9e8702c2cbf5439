"""K39: a gate that checks only the first document, or only the first object of a list."""

from __future__ import annotations

import json

import pytest

from holdfast.formats import json_tree, yaml_tree
from holdfast.formats.kubernetes import read

INNOCENT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
EVIL = "apiVersion: v1\nkind: Pod\nmetadata: {name: evil}\nspec: {containers: [{name: c, image: evil}]}\n"

POD = "{apiVersion: v1, kind: Pod, metadata: {name: evil}, spec: {containers: [{name: c, image: evil}]}}"
STREAMS = {
    "separator": f"{INNOCENT}---\n{EVIL}",
    "many separators": f"---\n---\n{INNOCENT}---\n---\n---\n{EVIL}",
    "comment on the separator": f"{INNOCENT}--- # nothing here\n{EVIL}",
    "blanks after the separator": f"{INNOCENT}---   \t\n{EVIL}",
    "end marks": f"{INNOCENT}...\n---\n{EVIL}...\n",
    "directive": f"{INNOCENT}...\n%YAML 1.1\n---\n{EVIL}",
    "carriage returns": f"{INNOCENT}---\n{EVIL}".replace("\n", "\r\n"),
    "byte order mark": f"\ufeff{INNOCENT}---\n{EVIL}",
    "content on the separator": f"--- {POD}\n",
    "commented out look": f"# {INNOCENT.replace(chr(10), chr(10) + '# ')}\n---\n{EVIL}",
    "null documents": f"~\n---\nnull\n---\n{EVIL}",
    "no end of line": f"{INNOCENT}---\n{EVIL}".rstrip("\n"),
    "list": f"apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: ConfigMap}}\n- {POD}\n",
    "list of lists": f"apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: List, items: [{POD}]}}\n",
    "typed list": "apiVersion: v1\nkind: PodList\nitems:\n- {spec: {containers: [{image: evil}]}}\n",
    "alias": "x: &x {containers: [{image: evil}]}\napiVersion: v1\nkind: Pod\nspec: *x\n",
    "merge": "x: &x {spec: {containers: [{image: evil}]}}\n<<: *x\napiVersion: v1\nkind: Pod\n",
}  # fmt: skip


def images(trees: object) -> list[str | None]:
    assert hasattr(trees, "__iter__")
    return [
        use.text
        for tree in trees
        for found in read(tree)
        for workload in found.workloads
        for use in workload.pod.images
    ]


@pytest.mark.parametrize("text", STREAMS.values(), ids=STREAMS.keys())
def test_every_document_and_item_is_seen(text: str) -> None:
    assert images(yaml_tree.documents(text.encode(), path="-")) == ["evil"]


def test_json_lists_are_seen_whole() -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "evil"}]}}
    data = json.dumps({"apiVersion": "v1", "kind": "List", "items": [{}, pod]}).encode()
    assert images([json_tree.parse(data, path="-")]) == ["evil"]
