"""`COPY` to a relative destination where no `WORKDIR` says what it is relative to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Instruction, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import by_keyword

_ANCHORED = re.compile(r"[\"']?(?:[/\\$]|[a-zA-Z]:)")


@rule(
    title="`COPY` to a relative destination without `WORKDIR`",
    why="The files land in the working directory of the base image, which is `/` for most and something else for some, "
    "and which a new release of the base may change.",
    fix="Set `WORKDIR` before, or write the destination from the root.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3045",),
    references=("https://docs.docker.com/reference/dockerfile/#workdir",),
    good=(
        "FROM alpine:3.23 AS a\nARG TO\nCOPY a /b\nCOPY a $TO\nCOPY a C:\\\\b\nWORKDIR /x\nCOPY a b\nFROM a\nCOPY a .\n",
    ),
    bad=(
        "FROM alpine:3.23 AS a\nWORKDIR /x\nFROM alpine:3.23\n# violated\nCOPY a b\n# violated\nADD a.tar .\n",
        "FROM alpine:3.23\n# violated\nONBUILD COPY . src\n# violated\nCOPY a 'b'\n",
    ),
)
def workdir_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each relative destination in a stage that neither sets `WORKDIR` above nor starts from one that does."""
    if by_keyword(dockerfile).keys().isdisjoint({"COPY", "ADD"}):
        return
    settled: list[bool] = []
    for stage in dockerfile.stages:
        below = stage.base.stage
        here = below is not None and settled[below]
        for instruction in stage.instructions:
            if instruction.keyword == "WORKDIR" and not instruction.onbuild:
                here = True
            elif not here and isinstance(instruction, Transfer) and _is_relative(instruction):
                yield Finding(
                    Outcome.VIOLATED,
                    f"{instruction.arguments[-1].raw} is relative, and no WORKDIR stands above",
                    instruction.at,
                    aliases=_peers(instruction),
                )
        settled.append(here)


def _is_relative(transfer: Transfer) -> bool:
    """Tell whether the destination of `transfer` begins neither at the root nor with a variable."""
    to = transfer.destination
    return to is not None and _ANCHORED.match(to.raw) is None


def _peers(instruction: Instruction) -> tuple[str, ...]:
    """Return what another tool reports, which looks at `COPY` alone."""
    return ("DL3045",) if instruction.keyword == "COPY" and not instruction.onbuild else ()
