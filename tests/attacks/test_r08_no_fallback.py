"""R08: no plain HTTP where TLS fails, no other registry where one fails, no certificate that is not trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import SourceError
from holdfast.model.reference import Reference
from holdfast.sources.registry import Access, Registry
from holdfast.sources.registry.credentials import Credentials
from registries import QUICK, docker_registry, hostile_registry, served


def test_a_host_that_is_not_this_machine_is_never_spoken_to_without_tls() -> None:
    with hostile_registry(lambda _: served()) as own:
        name = f"registry.internal.example:{own.host.partition(':')[2]}"
        registry = Registry(
            Access(private=frozenset({name})),
            credentials=Credentials(None),
            limits=QUICK,
            resolver=lambda _host, _port: ["127.0.0.1"],
        )
        with pytest.raises(SourceError, match="does not speak TLS"):
            registry.manifest(Reference.parse(f"{name}/web:1"))
        assert own.heard == []


def test_a_certificate_that_is_not_trusted_ends_it(tmp_path: Path) -> None:
    with docker_registry(tmp_path, tls=True) as own:
        registry = Registry(
            Access(private=frozenset({own.host})), credentials=Credentials(None), limits=QUICK
        )
        with pytest.raises(SourceError, match="certificate that is not trusted"):
            registry.manifest(Reference.parse(f"{own.host}/web:1"))
        assert own.requests() == []
