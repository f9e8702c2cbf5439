"""R09 and R15, CVE-2024-3727 and CVE-2024-37032: a digest that is not one becomes part of a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import MalformedError
from holdfast.sources.images import open_source
from images import LayoutWriter

HEX = "a" * 64


@pytest.mark.parametrize(
    "digest",
    [
        "sha256:../../etc/passwd",
        f"sha256:{HEX[:-3]}/..",
        f"sha256:{HEX}/../x",
        f"sha256:{HEX[:-1]}",
        f"sha256:{HEX}a",
        f"sha256:{HEX.upper()}",
        f"sha256:{HEX[:-1]}\u0661",
        f"sha256{HEX}",
        f"../sha256:{HEX}",
        f"md5:{HEX[:32]}",
        f"sha256+b64:{HEX}",
        "",
    ],
)
def test_no_file_is_opened_for_it(tmp_path: Path, digest: str) -> None:
    writer = LayoutWriter(tmp_path / "layout")
    with pytest.raises(MalformedError, match=r"manifests\[0\]\.digest") as caught:
        open_source(writer.finish(writer.image() | {"digest": digest})).find(None, None, None)
    assert caught.value.code == "invalid-digest"
