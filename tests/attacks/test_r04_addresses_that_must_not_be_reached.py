"""R04: the address that is connected to is looked at, not the text of a name; and it is resolved once."""

from __future__ import annotations

import pytest

from holdfast.errors import SourceError
from holdfast.model.reference import Reference
from holdfast.sources.registry import Access, Registry
from holdfast.sources.registry.credentials import Credentials
from registries import QUICK, Answer, Heard, hostile_registry, served

FORBIDDEN = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "198.18.0.1", "192.0.2.1", "168.63.129.16",
)  # fmt: skip
META = ("169.254.169.254", "fd00:ec2::254", "0.0.0.0", "fe80::1", "100.100.100.200")


def registry_at(*addresses: str, access: Access | None = None) -> Registry:
    return Registry(
        access,
        credentials=Credentials(None),
        limits=QUICK,
        resolver=lambda _host, _port: list(addresses),
        pause=lambda _: None,
    )


@pytest.mark.parametrize("address", FORBIDDEN)
def test_a_name_that_leads_to_a_private_address_is_not_asked(address: str) -> None:
    with pytest.raises(SourceError, match="is not asked") as raised:
        registry_at(address).manifest(Reference.parse("registry.evil.example/web:1"))
    assert raised.value.code == "egress"


@pytest.mark.parametrize("address", META)
def test_metadata_is_not_asked_even_of_a_host_that_may_be_private(address: str) -> None:
    access = Access(private=frozenset({"registry.internal.example"}))
    with pytest.raises(SourceError, match="is not asked"):
        registry_at(address, access=access).manifest(Reference.parse("registry.internal.example/web:1"))


@pytest.mark.parametrize(
    "host", ["127.0.0.1:5000", "localhost:5000", "[::1]:5000", "169.254.169.254", "10.0.0.1:80"]
)
def test_an_address_in_the_reference_is_not_asked_either(host: str) -> None:
    with pytest.raises(SourceError, match="is not asked"):
        Registry(credentials=Credentials(None), limits=QUICK).manifest(Reference.parse(f"{host}/web:1"))


def test_one_resolution_is_both_looked_at_and_connected_to() -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["203.0.113.9"] if len(asked) > 1 else ["127.0.0.1"]

    with hostile_registry(lambda _: served()) as own:
        port = own.host.partition(":")[2]
        name = f"registry.internal.example:{port}"
        access = Access(private=frozenset({name}), plain=frozenset({name}))
        registry = Registry(access, credentials=Credentials(None), limits=QUICK, resolver=rebinding)
        assert registry.manifest(Reference.parse(f"{name}/web:1")).data
    assert asked == ["registry.internal.example"]


def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    with hostile_registry(lambda _: served()) as sink:

        def script(_: Heard) -> Answer:
            return Answer(307, {"Location": f"http://{sink.host}/v2/web/manifests/1"})

        with hostile_registry(script) as registry:
            allowed = Access(private=frozenset({registry.host}))
            with pytest.raises(SourceError, match="is not asked"):
                Registry(allowed, credentials=Credentials(None), limits=QUICK).manifest(
                    Reference.parse(f"{registry.host}/web:1")
                )
        assert sink.heard == []
