"""R20, R21, R25: endless, dripping, oversized and encoded answers end soon, in little memory, without their text shown."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator

import pytest

from holdfast.errors import HoldfastError, MalformedError, SourceError
from holdfast.model.reference import Reference
from holdfast.sources.registry.limits import Limits
from images import MANIFEST
from registries import MANIFEST_BYTES, Answer, Heard, HostileRegistry, client, hostile_registry, served

HURRIED = Limits(silence_seconds=0.5, request_seconds=1, attempts=1)


def ask(registry: HostileRegistry, limits: Limits = HURRIED) -> None:
    client(registry.host, limits=limits).manifest(Reference.parse(f"{registry.host}/web:1"))


def test_a_body_without_end_is_cut_at_the_limit() -> None:
    def script(_: Heard) -> Answer:
        def endless() -> Iterator[bytes]:
            while not registry.stopping.is_set():
                yield bytes(1 << 20)

        return Answer(200, {"Content-Type": MANIFEST}, endless())

    with hostile_registry(script) as registry, pytest.raises(MalformedError) as raised:
        ask(registry, Limits())
    assert raised.value.code == "too-large"


@pytest.mark.parametrize("status", [200, 302])
def test_a_body_that_drips_is_not_waited_for(status: int) -> None:
    def script(_: Heard) -> Answer:
        def dripping() -> Iterator[bytes]:
            while not registry.stopping.wait(0.05):
                yield b" "

        return Answer(status, {"Content-Type": MANIFEST, "Location": "/v2/x"}, dripping())

    with hostile_registry(script) as registry:
        started = time.monotonic()
        with pytest.raises(HoldfastError):
            ask(registry)
        assert time.monotonic() - started < 10


def test_silence_is_not_waited_for() -> None:
    def script(_: Heard) -> Answer:
        registry.stopping.wait(30)
        return Answer(404)

    with hostile_registry(script) as registry, pytest.raises(SourceError, match="in time"):
        ask(registry)


def test_a_registry_that_was_silent_is_not_waited_for_again() -> None:
    def script(_: Heard) -> Answer:
        registry.stopping.wait(30)
        return Answer(404)

    with hostile_registry(script) as registry:
        one = client(registry.host, limits=HURRIED)
        for tag in ("1", "2", "3"):
            with pytest.raises(SourceError, match="in time"):
                one.manifest(Reference.parse(f"{registry.host}/web:{tag}"))
        assert [heard.path for heard in registry.heard] == ["/v2/web/manifests/1"]


def test_r21_a_content_coding_is_refused_and_never_decoded() -> None:
    bomb = gzip.compress(bytes(64 << 20))

    def script(heard: Heard) -> Answer:
        assert heard.headers["accept-encoding"] == "identity"
        return served(bomb, Content_Encoding="gzip")

    with hostile_registry(script) as registry, pytest.raises(MalformedError, match="content coding"):
        ask(registry)


def test_r07_r25_nothing_that_the_registry_writes_is_shown() -> None:
    def script(_: Heard) -> Answer:
        return Answer(403, {"Warning": '299 - "\x1b[2Jboo"', "Content-Type": "text/plain"}, b"\x1b[2J boo")

    with hostile_registry(script) as registry:
        with pytest.raises(SourceError) as raised:
            ask(registry)
        assert "boo" not in str(raised.value)
        assert "\x1b" not in str(raised.value)


def test_r13_a_length_that_lies_is_refused() -> None:
    def script(_: Heard) -> Answer:
        return Answer(200, {"Content-Type": MANIFEST, "Content-Length": "9999"}, iter((MANIFEST_BYTES,)))

    with hostile_registry(script) as registry, pytest.raises(SourceError):
        ask(registry)
