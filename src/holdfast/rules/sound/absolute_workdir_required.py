"""`WORKDIR` with a relative path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger

_ANCHORED = re.compile(r"[\"']?(?:[/\\$]|[a-zA-Z]:)")
"""A path from the root, of Windows too, or one that a variable begins."""


@rule(
    title="`WORKDIR` is relative",
    why="A relative `WORKDIR` depends on every `WORKDIR` above it and on that of the base image, which a new release of "
    "the base may change: files then land where nobody looks for them.",
    fix="Write the path from the root, such as `WORKDIR /app`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3000", "WorkdirRelativePath", "CKV_DOCKER_10", "DS009"),
    references=("https://docs.docker.com/reference/build-checks/workdir-relative-path/",),
    good=("FROM alpine:3.23\nARG HOME\nWORKDIR /app\nWORKDIR ${HOME}/x\nWORKDIR C:\\\\app\n",),
    bad=(
        "FROM alpine:3.23\n# violated\nWORKDIR app\n# violated\nONBUILD WORKDIR ./src\n",
        '# violated\nWORKDIR "usr/src"\n',
    ),
)
def absolute_workdir_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `WORKDIR` whose path does not begin at the root."""
    for instruction in instructions(dockerfile, "WORKDIR"):
        for path in instruction.arguments:
            if _ANCHORED.match(path.raw) is None:
                message = f"WORKDIR {path.raw} is relative to a directory that is set elsewhere"
                peers = unless_trigger(instruction, "DL3000", "CKV_DOCKER_10")
                yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=peers)
