"""Keywords that are written in capitals here and in small letters there, and names of stages in capitals."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, From
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_NAMED = 3
"""Words of `FROM IMAGE AS NAME`."""


@rule(
    title="Keywords are written in mixed case",
    why="Case makes no difference to the builder, and so hides instructions from whoever searches the file for `RUN` or "
    "`USER`; names of stages are compared in small letters, whatever is written.",
    fix="Write keywords in capitals throughout, `AS` too, and names of stages in small letters.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("ConsistentInstructionCasing", "FromAsCasing", "StageNameCasing"),
    references=(
        "https://docs.docker.com/reference/build-checks/consistent-instruction-casing/",
        "https://docs.docker.com/reference/build-checks/from-as-casing/",
        "https://docs.docker.com/reference/build-checks/stage-name-casing/",
    ),
    good=("FROM alpine:3.23 AS a\nRUN make\n", "from alpine:3.23 as a\nrun make\n"),
    bad=(
        "FROM alpine:3.23 AS a\n# violated\nrun make\n# violated\nWorkDir /x\n",
        "# violated\nFROM alpine:3.23 as a\n# violated\nFROM alpine:3.23 AS Final\n",
    ),
)
def consistent_casing_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each keyword that is not in capitals, unless all are small, and each stage whose name has capitals."""
    small = {word.at: word.raw for word in dockerfile.small_keywords}
    all_small = len(small) == sum(1 for i in dockerfile.instructions() if not i.onbuild)
    for at, word in small.items():
        if not all_small or not word.islower():
            message = f"{word} is not written like the other keywords"
            yield Finding(Outcome.VIOLATED, message, at, aliases=("ConsistentInstructionCasing",))
    for stage in instructions(dockerfile, "FROM"):
        if not isinstance(stage, From) or len(stage.arguments) != _NAMED:
            continue
        _image, joint, name = stage.arguments
        if joint.raw.isupper() is (stage.at in small):
            message = f"{joint.raw} is not written like FROM"
            yield Finding(Outcome.VIOLATED, message, stage.at, aliases=("FromAsCasing",))
        if name.raw != name.raw.lower():
            message = f"the name of the stage {name.raw} has capitals"
            yield Finding(Outcome.VIOLATED, message, stage.at, aliases=("StageNameCasing",))
