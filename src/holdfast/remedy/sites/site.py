"""One place where a reference is written, and how a digest is put there."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from holdfast.errors import MalformedError
from holdfast.model.digest import Digest
from holdfast.model.reference import Reference
from holdfast.model.tree import WrittenText
from holdfast.remedy.edits import Edit

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Site:
    """A reference, and the bytes that carry its tag or digest."""

    line: int
    """From 1."""
    text: str
    """The reference as people would write it whole, variables included."""
    reference: Reference | None
    """`None` where it is none, or cannot be known."""
    start: int = 0
    """Offset of `piece` in the file, in bytes."""
    piece: bytes = b""
    """What the digest is written into: the reference or its tag, or the digest alone where `bare`."""
    bare: bool = False
    obstacle: str | None = None
    """Why the reference cannot be pinned here."""

    @property
    def pinned(self) -> bool:
        """Tell whether the reference carries a digest."""
        return self.reference is not None and self.reference.pinned

    def edit(self, digest: Digest) -> Edit:
        """Return the edit after which this reference is pinned to `digest`, its tag kept."""
        if self.bare:
            return Edit(self.start, self.piece, str(digest).encode())
        return Edit(self.start, self.piece, self.piece.partition(b"@")[0] + f"@{digest}".encode())


class Content:
    """The text of a file, and where in its bytes each character is."""

    def __init__(self, data: bytes) -> None:
        """Decode `data`; raises `MalformedError` where it is no UTF-8."""
        self._skipped = len(_BOM) if data.startswith(_BOM) else 0
        try:
            self.text = data[self._skipped :].decode("utf-8")
        except UnicodeDecodeError:
            raise MalformedError("only UTF-8 can be edited", code="encoding") from None
        self._starts = [0]
        self._bytes = [self._skipped]
        for line in self.text.split("\n")[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
            self._bytes.append(self._bytes[-1] + (len(line) if line.isascii() else len(line.encode())) + 1)

    def line(self, offset: int) -> int:
        """Return the number of the line that the character at `offset` stands on."""
        return bisect_right(self._starts, offset)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of the character at `line` and `column`, both from 1."""
        return self._starts[line - 1] + column - 1

    def site(self, text: str, start: int, end: int, *, bare: bool = False) -> Site:
        """Return the site of reference `text` whose digest goes into the characters from `start` to `end`."""
        line = self.line(start)
        before = self.text[self._starts[line - 1] : start]
        at = self._bytes[line - 1] + len(before.encode())
        reference, problem = _parsed(text)
        return Site(line, text, reference, at, self.text[start:end].encode(), bare, problem)

    def scalar(self, text: str, written: WrittenText, *, bare: bool = False) -> Site:
        """Return the site of reference `text` whose digest goes into the scalar `written`."""
        span = self._inner(written)
        if span is None:
            return self.hindered(text, written.start, "it is written with escapes or over several lines")
        return self.site(text, *span, bare=bare)

    def hindered(self, text: str, start: int, why: str) -> Site:
        """Return a site that cannot be pinned."""
        return Site(self.line(start), text, _parsed(text)[0], obstacle=why)

    def _inner(self, written: WrittenText) -> tuple[int, int] | None:
        """Return where exactly the characters of `written` stand, without quotes; `None` where they stand nowhere."""
        end = written.end
        quote = self.text[end - 1 : end]
        if quote in {'"', "'"}:
            end -= 1
            if self.text[end - len(written) - 1 : end - len(written)] != quote:
                return None
        start = end - len(written)
        return (start, end) if start >= written.start and self.text[start:end] == written else None


def _parsed(text: str) -> tuple[Reference | None, str | None]:
    if "$" in text or "{{" in text:
        return None, "it depends on a variable"
    try:
        return Reference.parse(text), None
    except MalformedError as error:
        return None, error.message
