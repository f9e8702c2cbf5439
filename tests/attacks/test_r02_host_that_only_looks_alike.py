"""R02: a registry whose name looks like another's must get nothing that belongs to that one."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.sources.registry.credentials import Credentials
from registries import auths

STORED = {
    "registry.example.com": "user:secret",
    "acme.azurecr.io": "user:secret",
    "1.dkr.ecr.eu-west-1.amazonaws.com": "u:s",
}


@pytest.mark.parametrize(
    "host",
    [
        "registry.example.com.evil.example",
        "evil.registry.example.com",
        "registry.example.com:8443",
        "acme.azurecr.io.evil.example",
        "2.dkr.ecr.eu-west-1.amazonaws.com",
        "registry-example.com",
    ],
)
def test_a_look_alike_gets_no_credentials(host: str, tmp_path: Path) -> None:
    assert Credentials(str(auths(tmp_path / "auth.json", STORED))).of(host, "acme/web") is None


def test_the_host_itself_gets_its_own(tmp_path: Path) -> None:
    found = Credentials(str(auths(tmp_path / "auth.json", STORED))).of("registry.example.com", "acme/web")
    assert found is not None
    assert (found.user, found.password) == ("user", "secret")
