"""Single commands in `RUN`s that follow each other."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Command, Dockerfile, Instruction
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule


@rule(
    title="`RUN` could be joined to the one before",
    why="Each `RUN` makes a layer, and what one writes another cannot take back: files that are removed later are "
    "still shipped, and a cached step before a new one mixes old and new.",
    fix="Join them by `&&`, or write them as one here-document: `RUN <<EOT`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3059",),
    references=("https://docs.docker.com/build/building/best-practices/#run",),
    good=(
        "FROM a\nRUN a && b\nRUN c\nCOPY a b\nRUN d\n",
        "FROM a\nRUN --mount=type=secret,id=a a\nRUN b\nFROM b\nRUN --network=none c\n",
    ),
    bad=('FROM alpine:3.23\nRUN a\n# violated\nRUN b\n\n# violated\nRUN ["c"]\nRUN d && e\n',),
)
def joined_runs_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `RUN` of one command that follows such a `RUN` with the same flags."""
    for stage in dockerfile.stages:
        for before, instruction in zip(stage.instructions, stage.instructions[1:], strict=False):
            if _is_single(before) and _is_single(instruction) and _flags(before) == _flags(instruction):
                message = "this RUN could be joined to the one before"
                yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=("DL3059",))


def _is_single(instruction: Instruction) -> bool:
    """Tell whether this is a `RUN` of one command, which this build runs."""
    if not isinstance(instruction, Command) or instruction.keyword != "RUN" or instruction.onbuild:
        return False
    return instruction.script is None or len(instruction.script.commands) == 1


def _flags(instruction: Instruction) -> list[tuple[str, str | None]]:
    return [(flag.name, flag.value.raw if flag.value is not None else None) for flag in instruction.flags]
