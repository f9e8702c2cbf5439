"""Two stages of one name."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, From
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_RESERVED = frozenset({"scratch", "context"})


@rule(
    title="Name of a stage is taken",
    why="Where two stages share a name, `--from` and `--target` mean the later one only below it: moving a block "
    "silently changes what is copied. `scratch` and `context` mean something to BuildKit itself.",
    fix="Give every stage a name of its own.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3024", "DuplicateStageName", "ReservedStageName", "DS012"),
    references=(
        "https://docs.docker.com/reference/build-checks/duplicate-stage-name/",
        "https://docs.docker.com/reference/build-checks/reserved-stage-name/",
    ),
    good=("FROM alpine:3.23 AS a\nFROM a AS b\nFROM b\n",),
    bad=(
        "FROM alpine:3.23 AS a\n# violated\nFROM alpine:3.23 AS a\n# violated\nFROM a AS A\n",
        "# violated\nFROM alpine:3.23 AS context\n",
    ),
)
def unique_stage_names_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each name that an earlier stage, or BuildKit, has taken; case makes no difference."""
    seen: set[str] = set()
    written: set[str] = set()
    for stage in instructions(dockerfile, "FROM"):
        if not isinstance(stage, From) or stage.alias is None:
            continue
        raw = stage.arguments[2].raw
        if stage.alias in _RESERVED:
            message = f"{raw} means something to BuildKit"
            yield Finding(Outcome.VIOLATED, message, stage.at, aliases=("ReservedStageName",))
        elif stage.alias in seen:
            peers = ("DL3024", "DuplicateStageName") if raw in written else ("DuplicateStageName",)
            yield Finding(
                Outcome.VIOLATED, f"an earlier stage is called {stage.alias}", stage.at, aliases=peers
            )
        seen.add(stage.alias)
        written.add(raw)
