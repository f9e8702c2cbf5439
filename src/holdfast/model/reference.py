"""Image references, parsed once and never matched as text again.

Grammar and normalisation are those of distribution/reference (`reference.go`, `normalize.go`): a port is not a tag,
no tag is not `latest`, and what Docker would complete (`docker.io`, `library/`) is completed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from holdfast.errors import MalformedError
from holdfast.model.digest import Digest

DEFAULT_REGISTRY = "docker.io"
_LEGACY_REGISTRY = "index.docker.io"
_OFFICIAL = "library"
_NAME_LIMIT = 255
_TEXT_LIMIT = 4096

_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_IPV6 = r"\[(?:[a-fA-F0-9:]+)\]"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*|{_IPV6})(?::[0-9]+)?"
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*"
_PATH = rf"{_COMPONENT}(?:/{_COMPONENT})*"
_TAG = r"[\w][\w.-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_WRITTEN = re.compile(
    rf"(?:(?P<domain>{_DOMAIN})/)?(?P<path>{_PATH})(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_DIGEST}))?",
    re.ASCII,
)
_IDENTIFIER = re.compile(r"[a-f0-9]{64}")


@dataclass(frozen=True, slots=True)
class WrittenReference:
    """The parts of a reference as the grammar alone sees them, nothing completed."""

    domain: str
    """Empty where none is written."""
    path: str
    tag: str | None
    digest: Digest | None


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A name for an image: where it lives, and the tag and digest that were *written* (never defaulted)."""

    registry: str
    """Host and port, `docker.io` where none is written."""
    repository: str
    """Path in the registry, `library/alpine` for `alpine`."""
    tag: str | None = None
    digest: Digest | None = None

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Parse and normalise `text`; raises `MalformedError` that says which part is wrong."""
        return _parse(text)

    @property
    def name(self) -> str:
        """Return registry and repository: `docker.io/library/alpine`."""
        return f"{self.registry}/{self.repository}"

    @property
    def familiar(self) -> str:
        """Return the short form that people write: `alpine:3.20`, `ghcr.io/acme/web@sha256:…`."""
        name = self.name
        if self.registry == DEFAULT_REGISTRY:
            name = self.repository.removeprefix(f"{_OFFICIAL}/")
            if "/" in name and name != self.repository:
                name = self.repository
        return name + self._suffix()

    @property
    def pinned(self) -> bool:
        """Tell whether the reference carries a digest."""
        return self.digest is not None

    def __str__(self) -> str:
        """Return the whole normal form, `docker.io/library/alpine:3.20`."""
        return self.name + self._suffix()

    def _suffix(self) -> str:
        tag = f":{self.tag}" if self.tag is not None else ""
        return f"{tag}@{self.digest}" if self.digest is not None else tag


def split(text: str) -> WrittenReference:
    """Split `text` by the grammar alone, without completing a registry; raises `MalformedError`."""
    if not text:
        raise MalformedError("an image reference is empty", code="invalid-reference")
    if len(text) > _TEXT_LIMIT:
        raise MalformedError("an image reference is too long", code="invalid-reference")
    if (match := _WRITTEN.fullmatch(text)) is None:
        raise MalformedError(f"not an image reference: {text!r}{_why(text)}", code="invalid-reference")
    domain, path = match["domain"] or "", match["path"]
    if len(path) > _NAME_LIMIT:
        raise MalformedError(
            f"the path of a repository has at most {_NAME_LIMIT} characters", code="invalid-reference"
        )
    digest = Digest.parse(match["digest"]) if match["digest"] else None
    return WrittenReference(domain, path, match["tag"], digest)


def _why(text: str) -> str:
    """Name the commonest reason why `text` does not fit the grammar."""
    name = text.partition("@")[0]
    if "@" in text and re.fullmatch(_DIGEST, text.partition("@")[2], re.ASCII) is None:
        return ": what follows @ is not a digest"
    if text != text.strip() or any(c.isspace() for c in text):
        return ": it holds white space"
    if name.lower() != name and _WRITTEN.fullmatch(text.lower()):
        return ": a repository name is lower case"
    if "://" in text:
        return ": it has a URL scheme"
    return ""


@lru_cache(maxsize=4096)
def _parse(text: str) -> Reference:
    """Parse as Docker does (`ParseNormalizedNamed`): complete the registry, refuse a bare image id."""
    if _IDENTIFIER.fullmatch(text):
        raise MalformedError(
            f"not an image reference: {text!r}: 64 hexadecimal digits are an image id",
            code="invalid-reference",
        )
    head, slash, rest = text.partition("/")
    named = bool(slash) and ("." in head or ":" in head or head == "localhost" or head.lower() != head)
    registry, remainder = (head, rest) if named else (DEFAULT_REGISTRY, text)
    if registry == _LEGACY_REGISTRY:
        registry = DEFAULT_REGISTRY
    if registry == DEFAULT_REGISTRY and remainder and "/" not in remainder:
        remainder = f"{_OFFICIAL}/{remainder}"
    try:
        written = split(f"{registry}/{remainder}")
    except MalformedError as error:
        if error.code == "invalid-digest":
            raise
        raise MalformedError(
            f"not an image reference: {text!r}{_why(text)}" if text else error.message,
            code="invalid-reference",
        ) from None
    if not written.domain:
        raise MalformedError(f"not an image reference: {text!r}", code="invalid-reference")
    return Reference(written.domain, written.path, written.tag, written.digest)
