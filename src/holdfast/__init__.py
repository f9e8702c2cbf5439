"""Keep container images immutable and trustworthy, from the Dockerfile to the running pod.

As a library: `holdfast.check(...)` judges what the command line judges, and `holdfast.model` holds the values that it
speaks in. Nothing is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from holdfast.version import __version__

if TYPE_CHECKING:
    from holdfast.gates.library import check

__all__ = ["__version__", "check"]


def __getattr__(name: str) -> object:
    """Import `check` when it is first asked for, so that `holdfast --version` imports nothing."""
    if name == "check":
        return import_module("holdfast.gates.library").check
    raise AttributeError(name)
