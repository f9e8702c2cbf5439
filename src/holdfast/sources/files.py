"""Files as subjects: which of a directory are, and their bytes, bounded.

What a user names is always taken; within a directory only what looks like a document is. Nothing here follows a
symbolic link out of a directory that was named, waits for a FIFO, or reads more than the limit.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from holdfast.errors import SourceError

FILE_LIMIT = 16 * 1024 * 1024
"""Largest document that is read, in bytes: five times what an API server accepts for one object."""
DEPTH_LIMIT = 64
"""How deep directories are walked."""

_NOT_ENTERED = {
    **dict.fromkeys((".git", ".hg", ".svn"), "version control"),
    **dict.fromkeys(("node_modules", ".venv", "__pycache__", ".tox"), "installed packages"),
}
"""Directories that are passed over, and why."""
_TREE_SUFFIXES = (".yaml", ".yml", ".json")
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""What a Kustomize directory's own file may be called."""
CHART = "Chart.yaml"
"""What a Helm chart's own file is called."""
RENDERED = frozenset((*KUSTOMIZATIONS, CHART))
"""Files that make their directory one that has to be rendered."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be a subject."""

    path: str
    """As the user named it, or below the directory that he named."""
    named: bool
    """Whether the user named this very file: then it is a subject whatever it holds."""
    problem: SourceError | None = None
    """Why it cannot be looked into: a directory without permission is not an empty one."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a directory that is no subject."""

    path: str
    reason: str
    detail: str = ""
    """What else is known of it, such as the documents that it refers to."""


def walk(path: str) -> Iterator[Candidate | Skipped]:
    """Yield what `path` names: the file itself, or the candidates below the directory in order of path.

    A directory that cannot be listed is a candidate with a problem.
    """
    if path == "-" or not os.path.isdir(path):  # noqa: PTH112 - a million entries: no Path objects here
        yield Candidate(path, named=True)
        return
    yield from _walk_directory(path, DEPTH_LIMIT, os.path.realpath(path))


def _walk_directory(path: str, depth: int, root: str) -> Iterator[Candidate | Skipped]:
    if depth == 0:
        yield Candidate(path, named=False, problem=_too_deep(path))
        return
    kept: list[Candidate | str] = []
    try:
        with os.scandir(path) as listing:
            for entry in listing:
                found = _entry(entry, root)
                if isinstance(found, Skipped):  # there may be a million of them: counted, not held
                    yield found
                else:
                    kept.append(found)
    except OSError as error:
        yield Candidate(path, named=False, problem=_source_error(path, error))
        return
    kept.sort(key=lambda found: found if isinstance(found, str) else found.path)
    for found in kept:
        if isinstance(found, str):
            yield from _walk_directory(found, depth - 1, root)
        else:
            yield found


def _entry(entry: os.DirEntry[str], root: str) -> Candidate | Skipped | str:
    """Tell what a directory's entry is; a directory to look into is its path."""
    if entry.is_dir(follow_symlinks=False):
        reason = _NOT_ENTERED.get(entry.name)
        return Skipped(entry.path, reason) if reason else entry.path
    if entry.is_symlink():
        return _link(entry, root)
    if not entry.is_file(follow_symlinks=False):
        return Skipped(entry.path, "not a regular file")
    if looks_like_document(entry.name):
        return Candidate(entry.path, named=False)
    return Skipped(entry.path, "not a document by its name")


def _link(entry: os.DirEntry[str], root: str) -> Candidate | Skipped:
    """Follow a link to a document within the directory only: others would show what its author must not see.

    It is not passed over in silence, for those who apply the directory do follow it.
    """
    if not looks_like_document(entry.name) or os.path.isdir(entry.path):  # noqa: PTH112 - a loop is none
        return Skipped(entry.path, "symbolic link")
    target = os.path.realpath(entry.path)
    inside = target.startswith(os.path.join(root, ""))  # noqa: PTH118 - plain texts, as above
    return Candidate(entry.path, named=False, problem=None if inside else _leads_out(entry.path))


def looks_like_document(name: str) -> bool:
    """Tell by its name whether a file in a directory may be a Dockerfile, a Compose file, YAML or JSON."""
    return name.lower().endswith(_TREE_SUFFIXES) or looks_like_dockerfile(name) or name in RENDERED


def looks_like_dockerfile(name: str) -> bool:
    """Tell whether `name` is `Dockerfile*`, `*.Dockerfile` or `Containerfile*`."""
    return name.startswith(("Dockerfile", "Containerfile")) or name.lower().endswith(".dockerfile")


def read(path: str, limit: int = FILE_LIMIT) -> bytes:
    """Return the bytes of the regular file `path` (`-`: standard input); raises `SourceError` with the reason."""
    if path == "-":
        return _read_bounded(_standard_input(), path, limit)
    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _not_a_file(path)
            if status.st_size > limit:
                raise _too_large(path, limit)
            return _read_bounded(file, path, limit, status.st_size)
    except (OSError, ValueError) as error:
        raise _source_error(path, error) from None


def write(path: str, pieces: Iterator[bytes]) -> None:
    """Write `pieces` to `path`, in one step: a reader sees the old file or the whole new one.

    What is there and is no regular file (a terminal, a pipe, /dev/null) is written to and never replaced. Raises
    `SourceError`.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - plain texts, as above
            with open(path, "wb") as file:  # noqa: PTH123 - as above
                file.writelines(pieces)
        else:
            _replace(os.path.realpath(path), pieces)
    except OSError as error:
        raise _source_error(path, error) from None


def _replace(path: str, pieces: Iterator[bytes]) -> None:
    """Put a file with `pieces` in the place of `path`, made beside it under a name that nobody can have foreseen."""
    temporary = os.path.join(os.path.dirname(path), f".holdfast-{os.urandom(8).hex()}")  # noqa: PTH118, PTH120
    with open(temporary, "xb") as file:  # noqa: PTH123 - as above
        try:
            file.writelines(pieces)
            file.close()  # what could not be written shows here at the latest
            os.replace(temporary, path)  # noqa: PTH105 - as above
        finally:
            if os.path.lexists(temporary):
                os.unlink(temporary)  # noqa: PTH108 - as above


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise SourceError("standard input is closed", code="not-found", subject="-")
    # Whoever gave the pipe may read it without waiting; here a pause must not look like the end.
    os.set_blocking(sys.stdin.fileno(), True)
    return sys.stdin.buffer


def _read_bounded(file: BinaryIO, path: str, limit: int, expected: int = 0) -> bytes:
    """Read up to `limit`; what is `expected` first, since a read takes memory for all that it asks for."""
    try:
        data = file.read(expected + 1)
        if data and len(data) > expected:
            data += file.read(limit + 1 - len(data)) or b""
    except OSError as error:
        raise _source_error(path, error) from None
    if data is None:  # some files of /proc, where nothing is to be had at once
        raise _not_a_file(path)
    if len(data) > limit:
        raise _too_large(path, limit)
    return data


def _not_a_file(path: str) -> SourceError:
    return SourceError(
        "not a regular file",
        code="not-a-file",
        subject=path,
        hint="give what a pipe brings on standard input, as subject -",
    )


def _too_large(path: str, limit: int) -> SourceError:
    return SourceError(
        f"larger than {limit >> 20} MiB",
        code="too-large",
        subject=path,
        hint="no document is so large; split it if it is one",
    )


def _too_deep(path: str) -> SourceError:
    return SourceError(
        f"lies {DEPTH_LIMIT} directories deep, and is not looked into",
        code="too-deep",
        subject=path,
        hint="name it to have it judged",
    )


def _leads_out(path: str) -> SourceError:
    return SourceError(
        "a symbolic link that leads out of the directory",
        code="link",
        subject=path,
        hint="name it to have it judged",
    )


_HINTS = {
    errno.ENOENT: ("not-found", "no such file"),
    errno.EACCES: ("forbidden", "permission denied"),
    errno.EPERM: ("forbidden", "permission denied"),
    errno.ELOOP: ("link-loop", "symbolic links form a loop"),
    errno.EISDIR: ("not-a-file", "is a directory"),
    errno.ENXIO: ("not-a-file", "not a regular file"),
    errno.ENAMETOOLONG: ("not-found", "the name is too long"),
}


def _source_error(path: str, error: OSError | ValueError) -> SourceError:
    if isinstance(error, ValueError):  # an embedded NUL byte
        return SourceError("not a file name", code="not-found", subject=path)
    code, message = _HINTS.get(error.errno or 0, ("unreadable", error.strerror or str(error)))
    return SourceError(message, code=code, subject=path)
