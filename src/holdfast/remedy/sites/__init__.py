"""Where references to images are written, to the byte: one module per kind of file."""

from __future__ import annotations

from holdfast.remedy.sites.documents import find
from holdfast.remedy.sites.site import Site

__all__ = ["Site", "find"]
