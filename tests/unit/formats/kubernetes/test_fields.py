"""The table of Kubernetes' types is what the newest release says, and every image that it names is read."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from holdfast.formats.kubernetes import Standing, read
from holdfast.formats.kubernetes.kinds import BUILT_IN, WITHOUT_PODS
from holdfast.formats.kubernetes.pod import pod_spec
from holdfast.formats.kubernetes.schema import fields
from holdfast.formats.kubernetes.schema.defaults import DEFAULTS, PLACEMENT, UNIONS
from holdfast.formats.kubernetes.schema.layout import notations
from holdfast.model.tree import Mapping
from oracles.kubernetes import need_go
from project import ROOT

NOT_AN_IMAGE = {
    "/containers/*/imagePullPolicy": "says when to pull",
    "/ephemeralContainers/*/imagePullPolicy": "likewise",
    "/initContainers/*/imagePullPolicy": "likewise",
    "/volumes/*/image/pullPolicy": "likewise",
    "/imagePullSecrets/*/name": "names a secret",
    "/volumes/*/rbd/image": "a block device of Ceph",
}
"""Fields whose pointer speaks of images and that name none, each with what it is."""

REPORTS = "/status/"
OTHER = ("/rbd/image", "/imagePullSecrets/*/name")


def test_the_committed_table_is_what_the_generator_makes() -> None:
    need_go()
    spec = importlib.util.spec_from_file_location("generator", ROOT / "scripts" / "kubernetes_fields.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    assert generator.TARGET.read_text(encoding="utf-8") == generator.rendered(generator.facts())


@pytest.mark.parametrize("pointer", sorted(set(fields.IMAGE_FIELDS) - NOT_AN_IMAGE.keys()))
def test_every_field_that_can_name_an_image_is_read(pointer: str) -> None:
    value: Any = "registry.example/marked:1"
    for step in reversed(pointer.split("/")[1:]):
        value = [value] if step == "*" else {step: value}
    (use,) = pod_spec(value).images
    assert use.text == "registry.example/marked:1"
    assert use.pointer == "/spec" + pointer.replace("*", "0")


def test_no_exception_has_become_pointless() -> None:
    assert NOT_AN_IMAGE.keys() <= set(fields.IMAGE_FIELDS)


def test_outside_pods_images_are_only_reported() -> None:
    strays = [
        field for field in fields.IMAGE_FIELDS_BESIDE if REPORTS not in field and not field.endswith(OTHER)
    ]
    assert strays == []


def test_every_kind_of_the_release_is_known() -> None:
    for group, kinds in fields.KINDS.items():
        for word in kinds.split():
            kind, holds, _ = word.partition("=")
            assert ((group, kind) in BUILT_IN) == bool(holds)
            assert ((group, kind) in WITHOUT_PODS) != bool(holds)
            node = Mapping()
            node.update({"apiVersion": f"{group}/v1" if group else "v1", "kind": kind})
            (found,) = read(node)
            assert found.standing is (Standing.WORKLOAD if holds else Standing.WITHOUT_PODS)


@pytest.mark.parametrize("table", [DEFAULTS, PLACEMENT], ids=["defaults", "placement"])
def test_the_data_of_the_normal_form_names_fields_that_exist(table: dict[str, Any]) -> None:
    unknown = [(name, field) for name, of in table.items() for field in of if field not in notations(name)]
    assert unknown == []


def test_unions_are_types() -> None:
    assert set(fields.TYPES) >= UNIONS
