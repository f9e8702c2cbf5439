"""Whatever the bytes, a tree comes out or one `MalformedError`; and the tree is what other readers read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.errors import MalformedError
from holdfast.formats import json_tree, yaml_tree
from holdfast.formats.kubernetes import facts, read
from holdfast.model.tree import Mapping, Sequence, locate

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS
PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], max_codepoint=0xFFFF), max_size=12
)
PRINTABLE = PRINTABLE.filter(lambda text: re.match("[-+.0-9]|[yYnN]$", text) is None)
"""Without what YAML 1.1's readers and writers take for different things."""


def values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Return what a document can hold, with these keys and strings."""
    scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=20,
    )


def refusal(parse: Callable[..., Any], data: bytes) -> MalformedError | None:
    """Return the error with which `parse` refuses `data`, if it does."""
    try:
        found = parse(data, path="-")
        if isinstance(found, Iterator):
            list(found)
    except MalformedError as error:
        return error
    return None


VALUES = values(TEXTS)
PRINTABLE_VALUES = values(PRINTABLE)
BITS = r"a|: |- |\n|  |[|]|{|}|, |&x |*x|<<: |!!int |!t |'|>\n|? |#|---\n|...\n|%TAG ! x\n|1|~|0x|.inf|é"
YAML_BITS = st.lists(st.sampled_from(BITS.replace(r"\n", "\n").split("|")), max_size=40).map("".join)
WORDS = [
    "apiVersion",
    "kind",
    "metadata",
    "name",
    "spec",
    "template",
    "containers",
    "initContainers",
    "image",
    "volumes",
    "env",
    "ports",
    "resources",
    "limits",
    "securityContext",
    "capabilities",
    "add",
    "items",
    "jobTemplate",
    "hostPath",
    "labels",
    "valueFrom",
    "serviceAccount",
    "annotations",
    "resizePolicy",
    "projected",
    "sources",
    "fieldRef",
    "requests",
    "hostPort",
    "containerPort",
    "imagePullPolicy",
    "reference",
    "readOnly",
]
NODES = st.recursive(
    SCALARS | st.sampled_from(["v1", "apps/v1", "Pod", "Deployment", "List", "Always", "kube-api-access-x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=40,
)


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_any_bytes_give_trees_or_one_error(data: bytes) -> None:
    for parse in (yaml_tree.documents, json_tree.parse):
        error = refusal(parse, data)
        assert error is None or "\n" not in str(error)


@given(YAML_BITS)
@settings(max_examples=400)
def test_anything_like_yaml_gives_trees_or_one_error(text: str) -> None:
    error = refusal(yaml_tree.documents, text.encode())
    assert error is None or error.line is None or error.line >= 1


@given(PRINTABLE_VALUES, st.booleans())
@settings(max_examples=300)
def test_yaml_reads_what_another_writes(value: Any, flow: bool) -> None:  # noqa: ANN401, FBT001 - any value
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
    found = list(yaml_tree.documents(text.encode(), path="-"))
    assert found == ([value] if value is not None else [])


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
@settings(max_examples=300)
def test_json_reads_what_another_writes(value: Any, indent: int | str | None, ascii_only: bool) -> None:  # noqa: ANN401, FBT001 - any value
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert json_tree.parse(text.encode(), path="-") == value


@given(st.binary(max_size=60) | VALUES.map(lambda v: json.dumps(v).encode()))
@settings(max_examples=300)
def test_json_is_read_only_where_the_standard_library_reads_it(data: bytes) -> None:
    try:
        value = json_tree.parse(data, path="-")
    except MalformedError:
        return
    assert json.loads(data) == value


@given(PRINTABLE_VALUES)
@settings(max_examples=300)
def test_every_position_points_at_its_own_text(value: Any) -> None:  # noqa: ANN401 - any value
    text = json.dumps(value, indent=1)
    lines = text.split("\n")
    for tree in (json_tree.parse(text.encode(), path="-"), *yaml_tree.documents(text.encode(), path="-")):
        _check(tree, lines)


def _check(node: Any, lines: list[str]) -> None:  # noqa: ANN401 - any value
    if isinstance(node, Mapping):
        for key, (line, column) in node.marks.items():
            assert lines[line - 1][column - 1 :].startswith(json.dumps(key))
            _check(node[key], lines)
    elif isinstance(node, Sequence):
        assert len(node.marks) == len(node)
        for item, (line, column) in zip(node, node.marks, strict=True):
            start = "{" if isinstance(item, dict) else "[" if isinstance(item, list) else json.dumps(item)
            assert lines[line - 1][column - 1 :].startswith(start)
            _check(item, lines)


@given(
    NODES,
    NODES,
    st.sampled_from([("v1", "Pod"), ("apps/v1", "Deployment"), ("v1", "List"), ("tekton.dev/v1", "Task")]),
)
@settings(max_examples=400)
def test_any_document_gives_objects_and_facts(metadata: Any, spec: Any, kind: tuple[str, str]) -> None:  # noqa: ANN401 - any value
    document = {"apiVersion": kind[0], "kind": kind[1], "metadata": metadata, "spec": spec}
    if kind[1] != "Pod":
        document = {
            **document,
            "spec": {"template": {"metadata": metadata, "spec": spec}, "steps": spec},
            "items": spec,
        }
    tree = json_tree.parse(json.dumps(document).encode(), path="-")
    for found in read(tree):
        list(facts(found, "-"))
        for workload in found.workloads:
            assert workload.digest.startswith("sha256:")
            for problem in workload.problems:
                place = locate(tree, workload.template + problem.pointer)
                assert place.line == 1
