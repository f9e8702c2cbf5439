"""Where a report goes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module

from holdfast.errors import ConfigurationError, SourceError
from holdfast.gates.cli.options import Showing
from holdfast.report.kit import Options, Report
from holdfast.sources import files


def renderer(form: str) -> Report:
    """Return the report called `form`; only its module is imported."""
    found: Report = import_module(f"holdfast.report.{form}").REPORT
    return found


def options(showing: Showing) -> Options:
    """Return how to render."""
    return Options(
        everything=showing.everything,
        colour=showing.output is None and colour(),
        verbose=showing.verbose,
    )


def colour() -> bool:
    """Tell whether standard output wants colour: terminals only, and not where NO_COLOR is set (no-color.org)."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def write(pieces: Iterable[str], path: str | None) -> None:
    """Write the text `pieces` to `path`, or to standard output.

    Raises `ConfigurationError` where nothing can be written to `path`, `SourceError` where standard output is closed.
    """
    if path is not None:
        try:
            files.write(path, _encoded(pieces))
        except SourceError as error:
            raise ConfigurationError(
                f"--output {path!r} cannot be written: {error.message}", code="bad-option"
            ) from None
        return
    if sys.stdout is None:
        raise SourceError("standard output is closed", hint="ask with --quiet for the exit code alone")
    stream = sys.stdout.buffer
    for piece in _encoded(pieces):
        stream.write(piece)
    stream.flush()


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """Encode; a file name of undecodable bytes must not end a report."""
    return (piece.encode("utf-8", "backslashreplace") for piece in pieces)
