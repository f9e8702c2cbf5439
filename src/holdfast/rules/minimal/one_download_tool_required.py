"""Two tools for one task."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands

_TOOLS = ("curl", "wget")


@rule(
    title="Both `curl` and `wget` are used",
    why="Each of the two brings its libraries and its vulnerabilities into the image, and gives an intruder one more "
    "way to load tools. One is enough.",
    fix="Use one of them throughout a stage, and install only that.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL4001",),
    references=("https://docs.docker.com/build/building/best-practices/",),
    good=(
        "FROM a\nRUN curl -fsSO /a\nFROM b\nRUN wget -q /b\n",
        "RUN apt-get install -y wget curl && curl /a\n",
    ),
    bad=(
        "FROM alpine:3.23\nRUN curl -fsSO /a\nRUN curl -fsSO /b\n# violated\nRUN wget -q /c\nRUN curl -fsSO /d\n",
    ),
)
def one_download_tool_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report, in each stage, the first use of the second tool."""
    first: dict[tuple[int, bool], str] = {}
    for command in run_commands(dockerfile):
        group = command.stage.index, command.run.onbuild
        if command.program not in _TOOLS or first.setdefault(group, command.program) in {command.program, ""}:
            continue
        message = f"{command.program} is used where {first[group]} is used already"
        yield Finding(Outcome.VIOLATED, message, command.at, aliases=("DL4001",) if command.plain else ())
        first[group] = ""
