"""The real kustomize, built once from its Go module at a fixed version."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from oracles.kubernetes import need_go

VERSION = "v5.8.0"


@pytest.fixture(scope="session")
def kustomize() -> Path:
    """Return the directory that holds the program, in a cache outside the tree (built in half a minute)."""
    go = need_go()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "holdfast-tests"
    built = cache / f"kustomize-{VERSION}"
    if not (built / "kustomize").exists():
        environment = {**os.environ, "GOBIN": str(built), "CGO_ENABLED": "0"}
        module = f"sigs.k8s.io/kustomize/kustomize/v5@{VERSION}"
        subprocess.run([go, "install", module], env=environment, cwd="/", check=True, capture_output=True)
    return built
