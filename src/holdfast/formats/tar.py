"""The members of a tar archive: ustar, pax and GNU headers, read and never extracted.

What two readers could take for two different archives is refused, not repaired: sizes that contradict each other,
extension records that belong to nothing, sparse members, a missing end marker (CVE-2025-62518 and its family).
Names must be UTF-8. This reads the archives that carry images.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple, NoReturn, Protocol

from holdfast.errors import MalformedError

BLOCK = 512
MEMBERS = 65_536
"""Most members of an archive, extension headers included."""
NAME_BYTES = 4_096
"""Longest name or link target."""
EXTENSION_BYTES = 1 << 20
"""Largest extended header."""

_END = bytes(BLOCK)
_POSIX = b"ustar\0"
_MAGICS = {_POSIX + b"00", b"ustar  \0", bytes(8)}
"""POSIX, GNU, and before both."""
_LARGEST_OCTAL = 0o77777777777
_BASE_256 = 0x80


class Stream(Protocol):
    """Bytes that are read once from front to back."""

    def read(self, count: int, /) -> bytes:
        """Return the next `count` bytes, fewer only at the end."""
        ...

    def advance(self, offset: int, /) -> None:
        """Move forward to `offset` from the beginning; passing the end is noticed by the next `read`."""
        ...


class Kind(Enum):
    """What a member is."""

    FILE = "file"
    DIRECTORY = "directory"
    HARD_LINK = "hard link"
    SYMBOLIC_LINK = "symbolic link"
    SPECIAL = "special file"


class Member(NamedTuple):
    """One member of an archive."""

    name: str
    """As written."""
    kind: Kind
    size: int
    """Bytes of content; zero for anything but a file."""
    offset: int
    """Where the content begins in the (decompressed) archive."""
    link: str
    """Target of a link, as written; empty for anything else."""


class _Extension(NamedTuple):
    """What extended headers say of the next member."""

    name: str | None = None
    link: str | None = None
    size: int | None = None


_NONE = _Extension()
_KINDS = {
    b"0": Kind.FILE,
    b"\0": Kind.FILE,
    b"7": Kind.FILE,
    b"1": Kind.HARD_LINK,
    b"2": Kind.SYMBOLIC_LINK,
    b"3": Kind.SPECIAL,
    b"4": Kind.SPECIAL,
    b"5": Kind.DIRECTORY,
    b"6": Kind.SPECIAL,
}
_GLOBAL_PAX, _PAX, _GNU_NAME, _GNU_LINK = b"g", b"x", b"L", b"K"


def members(stream: Stream) -> Iterator[Member]:
    """Yield each member while `stream` stands at its content, of which the caller may read up to `size` bytes.

    Raises `MalformedError` with the offset at which the archive goes wrong.
    """
    return _Reader(stream).members()


class _Reader:
    """Where the reading of one archive stands."""

    __slots__ = ("_at", "_count", "_stream")

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._at = 0
        self._count = 0

    def members(self) -> Iterator[Member]:
        extension: _Extension | None = None
        extended = False
        while (header := self._header()) is not None:
            kind = header[156:157]
            extended = kind in {_GLOBAL_PAX, _PAX, _GNU_NAME, _GNU_LINK}
            if extended:
                extension = self._extend(extension, header, kind)
            else:
                member = self._member(header, kind, extension or _NONE)
                extension = None
                yield member
                self._at = member.offset + _padded(member.size)
                self._stream.advance(self._at)
        if extended:
            self._refuse("an extended header is followed by no member")

    def _header(self) -> bytes | None:
        """Return the next header block, or `None` at the end marker of two zero blocks."""
        block = self._block()
        if block == _END:
            if self._block() != _END:
                self._refuse("a single zero block stands between two members")
            return None
        self._count += 1
        if self._count > MEMBERS:
            self._refuse(f"it has more than {MEMBERS} members", code="too-large")
        self._check(block)
        return block

    def _block(self) -> bytes:
        return self._exactly(BLOCK)

    def _exactly(self, count: int) -> bytes:
        data = self._stream.read(count)
        if len(data) != count:
            self._refuse("it ends without an end marker: it was cut short")
        self._at += count
        return data

    def _check(self, header: bytes) -> None:
        """Check the sum of the header's bytes, signed or not, its own field taken for blanks."""
        rest = header[:148] + b" " * 8 + header[156:]
        unsigned = sum(rest)
        signed = unsigned - 256 * sum(byte >= 0x80 for byte in rest)  # noqa: PLR2004 - the sign bit
        if self._number(header[148:156], "checksum") not in {unsigned, signed}:
            self._refuse("a header's checksum does not match: it is not a tar archive, or damaged")
        magic = header[257:265]
        if magic not in _MAGICS or (header[508:512] == b"tar\0" and header[257:263] == _POSIX):
            self._refuse("a header is of no known format")
        if header[257:263] != _POSIX and header[345:500].strip(b"\0"):
            self._refuse("a header that is not POSIX's has a prefix, which readers join to its name or not")

    def _extend(self, before: _Extension | None, header: bytes, kind: bytes) -> _Extension | None:
        """Read an extended header and join what it says to what those `before` it said."""
        size = self._number(header[124:136], "size")
        if size > EXTENSION_BYTES:
            self._refuse(f"an extended header is larger than {EXTENSION_BYTES} bytes", code="too-large")
        data = self._exactly(_padded(size))[:size]
        if kind in {_GNU_NAME, _GNU_LINK}:
            if not data.endswith(b"\0"):  # readers differ on where such a name ends
                self._refuse("a GNU long name does not end in a zero byte")
            text = self._text(data[:-1])
            more = _Extension(name=text) if kind == _GNU_NAME else _Extension(link=text)
        else:
            more = self._pax(data)
        if kind == _GLOBAL_PAX:
            if more != _NONE:
                self._refuse("a global header names or sizes members")
            return before
        known = before or _NONE
        if any(a is not None and b is not None for a, b in zip(known, more, strict=True)):
            self._refuse("two extended headers say the same of one member")
        return _Extension(
            more.name if known.name is None else known.name,
            more.link if known.link is None else known.link,
            more.size if known.size is None else known.size,
        )

    def _pax(self, data: bytes) -> _Extension:
        """Read pax records: length, blank, key, `=`, value, line end (POSIX.1-2001, pax, extended header)."""
        found: dict[bytes, bytes] = {}
        at = 0
        while at < len(data):
            digits, space, _ = data[at : at + 9].partition(b" ")
            if not space or not digits.isdigit():
                self._refuse("a pax record has no length")
            record = data[at : at + int(digits)]
            key, equals, value = record[len(digits) + 1 : -1].partition(b"=")
            if len(record) != int(digits) or not record.endswith(b"\n") or not equals or not key:
                self._refuse("a pax record is malformed")
            if key.startswith(b"GNU.sparse."):
                self._refuse("sparse members are not read")
            if key in found:
                self._refuse("a pax header says one thing twice")
            found[key] = value
            at += len(record)
        return _Extension(
            self._text(found[b"path"]) if b"path" in found else None,
            self._text(found[b"linkpath"]) if b"linkpath" in found else None,
            self._decimal(found[b"size"]) if b"size" in found else None,
        )

    def _member(self, header: bytes, kind: bytes, extension: _Extension) -> Member:
        what = _KINDS.get(kind)
        if what is None:
            self._refuse(f"a member is of the unknown type {kind!r}")
        name = extension.name if extension.name is not None else self._name(header)
        link = extension.link if extension.link is not None else self._text(_field(header, 157, 100))
        if not name:
            self._refuse("a member has no name")
        if what is Kind.FILE and name.endswith("/"):  # how archives before POSIX wrote directories
            what = Kind.DIRECTORY
        size = self._size(header, extension)
        if size and what is not Kind.FILE:
            self._refuse(f"{name!r}, a {what.value}, has content")
        is_link = what in {Kind.HARD_LINK, Kind.SYMBOLIC_LINK}
        return Member(name, what, size, self._at, link if is_link else "")

    def _name(self, header: bytes) -> str:
        """Return the name, with the prefix that POSIX headers (and only these) may carry."""
        name = self._text(_field(header, 0, 100))
        prefix = self._text(_field(header, 345, 155)) if header[257:263] == _POSIX else ""
        return f"{prefix}/{name}" if prefix else name

    def _size(self, header: bytes, extension: _Extension) -> int:
        """Return the size; a pax record may differ from the header only where the header has no room for it."""
        written = self._number(header[124:136], "size")
        if extension.size is None or extension.size == written:
            return written
        if extension.size <= _LARGEST_OCTAL or written not in {0, _LARGEST_OCTAL}:
            self._refuse(f"a member's size is {written} in its header and {extension.size} in a pax record")
        return extension.size

    def _number(self, field: bytes, what: str) -> int:
        """Read a number: octal digits, or base 256 where the first bit is set (GNU)."""
        if field[0] & _BASE_256:
            value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
            if field[0] & 0x40 or value >= 1 << 63:
                self._refuse(f"a {what} is negative or out of range")
            return value
        digits = field.rstrip(b"\0 ").lstrip(b" ")
        if digits.strip(b"01234567"):
            self._refuse(f"a {what} is not an octal number")
        return int(digits or b"0", 8)

    def _decimal(self, value: bytes) -> int:
        if not value.isdigit() or len(value) > 19 or int(value) >= 1 << 63:  # noqa: PLR2004 - digits of 2**63
            self._refuse("a pax size is not a whole number in range")
        return int(value)

    def _text(self, data: bytes) -> str:
        if len(data) > NAME_BYTES:
            self._refuse(f"a name is longer than {NAME_BYTES} bytes", code="too-large")
        if b"\0" in data:
            self._refuse("a name holds a zero byte")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self._refuse("a name is not UTF-8")

    def _refuse(self, why: str, code: str | None = None) -> NoReturn:
        raise MalformedError(f"tar archive, at byte {self._at}: {why}", code=code)


def _field(header: bytes, start: int, length: int) -> bytes:
    """Return a text field up to its first zero byte."""
    return header[start : start + length].partition(b"\0")[0]


def _padded(size: int) -> int:
    """Return `size` rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK
