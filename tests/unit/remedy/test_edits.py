from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from holdfast.errors import MalformedError
from holdfast.remedy.edits import Edit, applied, diff


def test_only_the_old_bytes_are_replaced() -> None:
    edits = [Edit(4, b"e", b""), Edit(0, b"ab", b"X"), Edit(2, b"", b"-"), Edit(0, b"ab", b"X")]
    assert applied(b"abcdef", edits) == b"X-cdf"


@pytest.mark.parametrize(
    "edits", [[Edit(0, b"x", b"y")], [Edit(0, b"ab", b""), Edit(1, b"b", b"")], [Edit(9, b"a", b"")]]
)
def test_an_edit_that_does_not_fit_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(MalformedError):
        applied(b"abc", edits)


@pytest.mark.parametrize("before", [b"a\nb\nc\n", b"a\nb\nc", b"a\r\nb\r\nc\r\n", b"b", "ü\nb\n".encode()])
def test_patch_makes_of_a_diff_what_the_edits_make(before: bytes, tmp_path: Path) -> None:
    after = applied(before, [Edit(before.index(b"b"), b"b", b"B")])
    (tmp_path / "f").write_bytes(before)
    patch = "".join(diff("f", before, after)).encode()
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], input=patch, cwd=tmp_path, check=True)
    assert (tmp_path / "f").read_bytes() == after
