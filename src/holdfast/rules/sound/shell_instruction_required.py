"""Another shell put in the place of `/bin/sh`."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands

_SH = ("/bin/sh", "/usr/bin/sh")


@rule(
    title="Program `/bin/sh` is replaced",
    why="Every script of the image now runs in a shell that it was not written for, and the next upgrade of a package "
    "silently puts the old one back.",
    fix='Write `SHELL ["/bin/bash", "-c"]`, which changes the shell of the build and nothing else.',
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL4005",),
    references=("https://docs.docker.com/reference/dockerfile/#shell",),
    good=('SHELL ["/bin/bash", "-c"]\nRUN ln -s /bin/sh /usr/local/bin/run && cp /bin/sh /backup\n',),
    bad=(
        "FROM debian:13\n# violated\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh\n",
        "# violated\nONBUILD RUN ln -sf bash /bin/sh\n",
    ),
)
def shell_instruction_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each command that puts something in the place of the shell."""
    for command in run_commands(dockerfile):
        if command.program in {"ln", "cp", "mv"} and len(command.texts) > 1 and command.texts[-1] in _SH:
            peers = (
                ("DL4005",)
                if command.plain and command.program == "ln" and command.texts[-1] == _SH[0]
                else ()
            )
            message = f"{command.texts[-1]} is replaced for every program of the image"
            yield Finding(Outcome.VIOLATED, message, command.at, aliases=peers)
