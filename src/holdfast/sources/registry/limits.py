"""How much a registry may cost: every bound of the client, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.formats.oci import CONFIG_BYTES, MANIFEST_BYTES


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and seconds after which the client gives up."""

    manifest_bytes: int = MANIFEST_BYTES
    config_bytes: int = CONFIG_BYTES
    token_bytes: int = 256 << 10
    redirects: int = 3
    attempts: int = 3
    """Requests for one thing, the first included, where the answer says that another may succeed."""
    connect_seconds: float = 10
    silence_seconds: float = 10
    """Longest wait for the next byte."""
    request_seconds: float = 30
    """Longest time of one request with its whole answer, however steadily it drips."""
    pause_seconds: float = 0.5
    """First pause before a request is repeated; each next one is twice as long, and all are jittered."""
    retry_after_seconds: float = 30
    """Longest pause that a registry may ask for; one that asks for more is not waited for."""
    addresses: int = 4
    """Addresses of one host that are tried."""
