from __future__ import annotations

import pytest

from holdfast.errors import ConfigurationError
from holdfast.formats.lock import Locked, parse, render
from holdfast.model.digest import Digest
from holdfast.model.reference import Reference

ENTRY = Locked(
    Reference.parse("alpine:3"), Digest.parse("sha256:" + "a" * 64), "2026-01-01T00:00:00Z", "oci:x"
)
OTHER = ENTRY._replace(reference=Reference.parse("registry.example/web"))


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_written_is_read(as_json: bool) -> None:  # noqa: FBT001 - a table's column
    assert parse(render([OTHER, ENTRY], as_json=as_json), "holdfast.lock") == (ENTRY, OTHER)
    assert parse(render([], as_json=as_json), "holdfast.lock") == ()


def test_a_lock_is_written_as_people_would() -> None:
    assert render([ENTRY], as_json=False).decode().splitlines()[1:] == [
        "schema: holdfast.lock/v1",
        "references:",
        '- reference: "docker.io/library/alpine:3"',
        f'  digest: "sha256:{"a" * 64}"',
        '  resolved: "2026-01-01T00:00:00Z"',
        '  source: "oci:x"',
    ]


GOOD = render([ENTRY], as_json=False).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "schema: other\nreferences: []",
        "schema: holdfast.lock/v1",
        "a: [",
        GOOD.replace("alpine:3", "Alpine:3"),
        GOOD.replace("alpine:3", "alpine@sha256:" + "b" * 64),
        GOOD.replace("sha256:", "md5:"),
        GOOD.replace("source", "origin"),
        GOOD + GOOD.partition("references:\n")[2],
    ],
)
def test_a_wrong_lock_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        parse(text.encode(), "holdfast.lock")


def test_all_problems_are_told_with_their_lines() -> None:
    wrong = GOOD.replace("sha256:", "md5:")
    with pytest.raises(ConfigurationError) as raised:
        parse((wrong + wrong.partition("references:\n")[2]).encode(), "holdfast.lock")
    assert [problem.partition(": ")[0] for problem in raised.value.problems] == [
        "holdfast.lock:4",
        "holdfast.lock:8",
    ]
