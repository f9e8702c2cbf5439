"""The version of Holdfast, stated once; the package's metadata are made from it."""

from __future__ import annotations

__version__ = "0.1.0"
