from __future__ import annotations

import time
from pathlib import Path

import pytest

from holdfast.errors import SourceError
from holdfast.sources import renderers


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the program goes that is found as `kustomize`."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "kustomize"


def written(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)


def test_a_program_that_does_not_end_is_ended_with_all_that_it_started(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderers, "SECONDS", 1)
    written(program, "sleep 1000 & sleep 1000")
    began = time.monotonic()
    with pytest.raises(SourceError, match="takes more than 1 seconds"):
        renderers.kustomize(".")
    assert time.monotonic() - began < 30


def test_a_program_that_closes_its_streams_and_stays_is_ended(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderers, "SECONDS", 1)
    written(program, "exec >&- 2>&-; sleep 1000")
    with pytest.raises(SourceError, match="takes more than 1 seconds"):
        renderers.kustomize(".")


def test_what_is_said_is_bounded_without_being_waited_for(program: Path) -> None:
    written(program, "head -c 3000000 /dev/zero >&2; echo 'a: 1'")
    assert renderers.kustomize(".") == b"a: 1\n"


def test_a_file_that_cannot_be_run_is_a_reason(program: Path) -> None:
    program.write_text("no program")
    program.chmod(0o755)
    with pytest.raises(SourceError, match="kustomize cannot be run: Exec format error"):
        renderers.kustomize(".")


def test_a_directory_is_never_taken_for_an_option(program: Path) -> None:
    written(program, 'echo "$2"')
    assert renderers.kustomize("--enable-exec") == b"./--enable-exec\n"
    assert renderers.kustomize("/a") == b"/a\n"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"Error: accumulating resources: gone\nUsage: ...\n", "accumulating resources: gone"),
        (b'E1121 05:13:38.9 1759 run.go:72] "command failed" err="must build"\n', "must build"),
        (b'E1121 05:13:38.9 1750 run.go:72] "command failed" err=<\n\tthe reason\n >\n', "the reason"),
        (b"error: \xff\x1b[2J", "\ufffd\\x1b[2J"),
        (b"", "nothing, and fails"),
        (b"x" * 1000, "x" * 400 + "…"),
    ],
)
def test_the_reason_is_the_first_line_without_what_logs_put_before_it(
    program: Path, said: bytes, reason: str
) -> None:
    data = program.with_name("said")
    data.write_bytes(said)
    written(program, f"cat '{data}' >&2; exit 1")
    with pytest.raises(SourceError) as caught:
        renderers.kustomize(".")
    assert caught.value.message == f"kustomize says: {reason}"
