from __future__ import annotations

from datetime import date

import pytest

from holdfast.collect.comment_pragmas import SHOWN, collect
from holdfast.collect.waiver_requests import MOST, WaiverRequests
from holdfast.formats import dockerfile
from holdfast.model.waiver import WaiverRequest

WHY = "; a waiver has a reason, an owner, a ticket and an expiry"
TERMS = "owner=team-a ticket=OPS-1 expires=2026-03-01"


def asked(text: str) -> WaiverRequests:
    return collect(dockerfile.parse(text.encode()), "Dockerfile")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("FROM a\n# hadolint ignore=DL3006\nRUN x\n", 2, "hadolint to ignore DL3006"),
        ("# hadolint global ignore = DL3006 , SC2086\nFROM a\n", 1, "hadolint to ignore DL3006, SC2086"),
        ("FROM a\n# hadolint ignore=DL3006 # owner=a ticket=T why\n", 2, "hadolint to ignore DL3006"),
        ("FROM a\n#checkov:skip=CKV_DOCKER_2:no need\n", 2, "checkov to ignore CKV_DOCKER_2"),
        (
            "# check=skip=JSONArgsRecommended;error=true\nFROM a\n",
            1,
            "BuildKit to ignore JSONArgsRecommended",
        ),
        ("# check=error=true;skip=all\nFROM a\n", 1, "BuildKit to ignore all"),
        ("FROM a\n#trivy:ignore:DS002\n", 2, "trivy to ignore DS002"),
    ],
)
def test_a_comment_without_terms_waives_nothing_and_is_named(text: str, line: int, said: str) -> None:
    assert asked(text) == ((), (f"Dockerfile:{line}: this waives nothing: it asks {said}{WHY}",))


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        (f"# hadolint ignore=DL3006,DL3007 # the base needs it {TERMS}", ["DL3006", "DL3007"]),
        (f"#checkov:skip=CKV_DOCKER_2:the base needs it {TERMS}", ["CKV_DOCKER_2"]),
    ],
)
def test_a_comment_with_terms_asks_for_a_waiver(comment: str, codes: list[str]) -> None:
    day = date(2026, 3, 1)
    expected = tuple(
        WaiverRequest(code, "team-a", "the base needs it", "OPS-1", day, "Dockerfile:2") for code in codes
    )
    assert asked(f"FROM a\n{comment}\n") == (expected, ())


def test_each_tool_is_named_once_with_the_first_of_its_codes() -> None:
    codes = [f"DL30{number:02}" for number in range(SHOWN + 3)]
    text = "FROM a\n" + "".join(f"# hadolint ignore={code},DL3000\n" for code in codes)
    first = ", ".join(codes[:SHOWN])
    problem = f"Dockerfile:2: this waives nothing: it asks hadolint to ignore {first} and 3 more{WHY}"
    assert asked(text) == ((), (problem,))


def test_the_number_of_requests_has_a_bound() -> None:
    text = "FROM a\n" + f"# hadolint ignore=DL3006 # why {TERMS}\n" * (MOST + 1)
    assert len(asked(text).found) == MOST


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\n# we do not hadolint ignore=DL3006\n",
        "FROM a\n# hadolint shell=bash\n# hadolint ignore\n# checkov is good\n",
        "# check=error=true\nFROM a\n",
        "# syntax=skip=x\nFROM a\n",
    ],
)
def test_other_comments_ask_for_nothing(text: str) -> None:
    assert asked(text) == ((), ())
