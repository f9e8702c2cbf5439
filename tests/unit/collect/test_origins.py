from __future__ import annotations

import pytest

from holdfast.collect.origins import Origin, locate
from holdfast.formats import yaml_tree
from holdfast.model.tree import Value


def tree(text: str) -> Value:
    (root,) = yaml_tree.documents(text.encode(), path="x.yaml")
    return root


BASE = Origin(
    "base.yaml",
    tree("spec:\n  hostPID: false\n  containers:\n  - name: log\n  - name: web\n    image: a:1\n"),
)
PATCH = Origin("patch.yaml", tree("spec:\n  hostPID: true\n  containers:\n  - name: web\n    image: a:2\n"))
RENDERED = tree("spec:\n  containers:\n  - {name: web, image: a:2}\n  - {name: log}\n  hostPID: true\n")


@pytest.mark.parametrize(
    ("pointer", "path", "line"),
    [
        ("/spec/containers/0/image", "patch.yaml", 5),
        ("/spec/hostPID", "patch.yaml", 2),
        ("/spec/containers/1/name", "base.yaml", 4),
        ("/spec/containers/1/securityContext/privileged", "base.yaml", 4),
        ("/spec/containers/0/securityContext", "base.yaml", 5),
        ("/spec/containers/9/image", "base.yaml", 3),
        ("/spec/hostNetwork", "base.yaml", 1),
        ("/metadata/labels/a~1b", "base.yaml", 1),
    ],
)
def test_a_value_is_found_where_it_was_written_or_as_near_as_can_be(
    pointer: str, path: str, line: int
) -> None:
    found = locate((BASE, PATCH), RENDERED, pointer)
    assert (found.path, found.line, found.pointer) == (path, line, pointer)
