"""A layout's files, in a directory: regular files only, reached without following a link, read within a limit."""

from __future__ import annotations

import errno
import os
import stat
from typing import Protocol

from holdfast.errors import MalformedError, SourceError

_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
"""`O_NONBLOCK`, so that opening a FIFO returns and can be refused."""
_ABSENT = {errno.ENOENT, errno.ENOTDIR}


class Tree(Protocol):
    """Files by their slash-separated names, in a directory or an archive."""

    def read(self, name: str, limit: int, /) -> bytes | None:
        """Return the first `limit` bytes of file `name` and one more if there is one, or `None` where it is absent."""
        ...

    def size(self, name: str, /) -> int | None:
        """Return the size of file `name`, or `None` where it is absent."""
        ...


class Directory:
    """A `Tree` over a directory; a link inside it is refused wherever it leads."""

    def __init__(self, path: str) -> None:
        """Name the directory; nothing is opened yet."""
        self._path = path

    def read(self, name: str, limit: int, /) -> bytes | None:
        """As `Tree.read`; raises `SourceError` where the file cannot be read, `MalformedError` where it is none."""
        if (opened := self._open(name)) is None:
            return None
        with os.fdopen(opened, "rb") as file:
            return file.read(limit + 1)

    def size(self, name: str, /) -> int | None:
        """As `Tree.size`; raises as `read` does."""
        if (opened := self._open(name)) is None:
            return None
        try:
            return os.fstat(opened).st_size
        finally:
            os.close(opened)

    def _open(self, name: str) -> int | None:
        """Open regular file `name`, one component after the other."""
        *folders, last = name.split("/")
        opened = self._step(None, self._path, _READ | os.O_DIRECTORY, name)
        for folder in folders:
            if opened is not None:
                opened = self._step(opened, folder, _READ | os.O_DIRECTORY | os.O_NOFOLLOW, name)
        if opened is not None:
            opened = self._step(opened, last, _READ | os.O_NOFOLLOW, name)
        if opened is not None and not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise MalformedError(f"{name} is not a regular file", subject=self._path)
        return opened

    def _step(self, parent: int | None, component: str, flags: int, name: str) -> int | None:
        """Open `component` in `parent`, which is closed; `None` where it is absent."""
        try:
            return os.open(component, flags, dir_fd=parent)
        except OSError as error:
            link = parent is not None and (error.errno == errno.ELOOP or _is_link(component, parent))
            if link:
                raise MalformedError(
                    f"{name} is a symbolic link, which is not followed", subject=self._path
                ) from None
            if error.errno in _ABSENT:
                return None
            raise SourceError(f"{name}: {error.strerror}", subject=self._path) from None
        finally:
            if parent is not None:
                os.close(parent)


def _is_link(component: str, parent: int) -> bool:
    """Tell whether `component` is a link: opening one as a directory fails as an absent one does."""
    try:
        return stat.S_ISLNK(os.stat(component, dir_fd=parent, follow_symlinks=False).st_mode)
    except OSError:
        return False
