"""Content addresses: the one name for bytes that cannot be moved."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from holdfast.errors import MalformedError

_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
"""Registered algorithms and the length of their hexadecimal form (OCI image-spec 1.1, descriptor, digests)."""
_SHAPE = re.compile(r"([a-z0-9]+(?:[+._-][a-z0-9]+)*):([A-Za-z0-9=_-]+)")


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """A content address such as `sha256:…`; always of a registered algorithm and of full length."""

    algorithm: str
    hex: str

    @classmethod
    def parse(cls, text: str) -> Digest:
        """Parse `text`; raises `MalformedError` with what is wrong: shape, algorithm, length or case."""
        if (match := _SHAPE.fullmatch(text)) is None:
            raise MalformedError(f"not a digest: {text!r}", code="invalid-digest")
        algorithm, encoded = match.groups()
        if (length := _LENGTHS.get(algorithm)) is None:
            raise MalformedError(f"digest algorithm {algorithm!r} is not supported", code="invalid-digest")
        if re.fullmatch(r"[0-9a-f]+", encoded) is None or len(encoded) != length:
            raise MalformedError(
                f"a {algorithm} digest has {length} lowercase hexadecimal digits: {text!r}",
                code="invalid-digest",
            )
        return cls(algorithm, encoded)

    @classmethod
    def of(cls, data: bytes) -> Digest:
        """Return the SHA-256 digest of `data`."""
        return cls("sha256", hashlib.sha256(data).hexdigest())

    def names(self, data: bytes) -> bool:
        """Tell whether this is the digest of `data`."""
        return hashlib.new(self.algorithm, data).hexdigest() == self.hex

    def __str__(self) -> str:
        """Return the form that registries and manifests use."""
        return f"{self.algorithm}:{self.hex}"
