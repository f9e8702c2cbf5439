"""A second `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in one stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import by_keyword, unless_trigger

_CODES = {"CMD": "DL4003", "ENTRYPOINT": "DL4004", "HEALTHCHECK": "DL3012"}


@rule(
    title="A stage states `CMD`, `ENTRYPOINT` or `HEALTHCHECK` twice",
    why="Only the last one counts. The ones above it are dead text that a reader, and who reviews a change of them, "
    "takes for what the container does.",
    fix="Keep one of each in a stage; start several programs from one script, or in several containers.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=(*_CODES.values(), "MultipleInstructionsDisallowed", "DS007", "DS016", "DS023"),
    references=("https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",),
    good=(
        'FROM alpine:3.23 AS a\nENTRYPOINT ["a"]\nCMD ["b"]\nHEALTHCHECK CMD ["c"]\nFROM a\nCMD ["d"]\n',
        'FROM alpine:3.23\nCMD ["a"]\nONBUILD CMD ["b"]\n',
    ),
    bad=(
        'FROM alpine:3.23\nCMD ["a"]\n# violated\nCMD ["b"]\nONBUILD CMD ["c"]\n# violated\nONBUILD CMD ["d"]\n',
        'ENTRYPOINT ["a"]\n# violated\nENTRYPOINT ["b"]\nHEALTHCHECK NONE\n# violated\nHEALTHCHECK CMD ["c"]\n',
    ),
)
def single_command_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each of these instructions that makes an earlier one of its stage void."""
    if all(len(by_keyword(dockerfile).get(keyword, ())) <= 1 for keyword in _CODES):
        return
    for stage in dockerfile.stages:
        met: Counter[tuple[str, bool]] = Counter()
        for instruction in stage.instructions:
            keyword = instruction.keyword
            if keyword in _CODES:
                met[keyword, instruction.onbuild] += 1
                if met[keyword, instruction.onbuild] > 1:
                    message = f"this {keyword} makes the one above it void"
                    peers = unless_trigger(instruction, _CODES[keyword], "MultipleInstructionsDisallowed")
                    yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=peers)
