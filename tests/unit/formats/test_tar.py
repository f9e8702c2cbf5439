from __future__ import annotations

import io
import tarfile
from typing import Any

import pytest

from holdfast.errors import MalformedError
from holdfast.formats import tar
from holdfast.formats.tar import Kind, Member, members
from images import END, header, member, padded, pax, record


class Bytes(io.BytesIO):
    def advance(self, offset: int, /) -> None:
        self.seek(offset)


def read(data: bytes) -> list[Member]:
    return list(members(Bytes(data)))


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_what_python_writes_is_read_as_it_was_written(form: int) -> None:
    buffer = io.BytesIO()
    long = "d/" * 45 + "f" * (60 if form == tarfile.USTAR_FORMAT else 200)
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, kind, size, link in (
            ("a", tarfile.REGTYPE, 700, ""),
            ("folder", tarfile.DIRTYPE, 0, ""),
            (long, tarfile.REGTYPE, 1, ""),
            ("s", tarfile.SYMTYPE, 0, "a"),
            ("h", tarfile.LNKTYPE, 0, "a"),
            ("p", tarfile.FIFOTYPE, 0, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, size, link
            archive.addfile(info, io.BytesIO(b"x" * size))
    found = read(buffer.getvalue())
    assert [(m.name.rstrip("/"), m.kind, m.size, m.link) for m in found] == [
        ("a", Kind.FILE, 700, ""),
        ("folder", Kind.DIRECTORY, 0, ""),
        (long, Kind.FILE, 1, ""),
        ("s", Kind.SYMBOLIC_LINK, 0, "a"),
        ("h", Kind.HARD_LINK, 0, "a"),
        ("p", Kind.SPECIAL, 0, ""),
    ]
    with tarfile.open(fileobj=io.BytesIO(buffer.getvalue())) as archive:
        assert [m.offset for m in found] == [info.offset_data for info in archive]


def test_content_may_be_read_while_the_stream_stands_at_it() -> None:
    stream = Bytes(member("a", b"one") + member("b", b"two") + END)
    assert [stream.read(m.size) for m in members(stream)] == [b"one", b"two"]


def test_a_size_may_be_written_in_base_256() -> None:
    field = b"\x80" + (3).to_bytes(11, "big")
    assert read(header(b"a", size_field=field) + padded(b"abc") + END)[0].size == 3


def test_a_name_that_ends_in_a_slash_is_a_directory() -> None:
    assert read(member("a/") + END)[0].kind is Kind.DIRECTORY


def prefixed(magic: bytes) -> bytes:
    block = bytearray(header(b"name", magic=magic))
    block[345:348] = b"dir"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def test_a_prefix_is_joined_to_the_name() -> None:
    assert [m.name for m in read(prefixed(b"ustar\x0000") + END)] == ["dir/name"]


@pytest.mark.parametrize("magic", [b"ustar  \x00", bytes(8)])
def test_a_prefix_counts_in_posix_headers_only(magic: bytes) -> None:
    assert read(header(b"name", magic=magic) + END)[0].name == "name"
    with pytest.raises(MalformedError, match="prefix"):
        read(prefixed(magic) + END)


def test_a_global_header_that_names_nothing_is_passed_over() -> None:
    assert [m.name for m in read(pax(record(b"comment", b"x"), kind=b"g") + member("a") + END)] == ["a"]


BAD: dict[str, bytes] = {
    "empty": b"",
    "shorter than a block": b"abc",
    "no tar": b"x" * 2048,
    "without an end marker": member("a", b"abc"),
    "cut within content": member("a", b"x" * 2000)[:1024],
    "one zero block only": member("a") + bytes(512),
    "a zero block between members": member("a") + bytes(512) + member("b") + END,
    "a size beyond the end": header(b"a", 1 << 30) + END,
    "a negative size": header(b"a", size_field=b"\xff" * 12) + END,
    "a huge size": header(b"a", size_field=b"\xbf" + b"\xff" * 11) + END,
    "a size that is no number": header(b"a", size_field=b"12345678x0 \x00") + END,
    "a signed size": header(b"a", size_field=b"-0000000001\x00") + END,
    "a directory with content": header(b"a/", 512, b"5") + bytes(512) + END,
    "a link with content": header(b"a", 3, b"2", link=b"b") + padded(b"abc") + END,
    "an unknown type": header(b"a", kind=b"Z") + END,
    "a sparse member": header(b"a", kind=b"S") + END,
    "a pax sparse member": pax(record(b"GNU.sparse.major", b"1")) + member("a") + END,
    "no name": header(b"") + END,
    "a name that is not UTF-8": header(b"\xff\xfe") + END,
    "a zero byte in a pax name": pax(record(b"path", b"a\0b")) + member("a") + END,
    "a pax name that is empty": pax(record(b"path", b"")) + member("a") + END,
    "sizes that contradict": pax(record(b"size", b"5")) + member("a", b"abc") + END,
    "a pax size that hides content": pax(record(b"size", b"512")) + member("a") + bytes(512) + END,
    "a pax size that is negative": pax(record(b"size", b"-1")) + member("a") + END,
    "a pax record of length zero": pax(b"0 a=b\n") + member("a") + END,
    "a pax record longer than its header": pax(b"99 a=b\n") + member("a") + END,
    "a pax record without a length": pax(b"path=b\n") + member("a") + END,
    "a pax record without a line end": pax(b"6 a=bb") + member("a") + END,
    "a pax path given twice": pax(record(b"path", b"a"), record(b"path", b"b")) + member("c") + END,
    "two headers that name one member": pax(record(b"path", b"a")) * 2 + member("c") + END,
    "a GNU and a pax name": member("x", b"gnu\0", b"L") + pax(record(b"path", b"a")) + member("c") + END,
    "a header for no member": member("a") + pax(record(b"mtime", b"1")) + END,
    "a global header for no member": pax(record(b"comment", b"x"), kind=b"g") + END,
    "another format": header(b"a", magic=b"ustar\x0001") + END,
    "a global name": pax(record(b"path", b"a"), kind=b"g") + member("c") + END,
    "a GNU name without an end": member("x", b"gnu", b"L") + member("c") + END,
    "an empty GNU name": member("x", b"", b"L") + member("c") + END,
    "a name that is too long": member("x", b"n" * 5000 + b"\0", b"L") + member("c") + END,
    "an extended header that is too large": header(b"x", 2 << 20, b"x") + END,
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_an_archive_is_refused_that_has(data: bytes) -> None:
    with pytest.raises(MalformedError, match="tar archive, at byte"):
        read(data)


def test_members_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar, "MEMBERS", 3)
    assert len(read(member("a") * 3 + END)) == 3
    with pytest.raises(MalformedError) as caught:
        read(member("a") * 4 + END)
    assert caught.value.code == "too-large"


def test_a_changed_header_does_not_pass_for_another() -> None:
    good = member("a", b"abc") + END
    changed: list[Any] = []
    for i in range(148):
        data = bytearray(good)
        data[i] ^= 1
        with pytest.raises(MalformedError):
            changed.append(read(bytes(data)))
    assert changed == []
