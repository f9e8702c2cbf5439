"""Directories that are changed by `cd`."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands


@rule(
    title="Directory is changed by `cd`",
    why="`cd` ends with its `RUN`, so the next instruction works somewhere else than a reader thinks, and a `cd` that "
    "fails before a `;` lets the rest run in the wrong place.",
    fix="Write `WORKDIR` before the `RUN`, or give the tool the directory (`make -C`, `tar -C`, `git -C`).",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3003",),
    references=("https://docs.docker.com/reference/dockerfile/#workdir",),
    good=("WORKDIR /src\nRUN make -C lib && tar -xf a.tar -C /opt\n",),
    bad=(
        "FROM alpine:3.23\n# violated\nRUN git clone /a b && cd b && make\n# violated\nONBUILD RUN cd /src\n",
    ),
)
def working_directory_instruction_required(
    dockerfile: Dockerfile, _: Context[NoParameters]
) -> Iterator[Finding]:
    """Report the first `cd` of each `RUN`."""
    last = None
    for command in run_commands(dockerfile):
        if command.program == "cd" and command.run is not last:
            last = command.run
            peers = ("DL3003",) if command.plain and not last.onbuild else ()
            yield Finding(
                Outcome.VIOLATED, "cd changes the directory of one RUN only", command.at, aliases=peers
            )
