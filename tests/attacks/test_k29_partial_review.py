"""K29 (CVE-2024-41110, CVE-2026-34040), W01, W02: a review that is empty, cut, too large, or not to be decoded."""

from __future__ import annotations

import json

import pytest

from commands import holdfast
from reviews import admit, answered, evil, pod, refused, review

WHOLE = json.dumps(review(pod())).encode()
MIB = 1024 * 1024


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b" \n",
        b"garbage",
        b"null",
        b"[]",
        b"[" * MIB,
        WHOLE[: len(WHOLE) // 2],
        WHOLE[:-1],
        WHOLE + b"x",
        WHOLE + WHOLE,
        WHOLE + b"\n---\n" + WHOLE,
        WHOLE.decode().encode("utf-16-le"),
        WHOLE.replace(b"web", b"w\xff"),
        b"\x1f\x8b\x08\x00" + bytes(64),
        WHOLE.replace(b'"uid"', b'"uid": "other", "uid"'),
    ],
)
def test_what_is_not_one_whole_review_is_refused(given: bytes) -> None:
    refused(admit(given))


@pytest.mark.parametrize("operation", ["CREATE", "UPDATE"])
def test_nothing_is_allowed_for_want_of_an_object(operation: str) -> None:
    absent = review(None, operation, oldObject=pod())
    del absent["request"]["object"]

    assert "request.object" in refused(admit(absent))
    assert "request.object" in refused(admit(review(None, operation, oldObject=pod())))


def test_a_review_beyond_the_limit_is_refused_and_one_of_3_mib_judged() -> None:
    large, legal = evil(), evil()
    large["metadata"]["annotations"] = {"a": "x" * (8 * MIB)}
    legal["metadata"]["annotations"] = {"a": "x" * (3 * MIB)}

    assert "8 MiB" in refused(admit(review(large)))
    assert not answered(admit(review(legal, "UPDATE", oldObject=legal)))


def test_a_review_without_end_is_given_up() -> None:
    ended = holdfast("admit", "/dev/zero")

    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
