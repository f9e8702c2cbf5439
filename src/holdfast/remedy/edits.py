"""Edits: some bytes of a file replaced, and not one byte beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from holdfast.errors import MalformedError


class Edit(NamedTuple):
    """The bytes from `start` on are `old`, and are to be `new`."""

    start: int
    old: bytes
    new: bytes

    @property
    def end(self) -> int:
        """Return the offset behind the old bytes."""
        return self.start + len(self.old)


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `data` with all `edits` made, in whatever order they come; one that is given twice is made once.

    Raises `MalformedError` where two of them overlap, or where the bytes are not those that an edit expects.
    """
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(set(edits)):
        if edit.start < position or data[edit.start : edit.end] != edit.old:
            raise MalformedError(f"an edit at byte {edit.start} does not fit", code="edit")
        pieces += (data[position : edit.start], edit.new)
        position = edit.end
    return b"".join((*pieces, data[position:]))


def diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff, as `patch` and `git apply` read it."""
    import difflib

    old, new = _lines(before), _lines(after)
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> Sequence[str]:
    return [f"{line}\n" for line in data.decode("utf-8", "surrogateescape").split("\n")[:-1]] + (
        [last] if (last := data.decode("utf-8", "surrogateescape").rpartition("\n")[2]) else []
    )
