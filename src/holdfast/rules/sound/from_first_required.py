"""Instructions before the first `FROM`, or without any."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, From
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule


@rule(
    title="Dockerfile does not begin with `FROM`",
    why="Before `FROM` there is no stage that an instruction could act on: the build stops. A file without `FROM` is "
    "a fragment, and no one can tell what image comes out of it.",
    fix="Begin with `FROM`; only `ARG`, comments and parser directives stand before it.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3061",),
    references=("https://docs.docker.com/reference/dockerfile/#format",),
    good=("# syntax=docker/dockerfile:1\n# A comment\nARG TAG=3.23\nFROM alpine:${TAG}\n",),
    bad=("ARG A\n# violated\nRUN make\nRUN make install\nFROM alpine:3.23\n",),
)
def from_first_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report the first instruction that stands before `FROM`, once for all that follow it."""
    for instruction in (i for stage in dockerfile.stages[:1] for i in stage.instructions[:1]):
        if not isinstance(instruction, From):
            message = f"{instruction.keyword} stands before FROM"
            yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=("DL3061",))
