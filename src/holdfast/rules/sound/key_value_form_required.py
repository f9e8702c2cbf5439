"""`ENV KEY value` and `LABEL KEY value`."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Assignments, Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger


@rule(
    title="`ENV` or `LABEL` is written without `=`",
    why="In this old form everything behind the first space is one value: `ENV A=1` and `ENV A 1 B=2` read alike and do "
    "different things. BuildKit warns of it and will drop it.",
    fix="Write `KEY=value`, with quotes around values that hold spaces.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("LegacyKeyValueFormat",),
    references=("https://docs.docker.com/reference/build-checks/legacy-key-value-format/",),
    good=('FROM alpine:3.23\nENV A=1 B="2 3"\nLABEL c=d\n',),
    bad=("FROM alpine:3.23\n# violated\nENV A 1\n# violated\nONBUILD LABEL team shop\n",),
)
def key_value_form_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `ENV` and `LABEL` of the old form."""
    for instruction in instructions(dockerfile, "ENV", "LABEL"):
        if isinstance(instruction, Assignments) and instruction.legacy and instruction.pairs:
            message = f"{instruction.keyword} {instruction.pairs[0].key} is written without ="
            peers = unless_trigger(instruction, "LegacyKeyValueFormat")
            yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=peers)
