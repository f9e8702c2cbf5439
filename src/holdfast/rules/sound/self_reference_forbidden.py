"""`ENV` that uses a variable which it sets in the same line."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Assignments, Dockerfile, Pair
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import by_keyword
from holdfast.rules.readings.variables import referenced


@rule(
    title="`ENV` uses a variable that it sets itself",
    why="The whole line is expanded before any of it is set: the variable still has its value from before, which for "
    "one that is new is nothing.",
    fix="Set the variable in an `ENV` of its own, above.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3044",),
    references=("https://docs.docker.com/reference/dockerfile/#environment-replacement",),
    good=(
        "FROM alpine:3.23\nENV PATH=/app/bin:$PATH\nENV A=1\nENV A=2 B=${A}\nENV C=1 D=\\$C E='$C' F=$CD\n",
        "FROM alpine:3.23 AS a\nARG A=1\nFROM a\nENV A=2 B=$A\n",
    ),
    bad=(
        'FROM alpine:3.23\n# violated\nENV HOME=/app CACHE="${HOME}/.cache"\n# violated\nONBUILD ENV A=1 B=$A\n',
        "FROM alpine:3.23\nENV A=1\nFROM alpine:3.23\n# violated\nENV A=2 B=$A\n",
    ),
)
def self_reference_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `ENV` with a pair that names another one of it, unless the stage had set that before."""
    if "ENV" not in by_keyword(dockerfile):
        return
    known: list[set[str]] = []
    anywhere = {pair.key for argument in dockerfile.arguments for pair in argument.pairs}
    for stage in dockerfile.stages:
        here = set(known[stage.base.stage]) if stage.base.stage is not None else set()
        known.append(here)
        for instruction in stage.instructions:
            if not isinstance(instruction, Assignments) or instruction.keyword == "LABEL":
                continue
            if instruction.keyword == "ENV" and (name := _circular(instruction.pairs, here)):
                default = f"{{{name}:" in instruction.text
                peers = () if name in anywhere or default or instruction.onbuild else ("DL3044",)
                message = f"{name} has no value yet where this line uses it"
                yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=peers)
            if not instruction.onbuild:
                names = {pair.key for pair in instruction.pairs}
                here |= names
                anywhere |= names


def _circular(pairs: tuple[Pair, ...], known: set[str]) -> str | None:
    """Return the first variable that is set by one of `pairs` and used by another."""
    for number, pair in enumerate(pairs):
        if pair.value is None or len(pairs) == 1:
            continue
        others = {other.key for place, other in enumerate(pairs) if place != number} - known
        if (name := next((name for name in referenced(pair.value.raw) if name in others), None)) is not None:
            return name
    return None
