"""Which addresses may be reached: a rule that is data, applied to the address that is connected to.

A reference, a redirect or a token server is named by whoever wrote the document or runs the registry. None of them may
make this machine talk to its own services, its neighbours or the metadata service of its cloud.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


NEVER = _networks(
    "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "100.100.100.200/32", "168.63.129.16/32",
    "::/128", "fe80::/10", "fec0::/10", "ff00::/8", "100::/64", "2001:db8::/32", "fd00:ec2::254/128",
    "fd20:ce::254/128",
)  # fmt: skip
"""Never a registry: unspecified, link-local and metadata, documentation, multicast, reserved."""
PRIVATE = _networks(
    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15",
    "::1/128", "fc00::/7",
)  # fmt: skip
"""Only for hosts that the operator names: private, shared, loopback, benchmarking."""


@dataclass(frozen=True, slots=True)
class Egress:
    """The two tables; an address in neither is public."""

    never: tuple[Network, ...] = NEVER
    private: tuple[Network, ...] = PRIVATE

    def refusal(self, address: Address, *, private_allowed: bool) -> str | None:
        """Return why `address` must not be reached, or `None`."""
        for each in _meant(address):
            if _within(each, self.never):
                return f"{address} is a link-local, metadata or reserved address"
            if not private_allowed and _within(each, self.private):
                return f"{address} is a private address"
        return None


def _within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _meant(address: Address) -> tuple[Address, ...]:
    """Return the address and the IPv4 address that it carries, if it is one that carries one."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    carried = [address.ipv4_mapped, address.sixtofour]
    if address in ipaddress.ip_network("64:ff9b::/96"):
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.teredo is not None:
        carried += address.teredo
    return (address, *(each for each in carried if each is not None))
