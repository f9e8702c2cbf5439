"""Whether a user is there when `USER` names it."""

from __future__ import annotations

import pytest

from holdfast.formats import dockerfile
from holdfast.model.dockerfile import User
from holdfast.rules.readings.build_stages import chain_of
from holdfast.rules.readings.known_users import Presence, presence


def of(*lines: str) -> Presence:
    """Tell what is known of the user that the last `USER` names."""
    parsed = dockerfile.parse("\n".join(lines).encode(), path="Dockerfile")
    stage = parsed.stages[-1]
    user = [i for i in stage.instructions if isinstance(i, User)][-1]
    assert user.user is not None
    assert user.user.value is not None
    return presence(user.user.value, chain_of(parsed, stage), user)


@pytest.mark.parametrize(
    "line",
    [
        "RUN adduser -D app",
        "RUN addgroup -S app && adduser -S -G app app",
        "RUN set -eux; groupadd -r app; useradd -r -g app app",
        "RUN if ! id app; then useradd app; fi",
        "RUN /usr/sbin/useradd --create-home 'app'",
        "RUN sudo useradd app",
        "RUN apk add --no-cache app-server",
    ],
)
def test_a_command_brings_a_user(line: str) -> None:
    assert of("FROM alpine:3.23", line, "USER app") is Presence.EXISTS


@pytest.mark.parametrize(
    "line",
    [
        "RUN adduser -D $NAME",
        "RUN ./setup.sh",
        "RUN sh /setup",
        "RUN curl -fsSL https://example.com/x | sh",
        "RUN echo 'app:x:1:1::/:/bin/sh' >> /etc/passwd",
        "COPY rootfs /",
        "COPY passwd /etc/passwd",
    ],
)
def test_what_nobody_can_read_may_bring_one(line: str) -> None:
    assert of("FROM alpine:3.23", line, "USER app") is Presence.UNKNOWN


@pytest.mark.parametrize(
    "line",
    [
        "RUN true",
        "RUN adduser -D other",
        "RUN echo app",
        "COPY . /app",
        "ONBUILD RUN adduser -D app",
        "ENV U=app",
    ],
)
def test_other_lines_bring_none(line: str) -> None:
    assert of("FROM alpine:3.23", line, "USER app") is Presence.ABSENT


def test_a_user_that_is_created_afterwards_or_in_another_stage_is_not_there() -> None:
    assert of("FROM alpine:3.23", "USER app", "RUN adduser -D app") is Presence.ABSENT
    assert (
        of("FROM alpine:3.23 AS a", "RUN adduser -D app", "FROM alpine:3.23", "USER app") is Presence.ABSENT
    )
    assert of("FROM alpine:3.23 AS a", "RUN adduser -D app", "FROM a", "USER app") is Presence.EXISTS


@pytest.mark.parametrize(
    ("base", "user", "expected"),
    [
        ("alpine:3.23", "nobody", Presence.EXISTS),
        ("node:24", "node", Presence.EXISTS),
        ("postgres:17", "postgres", Presence.EXISTS),
        ("gcr.io/distroless/static-debian12", "nonroot", Presence.EXISTS),
        ("scratch", "nobody", Presence.ABSENT),
        ("python:3.13", "app", Presence.ABSENT),
        ("registry.example.com/alpine:3", "app", Presence.UNKNOWN),
        ("$BASE", "app", Presence.UNKNOWN),
    ],
)
def test_a_base_brings_its_own_users(base: str, user: str, expected: Presence) -> None:
    assert of(f"FROM {base}", f"USER {user}") is expected
