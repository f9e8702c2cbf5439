from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import SourceError
from holdfast.sources.rewriting import rewrite


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(0o751)
    rewrite(str(path), b"old", b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o7777) == (b"new", 0o751)
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize("now", [b"other", b"old and more", b"ol", b""])
def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path, now: bytes) -> None:
    path = tmp_path / "f"
    path.write_bytes(now)
    with pytest.raises(SourceError) as raised:
        rewrite(str(path), b"old", b"new")
    assert raised.value.code == "changed"
    assert path.read_bytes() == now
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_a_symbolic_link_is_not_written_through(tmp_path: Path) -> None:
    path, link = tmp_path / "f", tmp_path / "link"
    path.write_bytes(b"old")
    link.symlink_to(path)
    with pytest.raises(SourceError):
        rewrite(str(link), b"old", b"new")
    assert path.read_bytes() == b"old"
    assert link.is_symlink()


def test_what_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        rewrite(str(tmp_path / "none"), b"", b"new")
    assert list(tmp_path.iterdir()) == []
