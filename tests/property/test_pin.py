"""Pinning changes references and nothing else, byte for byte, and a second time it changes nothing."""

from __future__ import annotations

import random
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from holdfast.formats import dockerfile
from holdfast.model.digest import Digest
from holdfast.remedy.edits import applied
from holdfast.remedy.sites import find

DIGEST = Digest.parse("sha256:" + "c" * 64)
_PIN = re.compile(rb"@sha256:[0-9a-f]{64}")


def pinned(path: str, data: bytes) -> bytes:
    sites = find(path, data)
    return applied(data, [site.edit(DIGEST) for site in sites if site.obstacle is None])


def unpinned(data: bytes) -> bytes:
    return _PIN.sub(b"", data)


def check(path: str, data: bytes, expected: int | None = None) -> bytes:
    """Check the laws on one file, in which `expected` references can be pinned; return the pinned file."""
    after = pinned(path, data)
    assert unpinned(after) == unpinned(data)
    sites = [site for site in find(path, after) if site.obstacle is None]
    assert all(site.reference is not None and site.reference.digest == DIGEST for site in sites)
    assert expected is None or len(sites) == expected
    assert pinned(path, after) == after
    return after


CORPUS = [
    (kind, name, text)
    for kind in ("dockerfiles", "manifests")
    for name, text in corpus.KINDS[kind](random.Random(corpus.SEED))
]


def test_a_corpus_of_real_shapes_is_pinned_and_keeps_every_other_byte() -> None:
    assert len(CORPUS) > 500
    for kind, name, text in CORPUS:
        after = check(name, text.encode())
        if kind == "manifests":
            assert [_without_pins(each) for each in yaml.safe_load_all(after)] == [
                _without_pins(each) for each in yaml.safe_load_all(text)
            ]
            assert len(_PIN.findall(after)) == len(re.findall(r"^\s*(?:- )?image:", text, re.MULTILINE))
        else:
            assert _shape(after) == _shape(text.encode())


def _without_pins(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_pins(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_pins(item) for item in value]
    return unpinned(value.encode()).decode() if isinstance(value, str) else value


def _shape(data: bytes) -> list[tuple[object, ...]]:
    """Return what a Dockerfile says, references without their digests."""
    parsed = dockerfile.parse(data)
    return [
        (each.keyword, each.at, each.end_line, unpinned(each.text.encode())) for each in parsed.instructions()
    ]


NAMES = st.sampled_from(["alpine", "a/b", "r.example:5000/x/y", "ghcr.io/acme/web"])
TAGS = st.sampled_from(["", ":1", ":1.2-rc.3", ":latest", ":v_1@sha256:" + "d" * 64, "@sha256:" + "e" * 64])
QUOTES = st.sampled_from(["", "'", '"'])
SPACES = st.sampled_from(["", " ", "   "])
COMMENTS = st.sampled_from(["", " # image: no:1", " #ü𝄞"])
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"),
    max_size=8,
)


@st.composite
def manifests(draw: st.DrawFn) -> tuple[bytes, int]:
    """Return Pods as people and programs write them, and how many images they name."""
    documents: list[str] = []
    count = 0
    for _ in range(draw(st.integers(1, 3))):
        lines = [
            "apiVersion: v1",
            "kind: Pod",
            f"metadata: {{name: a, note: {_quoted(draw(TEXTS))}}}",
            "spec:",
        ]
        for field in draw(
            st.lists(st.sampled_from(["containers", "initContainers"]), min_size=1, unique=True)
        ):
            lines.append(f"  {field}:{draw(COMMENTS)}")
            for reference, quote in draw(
                st.lists(st.tuples(st.builds(str.__add__, NAMES, TAGS), QUOTES), min_size=1, max_size=3)
            ):
                count += 1
                text = f"{quote}{reference}{quote}"
                if draw(st.booleans()):
                    lines.append(
                        f"  - {{name: {_quoted(draw(TEXTS))}, image: {text}{draw(SPACES)}}}{draw(COMMENTS)}"
                    )
                else:
                    lines += [
                        f"  - image:{draw(SPACES)} {text}{draw(COMMENTS)}",
                        f"    args: [{_quoted(draw(TEXTS))}]",
                    ]
        documents.append("\n".join(lines))
    text = "\n---\n".join(documents) + draw(st.sampled_from(["", "\n", "\n\n"]))
    data = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))).encode()
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + data, count


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@st.composite
def dockerfiles(draw: st.DrawFn) -> tuple[bytes, int]:
    """Return Dockerfiles of several stages, and how many references can be pinned."""
    lines: list[str] = [f"# {draw(TEXTS)}"]
    count = 0
    for number in range(draw(st.integers(1, 4))):
        reference = draw(st.builds(str.__add__, NAMES, TAGS))
        lines.append(
            f"{draw(SPACES)}{draw(st.sampled_from(['FROM', 'from']))} {draw(SPACES)}{reference} AS s{number}"
        )
        lines.append(f"LABEL a={_double(draw(TEXTS))}")
        count += 1
        if draw(st.booleans()):
            lines.append(f"COPY --from={reference}{draw(SPACES)} /a /b")
            count += 1
        if draw(st.booleans()):
            lines.append(f"RUN --mount=type=bind,from={reference},target=/x \\\n  # é\n  true")
            count += 1
        lines.append(f"COPY --from=s{number - 1} /a /b" if number else "RUN echo FROM alpine:3")
    return "\n".join(lines).replace("\n", draw(st.sampled_from(["\n", "\r\n"]))).encode(), count


def _double(text: str) -> str:
    return '"' + "".join(c for c in text if c not in '"\\$') + '"'


@settings(deadline=None, max_examples=300)
@given(manifests())
def test_a_manifest_keeps_every_other_byte(made: tuple[bytes, int]) -> None:
    check("pod.yaml", *made)


@settings(deadline=None, max_examples=300)
@given(dockerfiles())
def test_a_dockerfile_keeps_every_other_byte(made: tuple[bytes, int]) -> None:
    check("Dockerfile", *made)


@pytest.mark.parametrize(
    "path", ["Dockerfile", "pod.yaml", "pod.json", "values.yaml", "ci.yml", ".gitlab-ci.yml"]
)
@settings(deadline=None, max_examples=100)
@given(data=st.binary(max_size=200))
def test_whatever_the_bytes_nothing_but_our_errors_comes_out(path: str, data: bytes) -> None:
    from holdfast.errors import HoldfastError

    try:
        check(path, data)
    except HoldfastError:
        return
