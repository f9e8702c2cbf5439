"""`ONBUILD`."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Onbuild
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_REFUSED = frozenset({"FROM", "MAINTAINER", "ONBUILD"})


@rule(
    title="Image carries `ONBUILD` triggers",
    why="Triggers run in every build that starts from this image, before its first line, and stand in no Dockerfile that "
    "its reviewers read. A base with triggers changes what others build.",
    fix="Write the steps into the Dockerfiles that need them, or give them a script to call.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("https://docs.docker.com/reference/dockerfile/#onbuild",),
    good=("FROM alpine:3.23\nRUN make\n",),
    bad=("FROM alpine:3.23\n# violated\nONBUILD COPY . /src\nONBUILD RUN make\n",),
)
def triggers_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report the first trigger of each stage, unless it is one that no build takes."""
    if next(instructions(dockerfile, "ONBUILD"), None) is None:
        return
    for stage in dockerfile.stages:
        triggers = [i for i in stage.instructions if isinstance(i, Onbuild) and i.trigger is not None]
        sound = [i for i in triggers if i.trigger is not None and i.trigger.keyword not in _REFUSED]
        if sound:
            number = f"{len(sound)} triggers" if len(sound) > 1 else "a trigger"
            message = f"the stage leaves {number} to the builds that start from it"
            yield Finding(Outcome.VIOLATED, message, sound[0].at)
