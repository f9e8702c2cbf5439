"""Manifests and configurations of a registry, by one GET each; their digest is that of the bytes that came."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from holdfast.errors import IntegrityError, MalformedError, SourceError
from holdfast.formats import oci
from holdfast.model.digest import Digest
from holdfast.model.image import Descriptor
from holdfast.model.reference import Reference
from holdfast.sources.registry import challenges
from holdfast.sources.registry.access import Access, api_host, is_loopback
from holdfast.sources.registry.connection import Answer, Connections, Target, TlsError, target
from holdfast.sources.registry.credentials import Credentials, default_path
from holdfast.sources.registry.egress import Egress
from holdfast.sources.registry.limits import Limits
from holdfast.sources.registry.pauses import Pauses
from holdfast.sources.registry.tokens import Asked, Authorizations
from holdfast.sources.selection import NOT_FOUND

if TYPE_CHECKING:
    import ssl

    from holdfast.sources.registry.connection import Resolver

ACCEPTED = f"{oci.OCI_INDEX}, {oci.OCI_MANIFEST}, {oci.DOCKER_INDEX}, {oci.DOCKER_MANIFEST}"
_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY, _SERVER_ERROR = 200, 401, 403, 404, 429, 500
_SILENCES = frozenset({"timeout", "unreachable"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetched(NamedTuple):
    """A manifest or an index, as it came."""

    digest: Digest
    """Of `data`."""
    media_type: str
    data: bytes

    @property
    def is_index(self) -> bool:
        """Tell whether it is an index or a manifest list."""
        return self.media_type in oci.INDEX_TYPES


class Registry:
    """Any registry that references name. Safe for threads."""

    def __init__(  # noqa: PLR0913 - what a test gives in place of the world
        self,
        access: Access | None = None,
        *,
        credentials: Credentials | None = None,
        limits: Limits | None = None,
        egress: Egress | None = None,
        tls: ssl.SSLContext | None = None,
        resolver: Resolver | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the operator's exceptions; the rest is the user's own credentials, the system's trust and clock."""
        self._access = access or Access()
        self._limits = limits or Limits()
        self._connections = Connections(self._access, egress or Egress(), self._limits, tls, resolver)
        self._authorizations = Authorizations(
            self._connections, credentials or Credentials(default_path()), self._access, self._limits
        )
        self._pauses = Pauses(self._limits, pause)
        self._silent: dict[str, SourceError] = {}
        """Registries that did not answer, with the reason: the next reference does not wait for them again."""
        self._plain: set[str] = set()
        """Loopback hosts that turned out not to speak TLS."""

    def manifest(self, reference: Reference) -> Fetched:
        """Return the manifest or index that `reference` names: by its digest, else its tag, else `latest`.

        Raises `SourceError` (code `not-found` where the registry says so), `IntegrityError` where the bytes are not
        those of the digest, `MalformedError` where they are no image's, schema 1 among them.
        """
        wanted = str(reference.digest or reference.tag or "latest")
        path = f"/v2/{reference.repository}/manifests/{wanted}"
        answer = self._get(reference, path, {"Accept": ACCEPTED}, self._limits.manifest_bytes)
        digest = _digest_of(answer, reference)
        media_type = answer.header("content-type").partition(";")[0].strip()
        what = f"the manifest of {reference}"
        if media_type in oci.INDEX_TYPES:
            oci.parse_index(answer.body, media_type, what)
        else:
            oci.parse_manifest(answer.body, media_type, what)
        return Fetched(digest, media_type, answer.body)

    def blob(self, reference: Reference, descriptor: Descriptor, limit: int) -> bytes:
        """Return the blob of `descriptor` in the repository of `reference`, its size and digest checked."""
        if descriptor.size > limit:
            raise MalformedError(f"{descriptor.digest} is larger than {limit} bytes", code="too-large")
        path = f"/v2/{reference.repository}/blobs/{descriptor.digest}"
        data = self._get(reference, path, {}, descriptor.size).body
        if len(data) != descriptor.size or not descriptor.digest.names(data):
            raise IntegrityError(f"{reference.registry} serves other bytes than {descriptor.digest} names")
        return data

    def _get(self, reference: Reference, path: str, headers: dict[str, str], limit: int) -> Answer:
        asked = Asked(reference.registry, reference.repository)
        if (silent := self._silent.get(asked.registry)) is not None:
            raise SourceError(silent.message, code=silent.code, retryable=True)
        try:
            answer = self._pauses.repeated(
                lambda: self._followed(self._at(reference, path), asked, headers, limit)
            )
        except SourceError as error:
            if error.code in _SILENCES:
                self._silent[asked.registry] = error
            raise
        if answer.status == _OK:
            return answer
        raise _refusal(answer.status, reference)

    def _at(self, reference: Reference, path: str) -> Target:
        host = api_host(reference.registry)
        at = target(f"https://{host}{path}")
        if self._access.plain_allowed(at.host, at.port) or host in self._access.plain or host in self._plain:
            at = target(f"http://{host}{path}")
        return at

    def _followed(self, at: Target, asked: Asked, headers: dict[str, str], limit: int) -> Answer:
        """Return the answer at the end of the redirects; only the registry itself is given an authorization."""
        try:
            answer = self._authorized(at, asked, headers, limit)
        except TlsError:
            if not is_loopback(at.host):
                raise
            self._plain.add(asked.registry)  # nobody between us and this machine could have made it so
            at = target(f"http://{asked.registry}{at.path}")
            answer = self._authorized(at, asked, headers, limit)
        for _ in range(self._limits.redirects):
            if answer.status not in _REDIRECTS:
                return answer
            onward = target(answer.header("location"), at)
            if onward.scheme not in {"https", at.scheme}:
                raise SourceError(f"{at.authority} redirects to a host without TLS", code="redirect")
            if onward.origin == at.origin:
                answer = self._authorized(onward, asked, headers, limit)
            else:
                answer = self._connections.get(onward, headers, limit)
            at = onward
        if answer.status in _REDIRECTS:
            raise SourceError(
                f"{asked.registry} redirects more than {self._limits.redirects} times", code="redirect"
            )
        return answer

    def _authorized(self, at: Target, asked: Asked, headers: dict[str, str], limit: int) -> Answer:
        """Return the answer to a request with the authorization that is held, or with one made when asked for it."""
        held = self._authorizations.held(at.origin, asked)
        sent = {**headers, "Authorization": held} if held else headers
        answer = self._connections.get(at, sent, limit)
        if answer.status != _UNAUTHORIZED:
            return answer
        found = challenges.parse(answer.headers.get("www-authenticate", ()))
        sent = {**headers, "Authorization": self._authorizations.answer(found, at, asked)}
        return self._connections.get(at, sent, limit)


def _digest_of(answer: Answer, reference: Reference) -> Digest:
    """Return the digest of the bytes that came, in the algorithm that was asked for; a header is never trusted."""
    if reference.digest is not None and not reference.digest.names(answer.body):
        raise IntegrityError(
            f"{reference.registry} serves other bytes than the digest names", subject=str(reference)
        )
    if stated := answer.header("docker-content-digest"):
        try:
            fits = Digest.parse(stated).names(answer.body)
        except MalformedError:
            fits = False
        if not fits:
            raise IntegrityError(
                f"{reference.registry} states another digest than that of what it serves",
                subject=str(reference),
            )
    return reference.digest or Digest.of(answer.body)


def _refusal(status: int, reference: Reference) -> SourceError:
    """Return the error for an answer without a manifest; what the registry has written is not shown."""
    name = str(replace(reference, tag=reference.tag or (None if reference.digest else "latest")))
    if status == _NOT_FOUND:
        return SourceError(f"{name} is not in the registry", code=NOT_FOUND)
    if status in {_UNAUTHORIZED, _FORBIDDEN}:
        return SourceError(
            f"{reference.registry} does not let us read {reference.repository} ({status})",
            code="unauthorized",
            hint="it may not exist, or need docker login or skopeo login",
        )
    if status == _TOO_MANY:
        return SourceError(
            f"{reference.registry} allows no more requests now (429)", code="rate-limited", retryable=True
        )
    return SourceError(
        f"{reference.registry} answers with status {status}",
        code="unexpected",
        retryable=status >= _SERVER_ERROR,
    )
