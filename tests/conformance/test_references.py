"""The reference grammar, by the test tables of distribution/reference (319 rows, `../shared/conformance`)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from holdfast.errors import MalformedError
from holdfast.model.reference import Reference, split

DATA = Path(__file__).parents[3] / "shared" / "conformance" / "references.jsonl"
Row = dict[str, Any]

NOT_ABOUT_PARSING = {
    "TestWithTag": "builds a reference from parts, with digests of no legal length",
    "TestWithDigest": "builds a reference from parts, with digests of no legal length",
    "TestMatch": "is about glob patterns over familiar names, which policies here do otherwise",
    "TestDomainRegexp": "is about one piece of a regular expression",
    "TestFullNameRegexp": "is about one piece of a regular expression, without normalisation or limits",
    "TestIdentifierRegexp": "is about image ids, which are no references",
}
"""Tables that say nothing of parsing, normalising or refusing a reference."""
EXCEPTIONS = {
    (
        "TestReferenceParse",
        "validname@sha512:" + "f" * 128,
    ): "upstream's test links no SHA-512; the digest is legal",
    (
        "TestWithNameFailure",
        "example.com/repo:tag",
    ): "asks that a bare name has no tag; as a reference it is legal",
    ("TestSerialization", None): "an empty value; the empty text is a row of TestReferenceParse",
}
"""Single rows that cannot hold, each with its reason."""


def rows() -> list[Row]:
    if not DATA.exists():
        return []
    found = [json.loads(line) for line in DATA.read_text().splitlines()]
    for row in found:  # one row of the extraction holds a comment of the test's source instead of an input
        if str(row.get("input", "")).startswith("// "):
            row["test"] = "TestIdentifierRegexp"
    return found


def test_the_vectors_are_there() -> None:
    if not DATA.exists() and not os.environ.get("CI"):
        pytest.skip("the conformance data lies outside the repository, in ../shared/conformance")
    assert len(rows()) == 319
    assert {row["test"] for row in rows()} == {*CHECKS, *NOT_ABOUT_PARSING}


def parsed(read: Callable[[str], Any], text: str) -> Any:  # noqa: ANN401 - what `read` returns, or None
    try:
        return read(text)
    except MalformedError:
        return None


def by_grammar(row: Row) -> None:
    found = parsed(split, row["input"])
    if "err" in row:
        assert found is None
        return
    repository = f"{found.domain}/{found.path}".lstrip("/")
    digest = str(found.digest) if found.digest else ""
    assert (repository, found.domain, found.tag or "", digest) == (
        row["repository"],
        row.get("domain", ""),
        row.get("tag", ""),
        row.get("digest", ""),
    )


def named(row: Row) -> None:
    """Canonical names only: what Docker would have to complete is refused by this table."""
    found = parsed(split, row["input"])
    if "err" in row:
        assert found is None or Reference.parse(row["input"]).name != f"{found.domain}/{found.path}"
    else:
        assert (found.domain, found.path) == (row["domain"], row["path"])


def refused(row: Row) -> None:
    assert parsed(split, row["input"]) is None


def valid(row: Row) -> None:
    assert (parsed(Reference.parse, row["input"]) is not None) == (row["expected"] == "valid")


def familiar(row: Row) -> None:
    full = Reference.parse(row["FullName"])
    assert Reference.parse(row["AmbiguousName"] or row["FamiliarName"]) == full
    assert (full.registry, full.repository) == (row["Domain"], row["RemoteName"])
    assert (full.name, full.familiar) == (row["FullName"], row["FamiliarName"])


def any_form(row: Row) -> None:
    text = row["Reference"]
    if (
        "Expected" in row and ":" in text
    ):  # upstream tries a bare digest first; here it is what Docker pulls it as
        assert Reference.parse(text) == Reference("docker.io", "library/sha256", text.partition(":")[2])
    elif "Expected" in row:  # an image id, which names no repository
        assert parsed(Reference.parse, text) is None
    else:
        assert str(Reference.parse(text)) == row["Equivalent"]


def docker(row: Row) -> None:
    """Compare without the tag that Docker invents: no tag stays no tag here, and a tag beside a digest is kept."""
    found, expected = Reference.parse(row["input"]), Reference.parse(row["expected"])
    assert (found.name, found.digest) == (expected.name, expected.digest)
    assert found.tag == expected.tag or found.tag is None or expected.tag is None


def normalised(row: Row) -> None:
    found = Reference.parse(row["input"])
    assert (found.registry, found.repository) == (row["domain"], row["path"])


def whole(row: Row) -> None:
    assert (parsed(split, row["input"]) is not None) == row["match"]


def serialised(row: Row) -> None:
    found = Reference.parse(row["input"])
    assert (found.name, found.tag, str(found.digest) if found.digest else None) == (
        row["name"],
        row.get("tag"),
        row.get("digest"),
    )


CHECKS: dict[str, Callable[[Row], None]] = {
    "TestReferenceParse": by_grammar,
    "TestWithNameFailure": refused,
    "TestDomainAndPath": named,
    "TestParseNamed": named,
    "TestValidateReferenceName": valid,
    "TestValidateRemoteName": valid,
    "TestParseRepositoryInfo": familiar,
    "TestParseAnyReference": any_form,
    "TestParseDockerRef": docker,
    "TestNormalizedSplitHostname": normalised,
    "TestReferenceRegexp": whole,
    "TestSerialization": serialised,
}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row['test']}-{number}")
        for number, row in enumerate(rows())
        if row["test"] in CHECKS and (row["test"], row.get("input")) not in EXCEPTIONS
    ],
)
def test_row(row: Row) -> None:
    CHECKS[row["test"]](row)
