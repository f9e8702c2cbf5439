"""Changing a file that people have written: whole or not at all, and only if it is still what was read."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from holdfast.errors import SourceError


def is_link(path: str) -> bool:
    """Tell whether `path` itself is a symbolic link, which is never changed through."""
    return os.path.islink(path)  # noqa: PTH114 - plain texts, as in sources.files


def rewrite(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of regular file `path`, its permissions kept, if it still holds `before`.

    The new file is made beside it and takes its place in one step. Raises `SourceError`, with code `changed` where
    somebody else has changed the file since it was read.
    """
    temporary = os.path.join(os.path.dirname(path), f".holdfast-{os.urandom(8).hex()}")  # noqa: PTH118, PTH120 - as above
    try:
        status = _unchanged(path, before)
        try:
            with open(temporary, "xb") as file:  # noqa: PTH123 - as above
                file.write(after)
                os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
                with suppress(PermissionError):  # only root may give files away
                    os.fchown(file.fileno(), status.st_uid, status.st_gid)
                file.flush()
                os.fsync(file.fileno())
            _unchanged(path, before)
            os.replace(temporary, path)  # noqa: PTH105 - as above
        finally:
            with suppress(FileNotFoundError):
                os.unlink(temporary)  # noqa: PTH108 - as above
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", code="unwritable", subject=path) from None


def _unchanged(path: str, before: bytes) -> os.stat_result:
    """Return the status of regular file `path`; raises `SourceError` where it does not hold `before`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - as above
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or file.read(len(before) + 1) != before:
            raise SourceError("has changed since it was read", code="changed", subject=path, hint="try again")
    return status
