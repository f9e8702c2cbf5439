"""The project's own files, for tests that look at it from outside."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "holdfast"


@cache
def files() -> tuple[Path, ...]:
    """Return every file that belongs to the project: those that git tracks or would add."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    found = sorted({ROOT / name for name in listed.split("\0") if name})
    return tuple(path for path in found if path.is_file() and not path.is_symlink())


def modules(*, below: str = "") -> tuple[Path, ...]:
    """Return the project's own modules, those of the package `below` only where one is named."""
    return tuple(sorted((PACKAGE / below).rglob("*.py")))
