"""What the operator allows a registry beside the ordinary: private addresses, plain HTTP, another token server."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

DOCKER_HUB = "docker.io"
_API_HOSTS = {DOCKER_HUB: "registry-1.docker.io"}
"""Where the API of a registry is served, if not at the host that references name."""
TOKEN_HOSTS: Mapping[str, frozenset[str]] = {
    "registry-1.docker.io": frozenset({"auth.docker.io"}),
    "registry.gitlab.com": frozenset({"gitlab.com"}),
    "docker.elastic.co": frozenset({"docker-auth.elastic.co"}),
}
"""Hosts of token servers, by the registry that sends there; a registry's own host and port always are one."""
_HTTPS = 443


@dataclass(frozen=True, slots=True)
class Access:
    """The operator's exceptions, each for one host as references write it (`HOST` or `HOST:PORT`)."""

    private: frozenset[str] = frozenset()
    """May have a private or loopback address."""
    plain: frozenset[str] = frozenset()
    """Is spoken to over plain HTTP."""
    token_hosts: frozenset[str] = frozenset()
    """May be the token server of any registry, and is given the credentials of that registry."""
    token_table: Mapping[str, frozenset[str]] = field(default_factory=lambda: TOKEN_HOSTS)

    def private_allowed(self, host: str, port: int) -> bool:
        """Tell whether `host` may have a private address: it is named, or its port at it is."""
        return _named(host, port, self.private)

    def plain_allowed(self, host: str, port: int | None) -> bool:
        """Tell whether plain HTTP may be spoken to `host`."""
        return _named(host, port, self.plain)

    def token_allowed(self, registry: tuple[str, int], server: tuple[str, int]) -> bool:
        """Tell whether `server` may be the token server of `registry`, both given as host and port."""
        if server == registry or _named(*server, self.token_hosts):
            return True
        return server[1] == _HTTPS and server[0] in self.token_table.get(registry[0], ())


def api_host(registry: str) -> str:
    """Return where the API of `registry`, as references name it, is served."""
    return _API_HOSTS.get(registry, registry)


def is_loopback(host: str) -> bool:
    """Tell whether the name itself says that it is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _named(host: str, port: int | None, allowed: frozenset[str]) -> bool:
    return host in allowed or (port is not None and f"{host}:{port}" in allowed)
