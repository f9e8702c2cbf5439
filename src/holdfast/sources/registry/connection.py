"""One HTTP request and its answer, bounded in bytes and time, to an address that the egress rule lets through.

Redirects, cookies, proxies of the environment and content codings are not followed, kept, used or offered: whatever a
registry wants beyond an answer is for the client to decide.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.errors import ConfigurationError, MalformedError, SourceError
from holdfast.sources.registry.access import Access
from holdfast.sources.registry.egress import Egress
from holdfast.sources.registry.limits import Limits

try:
    import httpcore2
except ImportError:
    raise ConfigurationError(
        "registries cannot be asked: the extra `registry` is not installed",
        code="extra-missing",
        hint="pip install 'holdfast[registry]', or ask with --offline",
    ) from None

if TYPE_CHECKING:
    import ssl

    from httpcore2 import SOCKET_OPTION

_PORTS = {"https": 443, "http": 80}
Resolver = Callable[[str, int], list[str]]
"""Returns the addresses of a host, as texts."""


class Target(NamedTuple):
    """What is asked for: scheme, host, port, and path with query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what credentials belong to (RFC 6454)."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Return host and port, the port only where it is not the scheme's own."""
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        """Return the URL without its query, which may hold a signature."""
        return f"{self.scheme}://{self.authority}{self.path.partition('?')[0]}"


class Answer(NamedTuple):
    """Status, headers by lower-case name, and body."""

    status: int
    headers: Mapping[str, list[str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return the first header called `name`, empty where there is none."""
        return next(iter(self.headers.get(name, ())), "")


def target(url: str, relative_to: Target | None = None) -> Target:
    """Read a URL that a registry has written; raises `MalformedError` for one that a request must not be made of."""
    from urllib.parse import urljoin, urlsplit

    try:
        parts = urlsplit(
            urljoin(f"{relative_to.scheme}://{relative_to.authority}{relative_to.path}", url)
            if relative_to
            else url
        )
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    printable = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not printable or parts.scheme not in _PORTS or not host or "@" in parts.netloc:
        raise MalformedError("the registry sends to a URL that is none", code="bad-url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    shown = f"[{host}]" if ":" in host else host
    return Target(parts.scheme, shown, port or _PORTS[parts.scheme], path)


class TlsError(SourceError):
    """What answers does not speak TLS."""


class _Deadline(threading.local):
    at = float("inf")


class Connections:
    """Makes requests. Safe for threads."""

    def __init__(
        self,
        access: Access,
        egress: Egress,
        limits: Limits,
        tls: ssl.SSLContext | None = None,
        resolver: Resolver | None = None,
    ) -> None:
        """Open nothing yet; without `tls` the system's authorities, or those of `SSL_CERT_FILE`, are trusted."""
        self._limits = limits
        self._deadline = _Deadline()
        backend = _GuardedBackend(access, egress, limits, resolver or _resolve, self._deadline)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls or _trusted(),
            network_backend=backend,
            max_connections=16,
            max_keepalive_connections=0,  # a run asks a registry a few things, and leaves nothing open behind it
        )

    def get(self, to: Target, headers: Mapping[str, str], limit: int) -> Answer:
        """Return the answer to a GET, its body of at most `limit` bytes."""
        return self.request("GET", to, headers, limit)

    def request(
        self, method: str, to: Target, headers: Mapping[str, str], limit: int, content: bytes = b""
    ) -> Answer:
        """Return the answer; raises `SourceError` where there is none, `MalformedError` where it is too much."""
        self._deadline.at = time.monotonic() + self._limits.request_seconds
        seconds = self._limits.silence_seconds
        timeout = {
            "connect": self._limits.connect_seconds,
            "read": seconds,
            "write": seconds,
            "pool": seconds,
        }
        url = httpcore2.URL(scheme=to.scheme, host=to.host.strip("[]"), port=to.port, target=to.path)
        own = {"Host": to.authority, "User-Agent": "holdfast", "Accept-Encoding": "identity"}
        sent = [(name.encode(), value.encode()) for name, value in {**own, **headers}.items()]
        try:
            with self._pool.stream(
                method, url, headers=sent, content=content or None, extensions={"timeout": timeout}
            ) as response:
                return _answer(response.status, response.headers, response.iter_stream(), to, limit)
        except (httpcore2.TimeoutException, TimeoutError):
            raise SourceError(
                f"{to.authority} does not answer in time", code="timeout", retryable=True
            ) from None
        except (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.UnsupportedProtocol,
            OSError,
        ) as error:
            raise _unreachable(error, to) from None


def _answer(
    status: int, raw: Iterable[tuple[bytes, bytes]], stream: Iterable[bytes], to: Target, limit: int
) -> Answer:
    headers: dict[str, list[str]] = {}
    for name, value in raw:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    if status != 200:  # noqa: PLR2004 - OK; the body of anything else is neither needed nor ever shown
        return Answer(status, headers, b"")
    coding = next(iter(headers.get("content-encoding", ())), "identity")
    if coding.lower() != "identity":
        raise MalformedError(
            f"{to.authority} answers in a content coding that was not asked for", code="coding"
        )
    body = bytearray()
    for piece in stream:
        body += piece
        if len(body) > limit:
            raise MalformedError(f"{to.authority} sends more than {limit} bytes", code="too-large")
    return Answer(status, headers, bytes(body))


def _unreachable(error: Exception, to: Target) -> SourceError:
    """Say why there is no answer, without what the other side has written."""
    import ssl

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SourceError(
                f"{to.authority} shows a certificate that is not trusted: {cause.verify_message}",
                code="certificate",
                hint="name the authority's certificates in SSL_CERT_FILE",
            )
        if isinstance(cause, ssl.SSLError):
            return TlsError(f"{to.authority} does not speak TLS as it must", code="tls")
        cause = cause.__cause__ or cause.__context__
    why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return SourceError(f"{to.authority} cannot be reached: {why}", code="unreachable", retryable=True)


class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects to an address that was looked at, and to no other: a name is resolved once."""

    def __init__(
        self, access: Access, egress: Egress, limits: Limits, resolver: Resolver, deadline: _Deadline
    ) -> None:
        self._access, self._egress, self._limits = access, egress, limits
        self._resolve, self._deadline = resolver, deadline
        self._system = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that may be reached and answers."""
        fault: Exception | None = None
        for address in self._allowed(host, port):
            try:
                stream = self._system.connect_tcp(address, port, timeout, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
                fault = error
        assert fault is not None, "a host has an address"
        raise fault

    def _allowed(self, host: str, port: int) -> list[str]:
        named = f"[{host}]" if ":" in host else host
        private = self._access.private_allowed(named, port)
        refusals: list[str] = []
        allowed: list[str] = []
        for text in self._resolve(host, port)[: self._limits.addresses]:
            refusal = self._egress.refusal(
                ipaddress.ip_address(text.partition("%")[0]), private_allowed=private
            )
            if refusal is None:
                allowed.append(text)
            else:
                refusals.append(refusal)
        if allowed:
            return allowed
        is_private = any(refusal.endswith("private address") for refusal in refusals)
        raise SourceError(
            f"{named}:{port} is not asked: {refusals[0]}" if refusals else f"{named} has no address",
            code="egress" if refusals else "unreachable",
            hint=f"allow it with --allow-private-registry {named}:{port}" if is_private else None,
        )


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose waits end with the request's deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's signature
        return self._stream.get_extra_info(info)


def _resolve(host: str, port: int) -> list[str]:
    import socket

    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "not a host name"
        raise SourceError(f"{host} has no address: {why}", code="unreachable", retryable=False) from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _trusted() -> ssl.SSLContext:
    """Return the system's trust; OpenSSL itself reads `SSL_CERT_FILE` and `SSL_CERT_DIR`."""
    import ssl

    return ssl.create_default_context()
