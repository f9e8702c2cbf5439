"""Which images a Dockerfile would pull, and where it names them."""

from __future__ import annotations

import pytest

from holdfast.formats import dockerfile
from holdfast.model.position import Position
from holdfast.rules.readings.named_images import named_images

DIGEST = "sha256:" + "a" * 64


def named(text: str) -> list[tuple[int, str, str | None]]:
    """Return line, place and normal form of each image of a Dockerfile."""
    found = []
    for image in named_images(dockerfile.parse(text.encode(), path="Dockerfile")):
        assert isinstance(image.at, Position)
        assert (image.reference is None) == bool(image.problem)
        found.append((image.at.line, image.place, str(image.reference) if image.reference else None))
    return found


def test_bases_copies_and_mounts_are_named_but_stages_and_scratch_are_not() -> None:
    text = f"""\
FROM alpine:3.23 AS Build
FROM scratch
COPY --from=build /a /a
COPY --from=0 /a /a
COPY --from=busybox:1.37@{DIGEST} /b /b
COPY . /c
RUN --mount=type=bind,from=build,target=/x --mount=type=cache,target=/y true
RUN --mount=type=bind,target=/x,from=ghcr.io/acme/tool:1 true
FROM build
"""
    assert named(text) == [
        (1, "FROM", "docker.io/library/alpine:3.23"),
        (5, "COPY", f"docker.io/library/busybox:1.37@{DIGEST}"),
        (8, "RUN", "ghcr.io/acme/tool:1"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "FROM $BASE",
        "FROM alpine:${TAG:?}",
        "FROM Alpine",
        "FROM nginx@oops",
        "FROM alpine:3.23\nRUN --mount=type=bind,from=$TOOL,target=/x true",
    ],
)
def test_what_cannot_be_told_is_named_with_the_reason(line: str) -> None:
    assert [(place, reference) for _, place, reference in named(line)][-1][1] is None


def test_arguments_with_a_default_are_known() -> None:
    assert named("ARG BASE=debian\nARG TAG=12\nFROM ${BASE}:${TAG}-slim\n") == [
        (3, "FROM", "docker.io/library/debian:12-slim")
    ]


def test_a_trigger_may_name_a_stage_of_the_later_build() -> None:
    text = "FROM alpine:3.23\nONBUILD COPY --from=builder /a /a\nONBUILD COPY --from=nginx:1.29 /b /b\n"
    assert named(text)[1:] == [(2, "COPY", None), (3, "COPY", "docker.io/library/nginx:1.29")]


def test_a_file_without_from_still_names_what_it_copies() -> None:
    assert named("RUN true\nCOPY --from=nginx:1.29 /b /b\n") == [(2, "COPY", "docker.io/library/nginx:1.29")]
