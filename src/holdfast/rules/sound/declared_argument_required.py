"""Variables that have no value where they are used, though an `ARG` of that name stands elsewhere or nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Assignments, BaseKind, Dockerfile, From, Instruction, Stage
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.variables import referenced

_PLATFORM = frozenset(
    f"{side}{part}" for side in ("BUILD", "TARGET") for part in ("PLATFORM", "OS", "ARCH", "VARIANT")
)
_EXPANDED = frozenset({"ADD", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})


@rule(
    title="Variable is used where its `ARG` does not hold",
    why="An `ARG` above the first `FROM` holds in `FROM` lines alone, and one below holds only in its stage. Elsewhere the "
    "variable is silently empty: a user, a path or a tag is not what it seems.",
    fix="Declare it where it is used: `ARG NAME` again inside the stage, or above the first `FROM` for what `FROM` uses.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("UndefinedArgInFrom", "UndefinedVar"),
    references=(
        "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/",
        "https://docs.docker.com/reference/build-checks/undefined-var/",
    ),
    good=(
        (
            "ARG TAG=1\nFROM --platform=$BUILDPLATFORM a:$TAG AS a\nARG TAG\nUSER $TAG\nENV PATH=/x:$PATH\nFROM a\n"
            "WORKDIR /$TAG\n"
        ),
        "ARG A\nFROM a:1\nLABEL a=${A:-none} b=$HOME\n",
    ),
    bad=(
        "ARG TAG=1 APP=web\nFROM a:1\nARG NEXT=2\n# violated\nUSER $APP\n# violated\nFROM a:$NEXT\n",
        "# violated\nFROM a:${TAG}\n",
    ),
)
def declared_argument_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a `FROM` with an undeclared variable, and a variable of a stage that only stands above all stages."""
    outer = {pair.key for argument in dockerfile.arguments for pair in argument.pairs}
    held: list[set[str]] = []
    for stage in dockerfile.stages:
        below = stage.base.stage
        here = set(held[below]) if below is not None else set()
        held.append(here)
        for instruction in stage.instructions:
            if isinstance(instruction, From):
                yield from _in_from(instruction, stage, outer)
            elif not instruction.onbuild and outer:
                yield from _in_stage(instruction, outer - here)
            if isinstance(instruction, Assignments):
                here.update(pair.key for pair in instruction.pairs)


def _in_from(instruction: From, stage: Stage, outer: set[str]) -> Iterator[Finding]:
    """Yield a finding for the first variable of `FROM` that no `ARG` above it declares."""
    image = instruction.image
    if image is None or stage.base.kind is BaseKind.STAGE:
        return
    for name in referenced(image.raw):
        if name not in outer | _PLATFORM and f"{{{name}:" not in image.raw:
            message = f"{name} is not declared above the first FROM"
            yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=("UndefinedArgInFrom",))
            return


def _in_stage(instruction: Instruction, unseen: set[str]) -> Iterator[Finding]:
    """Yield a finding for the first variable of `instruction` that is declared above the stages alone."""
    if instruction.keyword not in _EXPANDED or "$" not in instruction.text or not unseen:
        return
    for name in referenced(instruction.text):
        if name in unseen and f"{{{name}:" not in instruction.text:
            message = f"{name} is declared above FROM alone and has no value here"
            yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=("UndefinedVar",))
            return
