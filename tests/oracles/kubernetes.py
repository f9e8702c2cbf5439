"""Kubernetes' own code as an oracle: its defaulting and its YAML reader, built once from its Go modules."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parent / "defaulter"


class Oracle:
    """A process that answers one JSON line per line."""

    def __init__(self, mode: str) -> None:
        self._process = subprocess.Popen(
            [program(), mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def ask(self, question: object) -> Any:  # noqa: ANN401 - any JSON value
        """Return the answer to `question`; raises `ValueError` with the reason where there is none."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer.get("json")

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


def need_go() -> str:
    """Return Go's path; skip the test where there is none, but fail in CI."""
    if (go := shutil.which("go")) is None:
        message = "needs Go (Debian: golang-go) to build Kubernetes' own code"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return go


def program() -> Path:
    """Return the built program, building it in a cache outside the tree if it is not there (about a minute)."""
    go = need_go()
    sources = [SOURCE / name for name in ("main.go", "go.mod", "go.sum")]
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "holdfast-tests"
    built = cache / f"defaulter-{version}"
    if not built.exists():
        cache.mkdir(parents=True, exist_ok=True)
        partial = built.with_suffix(f".{os.getpid()}")
        subprocess.run([go, "build", "-o", partial, "."], cwd=SOURCE, check=True, capture_output=True)
        partial.replace(built)
    return built


@pytest.fixture(scope="session")
def defaulting() -> Iterator[Oracle]:
    oracle = Oracle("default")
    yield oracle
    oracle.close()


@pytest.fixture(scope="session")
def yaml_reader() -> Iterator[Oracle]:
    oracle = Oracle("yaml")
    yield oracle
    oracle.close()
