"""R13, GHSA-f36w-mj3v-6jqv: descriptors whose size is not that of their bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import IntegrityError, MalformedError
from holdfast.sources.images import open_source
from images import LayoutWriter


@pytest.mark.parametrize("size", [0, 1, 3000])
def test_a_size_that_differs_is_refused(tmp_path: Path, size: int) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    with pytest.raises(IntegrityError):
        open_source(writer.finish(writer.image() | {"size": size})).find(None, None, None)


@pytest.mark.parametrize("size", [-1, 1 << 63, 1 << 62, (4 << 20) + 1, True, "7", 1.5, None, [], {}])
def test_a_size_that_none_can_have_is_refused_unread(tmp_path: Path, size: object) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    with pytest.raises(MalformedError):
        open_source(writer.finish(writer.image() | {"size": size})).find(None, None, None)
