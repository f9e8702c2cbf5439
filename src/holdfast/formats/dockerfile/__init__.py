"""Dockerfiles, read as BuildKit reads them; builds nothing and looks nothing up."""

from holdfast.formats.dockerfile.reader import parse

__all__ = ["parse"]
