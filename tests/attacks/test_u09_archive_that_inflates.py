"""U09: a small compressed archive that inflates without end."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from holdfast.errors import MalformedError
from holdfast.sources import archive
from holdfast.sources.images import open_source
from images import END, header, saved, tar


@pytest.mark.parametrize("scheme", ["oci-archive", "docker-archive"])
@pytest.mark.parametrize("place", ["before the documents", "after the end marker"])
def test_a_bomb_is_refused_within_its_budget(
    tmp_path: Path, scheme: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "INFLATION_FREE", 8 << 20)
    zeros = 64 << 20
    bomb = header(b"zeros", zeros) + bytes(zeros)
    data = bomb + tar(saved()) if place.startswith("before") else tar(saved()) + END + bytes(zeros)
    (tmp_path / "image.tar.gz").write_bytes(gzip.compress(data))
    with pytest.raises(MalformedError, match="inflates to more than") as caught:
        open_source(f"{scheme}:{tmp_path / 'image.tar.gz'}").find(None, None, None)
    assert caught.value.code == "too-large"


def test_a_member_is_not_read_into_memory_for_its_size(tmp_path: Path) -> None:
    (tmp_path / "image.tar").write_bytes(header(b"index.json", 1 << 40) + b"{")
    with pytest.raises(MalformedError):
        open_source(f"oci-archive:{tmp_path / 'image.tar'}").find(None, None, None)
