"""U03 and U04, CVE-2025-62518 and CVE-2025-8194: an archive that two readers see different members in, or never end in."""

from __future__ import annotations

import io
import random
import tarfile
from pathlib import Path

import pytest

from holdfast.errors import MalformedError
from holdfast.formats.tar import members
from holdfast.sources.images import open_source
from images import END, header, member, padded, pax, record, saved, tar

HIDDEN = member("manifest.json", b"[]") + END
SHAPES = {
    "a pax size over a header of size zero": pax(record(b"size", b"%d" % len(HIDDEN))) + member("a") + HIDDEN,
    "a pax size of zero over content": pax(record(b"size", b"0"))
    + header(b"a", len(HIDDEN))
    + padded(HIDDEN),
    "a pax header on a directory with content": pax(record(b"size", b"512")) + member("d/", kind=b"5"),
    "a malformed pax header": pax(b"garbage\n") + member("a"),
    "a pax header that sizes all others": pax(record(b"size", b"0"), kind=b"g") + member("a", b"x"),
    "a negative size": header(b"a", size_field=b"\xff" * 11 + b"\x00") + bytes(512),
    "a negative octal size": header(b"a", size_field=b"-0000001000\x00"),
    "a size that wraps around": header(b"a", size_field=b"\x80" + b"\xff" * 11),
    "a pax record that does not move on": pax(b"0 \n" * 10) + member("a"),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_it_is_refused_for(tmp_path: Path, shape: bytes) -> None:
    good = tar(saved())[: -len(END)]
    for data in (shape + good + END, good + shape + END):
        (tmp_path / "image.tar").write_bytes(data)
        with pytest.raises(MalformedError):
            open_source(f"docker-archive:{tmp_path / 'image.tar'}").find(None, None, None)


class Bytes(io.BytesIO):
    def advance(self, offset: int, /) -> None:
        self.seek(min(offset, 1 << 40))


ORIGINAL = (
    pax(record(b"path", b"some/name"), record(b"mtime", b"1.5"))
    + member("x", b"abc")
    + member("d/", kind=b"5")
    + member("gnu", b"gnu/long/name\0", b"L")
    + member("y", b"q" * 600)
    + member("l", kind=b"2", link="x")
    + END
)
HEADERS = [at for at in range(0, len(ORIGINAL), 512) if ORIGINAL[at + 257 : at + 262] == b"ustar"]


def mutated(chance: random.Random) -> bytes:
    """Change a few bytes that mean something, and make every checksum right again."""
    data = bytearray(ORIGINAL)
    for _ in range(chance.randint(1, 3)):
        field = chance.choice([(0, 20), (124, 136), (156, 157), (257, 265), (345, 360), (512, 560)])
        byte = chance.choice([0, 32, 48, 49, 53, 55, 76, 103, 120, 128, 255, chance.randrange(256)])
        data[chance.choice(HEADERS) + chance.randrange(*field)] = byte
    for at in HEADERS:
        data[at + 148 : at + 156] = b" " * 8
        data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])
    return bytes(data)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_accepted_is_what_python_reads(seed: int) -> None:
    chance = random.Random(seed)
    compared = 0
    for _ in range(500):
        data = mutated(chance)
        try:
            ours = [(m.name.rstrip("/"), m.size, m.offset) for m in members(Bytes(data))]
        except MalformedError:
            continue
        try:
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                theirs = [(i.name.rstrip("/"), i.size if i.isreg() else 0, i.offset_data) for i in archive]
        except tarfile.TarError:
            continue  # some releases of Python refuse more: a reader that reads nothing sees nothing else
        compared += 1
        assert ours == theirs
    assert compared > 50
