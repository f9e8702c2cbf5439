"""Pipes whose first command may fail unseen."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import SHELLS, scripts

_PIPES = ("|", "|&")
_SETTERS = SHELLS | {"set"}


@rule(
    title="Failure within a pipe goes unnoticed",
    why="A shell takes the last command's word for the whole pipe: `wget -O- URL | tar x` succeeds though nothing was "
    "loaded, and the layer is cached without what it should hold.",
    fix='Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` before it, or begin the `RUN` with `set -o pipefail`.',
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL4006",),
    references=("https://docs.docker.com/build/building/best-practices/#using-pipes",),
    good=(
        'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN wget -O- /a | tar x\n',
        'RUN set -eo pipefail; wget -O- /a | tar x\nRUN a || b\nRUN ["/bin/bash", "-o", "pipefail", "-c", "a | b"]\n',
        'SHELL ["pwsh", "-c"]\nRUN Get-Variable | Select-Object\n',
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN wget -O- /a | tar x\nRUN a && x=$(\\\n# violated\nb |& c)\n",
        '# violated\nONBUILD RUN a | b\nSHELL ["/bin/bash", "-c"]\n# violated\nRUN a | b\n',
    ),
)
def pipe_failure_noticed(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report the first pipe of each `RUN` whose shell is not told to notice."""
    for run, commands in scripts(dockerfile):
        if "pipefail" in run.shell or any(word.value == "pipefail" for word in run.argv):
            continue
        for command in commands:
            if command.program in _SETTERS and "pipefail" in command.texts:
                break
            if command.command.operator in _PIPES:
                message = "only the last command of this pipe can make the build fail"
                peers = () if run.onbuild or command.inner else ("DL4006",)
                yield Finding(Outcome.VIOLATED, message, command.at, aliases=peers)
                break
