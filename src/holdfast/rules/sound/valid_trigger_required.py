"""`ONBUILD` of an instruction that can be no trigger."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Onbuild
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_REFUSED = frozenset({"FROM", "MAINTAINER", "ONBUILD"})


@rule(
    title="`ONBUILD` has a trigger that no build takes",
    why="`FROM`, `MAINTAINER` and `ONBUILD` are no triggers: the build stops here, or with older builders in the image "
    "that is built on this one, where nobody knows the cause.",
    fix="Move the instruction into the Dockerfile that it is meant for.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3043",),
    references=("https://docs.docker.com/reference/dockerfile/#onbuild",),
    good=("FROM alpine:3.23\nONBUILD RUN make\n",),
    bad=("FROM alpine:3.23\n# violated\nONBUILD ONBUILD RUN make\n# violated\nONBUILD MAINTAINER me\n",),
)
def valid_trigger_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `ONBUILD` of one of the three."""
    for instruction in instructions(dockerfile, "ONBUILD"):
        trigger = instruction.trigger if isinstance(instruction, Onbuild) else None
        if trigger is not None and trigger.keyword in _REFUSED:
            message = f"{trigger.keyword} can not be a trigger"
            yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=("DL3043",))
