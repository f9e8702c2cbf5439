"""`COPY --from` of something that is neither an earlier stage nor clearly an image."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Stage, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import by_keyword, own


@rule(
    title="`COPY --from` names no earlier stage",
    why="What is no stage is taken for an image: a misspelt or later stage becomes a pull from Docker Hub of whatever "
    "somebody has pushed under that name.",
    fix="Name an earlier stage by its alias; if an image is meant, write its tag and digest.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3022", "DL3023", "DS006"),
    references=("https://docs.docker.com/build/building/multi-stage/",),
    good=(
        (
            "FROM alpine:3.23 AS a\nFROM alpine:3.23\nCOPY --from=a /x /x\nCOPY --from=0 /x /x\n"
            "COPY --from=nginx:1.29 /x /x\nONBUILD COPY --from=later /x /x\n"
        ),
    ),
    bad=(
        (
            "FROM alpine:3.23\n# violated\nCOPY --from=a /x /x\n# violated\nCOPY --from=7 /x /x\n"
            "FROM scratch AS a\n# violated\nCOPY --from=a /x /x\n"
        ),
        "ARG A\n# violated\nCOPY --from=$A /x /x\n",
    ),
)
def known_copy_source_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `COPY --from` that names its own stage, a later one or none, and no image with a tag or digest."""
    if "COPY" not in by_keyword(dockerfile):
        return
    for stage in dockerfile.stages:
        for instruction in own(stage):
            if isinstance(instruction, Transfer) and (fault := _fault(instruction, stage)):
                why, peers = fault
                yield Finding(Outcome.VIOLATED, why, instruction.at, aliases=peers)


def _fault(copy: Transfer, stage: Stage) -> tuple[str, tuple[str, ...]] | None:
    """Return why `copy` takes from no earlier stage, and another tool's codes; an image has a tag or a digest."""
    source = copy.source_image
    if source is None:
        if copy.source_stage is None or int(copy.source_stage) < stage.index:
            return None
        return f"the stage {copy.source_stage} comes later than this line", ("DL3022",)
    if ":" in source.raw:
        return None
    if source.raw.lower() == stage.name or source.raw == str(stage.index):
        peers = () if source.raw.isdecimal() else ("DL3023" if source.raw == stage.name else "DL3022",)
        return f"--from={source.raw} is the stage that it stands in", peers
    return f"--from={source.raw} names no earlier stage", ("DL3022",)
