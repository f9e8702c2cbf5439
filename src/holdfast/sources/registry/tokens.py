"""Answers to a registry's challenge: basic credentials, or a token for one host and one scope.

Source: the distribution project's token authentication specification, and its OAuth2 form for identity tokens.
"""

from __future__ import annotations

import threading
from typing import NamedTuple
from urllib.parse import quote, urlencode

from holdfast.errors import HoldfastError, MalformedError, SourceError
from holdfast.formats.strict_json import load
from holdfast.sources.registry.access import Access
from holdfast.sources.registry.challenges import Challenge
from holdfast.sources.registry.connection import Answer, Connections, Target, target
from holdfast.sources.registry.credentials import Credential, Credentials
from holdfast.sources.registry.limits import Limits

_OK = 200


class Asked(NamedTuple):
    """Whose authorization is wanted: for a repository at a registry, as references name both."""

    registry: str
    repository: str

    @property
    def scope(self) -> str:
        """Return the scope of a token that lets pull."""
        return f"repository:{self.repository}:pull"


class Authorizations:
    """`Authorization` headers by origin and scope, made when a registry asks for them. Safe for threads."""

    def __init__(
        self, connections: Connections, credentials: Credentials, access: Access, limits: Limits
    ) -> None:
        """Ask token servers over `connections`."""
        self._connections, self._credentials = connections, credentials
        self._access, self._limits = access, limits
        self._held: dict[tuple[tuple[str, str, int], str], str] = {}
        self._lock = threading.Lock()

    def held(self, origin: tuple[str, str, int], asked: Asked) -> str | None:
        """Return the header that was made for exactly this origin and scope."""
        return self._held.get((origin, asked.scope))

    def answer(self, challenges: list[Challenge], at: Target, asked: Asked) -> str:
        """Return the header that answers one of `challenges`, which the registry at `at` has sent."""
        with self._lock:
            credential = self._credentials.of(asked.registry, asked.repository)
            header = self._header(challenges, at, asked, credential)
            self._held[at.origin, asked.scope] = header
            return header

    def _header(
        self, challenges: list[Challenge], at: Target, asked: Asked, credential: Credential | None
    ) -> str:
        for challenge in challenges:
            if challenge.scheme == "bearer" and "realm" in challenge.parameters:
                return f"Bearer {self._token(challenge, at, asked, credential)}"
        if any(challenge.scheme == "basic" for challenge in challenges):
            if credential is None or not credential.user:
                raise _unauthorized(
                    f"{at.authority} asks for credentials, and none are stored for {asked.registry}"
                )
            return credential.basic
        raise _unauthorized(f"{at.authority} asks for a kind of authorization that is not known here")

    def _token(self, challenge: Challenge, at: Target, asked: Asked, credential: Credential | None) -> str:
        realm = self._realm(challenge.parameters["realm"], at)
        service = challenge.parameters.get("service", "")
        fields = {"service": service, "scope": asked.scope}
        headers: dict[str, str] = {}
        if credential is not None and credential.identity_token:
            form = {
                "grant_type": "refresh_token",
                "refresh_token": credential.identity_token,
                "client_id": "holdfast",
            }
            content = urlencode({**form, **fields}).encode()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Content-Length": str(len(content)),
            }
            answer = self._connections.request("POST", realm, headers, self._limits.token_bytes, content)
        else:
            if credential is not None:
                headers["Authorization"] = credential.basic
            mark = "&" if "?" in realm.path else "?"
            wanted = realm._replace(path=f"{realm.path}{mark}{urlencode(fields, quote_via=quote)}")
            answer = self._connections.get(wanted, headers, self._limits.token_bytes)
        return _read_token(answer, realm, asked)

    def _realm(self, url: str, at: Target) -> Target:
        """Return the token server, where it is one that may be asked: the challenge is the registry's word alone."""
        realm = target(url)
        if realm.scheme != "https" and realm.origin[:2] != at.origin[:2]:
            raise _refused(f"{at.authority} sends to a token server without TLS")
        if not self._access.token_allowed((at.host, at.port), (realm.host, realm.port)):
            raise _refused(
                f"{at.authority} sends to the token server {realm.authority}, which is another host",
                f"allow it with --allow-token-host {realm.authority}, if it may have your credentials",
            )
        return realm


def _read_token(answer: Answer, realm: Target, asked: Asked) -> str:
    if answer.status != _OK:
        raise _unauthorized(
            f"{realm.authority} gives no token for {asked.registry}/{asked.repository} ({answer.status})"
        )
    try:
        value = load(answer.body, f"the token from {realm.authority}", len(answer.body))
    except HoldfastError:
        value = None
    fields = value if isinstance(value, dict) else {}
    token = fields.get("token") or fields.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
        raise MalformedError(f"{realm.authority} gives a token that is none", code="token")
    return token


def _unauthorized(message: str) -> SourceError:
    return SourceError(message, code="unauthorized", hint="log in with docker login or skopeo login")


def _refused(message: str, hint: str | None = None) -> SourceError:
    return SourceError(message, code="realm", hint=hint)
