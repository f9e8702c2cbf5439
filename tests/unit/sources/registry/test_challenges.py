from __future__ import annotations

import time

import pytest

from holdfast.sources.registry.challenges import CHALLENGES, Challenge, parse


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Basic", [("basic", {})]),
        ('Basic realm="a, b"', [("basic", {"realm": "a, b"})]),
        (
            'Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull,push"',
            [("bearer", {"realm": "https://auth.example/token", "service": "r.example",
                         "scope": "repository:a/b:pull,push"})],
        ),
        ('Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
         [("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}), ("basic", {"realm": "simple"})]),
        ("Negotiate abc==, Basic realm=x", [("negotiate", {}), ("basic", {"realm": "x"})]),
        ('BEARER REALM = "x"', [("bearer", {"realm": "x"})]),
        ('Bearer realm="a", realm="b"', [("bearer", {"realm": "a"})]),
        ('Bearer realm="unterminated', [("bearer", {})]),
        ("", []),
        (",,,", []),
        ("\x00", []),
    ],
)  # fmt: skip
def test_a_header_is_read_as_rfc_7235_says(header: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert parse([header]) == [Challenge(*each) for each in expected]


@pytest.mark.parametrize(
    "header", ["Basic, " * 100_000, 'Bearer a="' + "\\" * 1_000_000, "a=b, " * 100_000, "x " * 50_000]
)
def test_a_hostile_header_costs_little(header: str) -> None:
    started = time.monotonic()
    assert len(parse([header] * 10)) <= CHALLENGES
    assert time.monotonic() - started < 5
