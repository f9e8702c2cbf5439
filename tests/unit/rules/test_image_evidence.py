"""Rules that judge an image itself, or a Dockerfile by the evidence of its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from holdfast.formats import dockerfile
from holdfast.model.digest import Digest
from holdfast.model.evidence import Missing
from holdfast.model.finding import Finding, Outcome
from holdfast.model.image import Image, Platform
from holdfast.rules.hardened.non_root_image_required import non_root_image_required
from holdfast.rules.immutable import labels_required
from holdfast.rules.kit import Context, Judged, NoParameters, Rule
from holdfast.rules.minimal import secret_free_environment_required as secrets

IMAGE = Image(
    digest=Digest.of(b"manifest"),
    index_digest=None,
    config_digest=Digest.of(b"config"),
    platform=Platform("linux", "amd64"),
    user="",
    environment=(),
    labels={},
    entrypoint=(),
    command=(),
    working_directory="",
    exposed_ports=(),
    volumes=(),
    layers=(),
    diff_ids=(),
    history=(),
    created=None,
    annotations={},
)
DOCKERFILE = b"FROM registry.example.com/base:1\nCOPY app /app\n"


def judge(
    rule: Rule, subject: Judged, parameters: object, images: Mapping[str, Image | Missing] | None = None
) -> list[Finding]:
    context: Context[Any] = Context(parameters, date(2026, 1, 1), images=images)
    return list(rule.check(subject, context))


@pytest.mark.parametrize(("user", "faults"), [("", 1), ("0:0", 1), ("root", 1), ("65532", 0), ("app", 0)])
def test_an_image_is_judged_by_its_configured_user(user: str, faults: int) -> None:
    found = judge(non_root_image_required, replace(IMAGE, user=user), NoParameters())
    assert [(f.outcome, f.at, f.aliases) for f in found] == [
        (Outcome.VIOLATED, "/config/User", ("CIS-DI-0001",))
    ] * faults


@pytest.mark.parametrize(
    ("evidence", "faults"),
    [
        (None, 1),
        ({}, 1),
        ({"registry.example.com/base:1": Missing("image", "not found")}, 1),
        ({"registry.example.com/base:1": IMAGE}, 1),
        ({"registry.example.com/base:1": replace(IMAGE, user="1001")}, 0),
        ({"registry.example.com/other:1": replace(IMAGE, user="1001")}, 1),
    ],
)
def test_a_dockerfile_without_user_is_judged_by_its_base_where_that_is_known(
    evidence: Mapping[str, Image | Missing] | None, faults: int
) -> None:
    found = judge(non_root_image_required, dockerfile.parse(DOCKERFILE, path="x"), NoParameters(), evidence)
    assert [f.outcome for f in found] == [Outcome.VIOLATED] * faults


def test_secrets_in_the_environment_of_an_image_are_found_and_not_repeated() -> None:
    image = replace(
        IMAGE, environment=("PATH=/bin", "DB_PASSWORD=hunter2", "TOKEN_TTL=3", "X=redis://:hunter2@c/0")
    )
    found = judge(secrets.secret_free_environment_required, image, secrets.Parameters())
    assert [f.at for f in found] == ["/config/Env/1", "/config/Env/3"]
    assert not any("hunter2" in f.message for f in found)
    allowed = secrets.Parameters(allowed_names=("DB_PASSWORD", "X"))
    assert judge(secrets.secret_free_environment_required, image, allowed) == []


def test_labels_of_an_image_and_those_that_its_base_brings() -> None:
    wanted = labels_required.Parameters(image_labels={"vendor": "acme*"})
    labelled = replace(IMAGE, labels={"vendor": "acme-inc"})
    rule = labels_required.labels_required
    parsed = dockerfile.parse(DOCKERFILE, path="x")
    assert [f.outcome for f in judge(rule, IMAGE, wanted)] == [Outcome.VIOLATED]
    assert judge(rule, labelled, wanted) == []
    assert [f.outcome for f in judge(rule, parsed, wanted)] == [Outcome.VIOLATED]
    assert judge(rule, parsed, wanted, {"registry.example.com/base:1": labelled}) == []
