"""`COPY` of several sources to a destination without a slash at its end."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger

_ONE = 1


@rule(
    title="Several files are copied to what is not written as a directory",
    why="With more than one source the destination is a directory, and the build stops if it does not end with `/`. "
    "Where it stops depends on the builder, so it may work here and fail there.",
    fix="End the destination with `/`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3021", "DS011"),
    references=("https://docs.docker.com/reference/dockerfile/#copy",),
    good=("FROM alpine:3.23\nARG TO\nCOPY a b /c/\nADD a b ${TO}/\nCOPY a /c\nCOPY a b ./\n",),
    bad=(
        'FROM alpine:3.23\n# violated\nCOPY a b /c\n# violated\nONBUILD ADD ["a", "b", "/c"]\n',
        "ARG TO\nWORKDIR /x\n# undecided\nCOPY a b $TO\n# violated\nCOPY a b .\n",
    ),
)
def directory_destination_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `COPY` or `ADD` of several sources whose destination does not end with a slash."""
    for instruction in instructions(dockerfile, "COPY", "ADD"):
        to = instruction.destination if isinstance(instruction, Transfer) else None
        if to is None or len(instruction.arguments) - 1 <= _ONE:
            continue
        written = to.raw if to.value is None else to.value
        if not written.strip("\"'").endswith(("/", "\\")):
            outcome = Outcome.VIOLATED if to.value is not None else Outcome.UNDECIDED
            peers = unless_trigger(instruction, "DL3021") if instruction.keyword == "COPY" else ()
            yield Finding(outcome, f"{to.raw} does not end with /", instruction.at, aliases=peers)
