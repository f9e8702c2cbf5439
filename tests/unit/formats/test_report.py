"""A stored report is outside bytes: read whole, or refused in one line."""

from __future__ import annotations

import codecs
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import WAIVER, assessment, finding, summary
from holdfast.errors import MalformedError
from holdfast.formats.report import read
from holdfast.model.evidence import Missing
from holdfast.model.finding import Enforcement, Outcome
from holdfast.model.verdict import Assessment, Verdict
from holdfast.report.json import REPORT
from holdfast.report.kit import Options

JUDGED = (
    assessment(
        finding(),
        finding(outcome=Outcome.UNDECIDED, line=None, column=None, pointer=None, container=None),
        finding(enforcement=Enforcement.WARN, waiver=WAIVER, note="as agreed"),
    ),
    assessment(
        verdict=Verdict.UNDECIDED, missing=(Missing("image", "not given"), Missing("document", "x", 3))
    ),
)


def stored(*judged: Assessment) -> bytes:
    fragments = [REPORT.fragment(each, None, Options()) for each in judged]
    return "".join(REPORT.frame(fragments, summary(), Options())).encode()


def document() -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads(stored(*JUDGED))


def as_stored(judged: Assessment) -> Assessment:
    """Return `judged` without what a report does not carry."""
    return replace(
        judged,
        subject=replace(judged.subject, namespace=None),
        findings=tuple(replace(each, container=None, pointer=None) for each in judged.findings),
    )


def test_what_was_reported_is_read_back() -> None:
    assert read(stored(*JUDGED), source="report.json") == tuple(map(as_stored, JUDGED))


def test_a_report_without_subjects_is_read() -> None:
    assert read(stored(), source="report.json") == ()


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + stored(*JUDGED),
        stored(*JUDGED).decode().encode("utf-16"),
        codecs.BOM_UTF16_BE + stored(*JUDGED).decode().encode("utf-16-be"),
        b"\n" + stored(*JUDGED) + b"\n\n",
    ],
)
def test_what_a_shell_makes_of_a_report_is_read(data: bytes) -> None:
    assert len(read(data, source="-")) == 2


def test_keys_of_a_later_release_are_passed_over() -> None:
    later = document()
    later["subjects"][0]["findings"][0]["later"] = {"a": 1}
    later["later"] = []

    assert len(read(json.dumps(later).encode(), source="-")) == 2


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "holdfast.report/v2"),
        (("schema",), None),
        (("scope",), "everything"),
        (("inputs",), None),
        (("inputs", "policy"), None),
        (("inputs", "now"), "yesterday"),
        (("inputs", "now"), "2026-01-01T00:00:00"),
        (("subjects",), None),
        (("subjects",), {}),
        (("subjects", 0), "x"),
        (("subjects", 0, "verdict"), "maybe"),
        (("subjects", 0, "subject"), None),
        (("subjects", 0, "subject", "kind"), "thing"),
        (("subjects", 0, "subject", "name"), 7),
        (("subjects", 0, "findings", 0, "rule"), ""),
        (("subjects", 0, "findings", 0, "outcome"), "maybe"),
        (("subjects", 0, "findings", 0, "location"), []),
        (("subjects", 0, "findings", 0, "location", "line"), 0),
        (("subjects", 0, "findings", 0, "location", "line"), -1),
        (("subjects", 0, "findings", 0, "location", "line"), "3"),
        (("subjects", 0, "findings", 0, "location", "line"), True),
        (("subjects", 0, "findings", 0, "aliases"), ["a", 1]),
        (("subjects", 0, "findings", 2, "waiver", "expiry"), "soon"),
        (("subjects", 1, "missing", 0, "reason"), None),
    ],
)
def test_a_field_of_another_shape_is_refused(path: tuple[str | int, ...], value: object) -> None:
    broken = document()
    inner = broken
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value

    with pytest.raises(MalformedError) as refused:
        read(json.dumps(broken).encode(), source="report.json")
    assert str(refused.value).startswith("report.json: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b"\xff\xfe\x00",
        b"\xff\xfe\x00\xd8",
        b"\x80",
        b'{"schema": "holdfast.report/v1", "schema": "holdfast.report/v1"}',
        b'{"schema": NaN}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b"kind: Pod\n",
    ],
)
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        read(data, source="-")


def test_a_report_past_its_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = stored(*JUDGED)
    monkeypatch.setattr("holdfast.formats.report.REPORT_BYTES", len(data) - 1)

    with pytest.raises(MalformedError) as refused:
        read(data, source="-")
    assert refused.value.code == "too-large"


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        read(data, source="-")
