"""Rendered fragments, kept in order: in memory while they are few, in a temporary file beyond."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

MEMORY_LIMIT = 16 * 1024 * 1024
"""Characters that are held in memory before the rest goes to a file."""


class Spool:
    """An append-only list of texts whose memory is bounded."""

    def __init__(self, limit: int = MEMORY_LIMIT) -> None:
        """Start empty; `limit` is in characters."""
        self._limit = limit
        self._held: list[str] = []
        self._size = 0
        self._file: IO[str] | None = None
        self._lengths: list[int] = []

    def append(self, text: str) -> None:
        """Add `text` at the end."""
        if self._size + len(text) <= self._limit and self._file is None:
            self._held.append(text)
            self._size += len(text)
            return
        if self._file is None:
            import tempfile  # most runs never need it

            self._file = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="")  # noqa: SIM115 - closed by close()
        self._file.write(text)
        self._lengths.append(len(text))

    def __iter__(self) -> Iterator[str]:
        """Yield every text in order."""
        yield from self._held
        if self._file is not None:
            self._file.seek(0)
            for length in self._lengths:
                yield self._file.read(length)

    def close(self) -> None:
        """Drop the temporary file, if there is one."""
        if self._file is not None:
            self._file.close()
