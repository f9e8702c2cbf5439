"""`apt`, which is made for people, in a script."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands


@rule(
    title="Command `apt` is used in a script",
    why="The command line of `apt` is for people: it says itself that it may change between releases, and what it "
    "prints and asks is not for scripts.",
    fix="Use `apt-get`, and `apt-cache` to search.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3027", "CKV_DOCKER_9"),
    references=("https://manpages.debian.org/stable/apt/apt.8.en.html",),
    good=("RUN apt-get update && apt-cache policy apt && apt-key list\n",),
    bad=("FROM debian:13\n# violated\nRUN apt install -y curl\n# violated\nONBUILD RUN sudo apt update\n",),
)
def stable_command_line_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each call of `apt`."""
    for command in run_commands(dockerfile):
        if command.program == "apt":
            hadolint = ("DL3027",) if command.plain else ()
            checkov = () if command.run.onbuild or command.run.argv else ("CKV_DOCKER_9",)
            message = "apt is not made for scripts"
            yield Finding(Outcome.VIOLATED, message, command.at, aliases=(*hadolint, *checkov))
