"""Which releases a tag names, against the publishers' own pages."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.model.reference import Reference
from holdfast.rules.readings.lifecycle import releases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alpine:3.14", [("alpine", "3.14", date(2023, 5, 1))]),
        ("alpine:3.15.0", [("alpine", "3.15", date(2023, 11, 1))]),
        ("debian:buster-slim", [("debian", "buster", date(2024, 6, 30))]),
        ("debian:10.13", [("debian", "10", date(2024, 6, 30))]),
        ("ubuntu:20.04", [("ubuntu", "20.04", date(2025, 5, 31))]),
        ("node:18.20-alpine3.18", [("node", "18", date(2025, 4, 30)), ("alpine", "3.18", date(2025, 5, 9))]),
        ("python:2.7.18-slim", [("python", "2.7", date(2020, 1, 1))]),
        ("golang:1.25-buster", [("debian", "buster", date(2024, 6, 30))]),
        ("public.ecr.aws/docker/library/php:7.4-fpm", [("php", "7.4", date(2022, 11, 28))]),
        ("centos:7.9.2009", [("centos", "7", date(2024, 6, 30))]),
    ],
)
def test_a_tag_names_the_releases_of_its_product_and_of_its_system(
    text: str, expected: list[tuple[str, str, date]]
) -> None:
    assert [tuple(release) for release in releases(Reference.parse(text))] == expected


@pytest.mark.parametrize(
    "text",
    [
        "alpine",
        "alpine:latest",
        "alpine:edge",
        "alpine:20230901",
        "alpine:3",
        "alpine:3.140",
        "alpine:3.14rc1",
        "python:3",
        "python:3.70",
        "example.com/alpine:3.14",
        "someone/alpine:3.14",
        "ghcr.io/library/alpine:3.14",
        "registry.example.com/docker.io/library/alpine:3.14",
        "nginx:1.9",
        f"alpine@sha256:{'a' * 64}",
    ],
)
def test_a_tag_that_names_no_known_release_is_not_judged(text: str) -> None:
    assert releases(Reference.parse(text)) == []
