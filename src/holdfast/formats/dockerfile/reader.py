"""From the bytes of a Dockerfile to its model. A line that BuildKit would refuse is noted, and the rest is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from holdfast.errors import MalformedError
from holdfast.formats.dockerfile.heredocs import openings
from holdfast.formats.dockerfile.instructions import read
from holdfast.formats.dockerfile.lines import Lines, decode
from holdfast.formats.dockerfile.stages import Assembly
from holdfast.formats.dockerfile.statement import Statement, statement
from holdfast.formats.dockerfile.words import json_strings
from holdfast.model.dockerfile import Dockerfile, Text

_WITH_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})


def parse(
    data: bytes, *, path: str = "Dockerfile", build_args: Mapping[str, str] | None = None
) -> Dockerfile:
    """Read a Dockerfile as BuildKit does, with the arguments that a build would be given.

    Raises `MalformedError`, with the line where one is known, if the bytes are no Dockerfile at all: not UTF-8,
    binary, too large, or without any instruction. What is wrong with single lines is in `problems`.
    """
    lines = Lines(decode(data, path))
    assembly = Assembly(lines.escape, build_args or {})
    empty = True
    small_keywords: list[Text] = []
    while (line := lines.take()) is not None:
        if not line.text.strip():
            continue
        empty = False
        found = statement(assembly.scope(""), line, 0, lines.line_number)
        found.scope = assembly.scope(found.keyword)
        if found.written != found.keyword:
            small_keywords.append(Text(found.written, found.written, found.at))
        _take_heredocs(found, lines)
        assembly.add(read(found))
    if empty:
        raise MalformedError(
            "not a Dockerfile: it holds no instruction",
            code="dockerfile-empty",
            subject=path,
            hint="a Dockerfile begins with FROM",
        )
    stages = assembly.stages()
    return Dockerfile(
        tuple(lines.directives),
        tuple(assembly.arguments),
        stages,
        tuple(lines.comments),
        tuple(sorted((*lines.problems, *assembly.problems), key=lambda problem: problem.at)),
        f"sha256:{hashlib.sha256(data).hexdigest()}",
        tuple(small_keywords),
        tuple(lines.gaps),
    )


def _take_heredocs(found: Statement, lines: Lines) -> None:
    """Read the bodies of the here-documents that `found` opens, of a trigger of `ONBUILD` too."""
    if "<<" not in found.line.text:
        return
    inner = found
    if found.keyword == "ONBUILD" and found.text:
        inner = statement(found.scope, found.line, found.start, found.end_line)
    if inner.keyword not in _WITH_HEREDOCS:
        return
    if inner.text.startswith("[") and json_strings(inner.line.text, inner.start) is not None:
        return
    for name, expand, strip_tabs, start in openings(inner.line.text, inner.start, found.scope.escape):
        heredoc = lines.take_heredoc(name, expand=expand, strip_tabs=strip_tabs, opened=inner.line.at(start))
        found.heredocs.append(heredoc)
        found.bodies.extend(lines.body_pieces(heredoc))
        if lines.exhausted:
            break
    found.end_line = lines.line_number
