"""`sudo` in a build."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands


@rule(
    title="Build uses `sudo`",
    why="For `sudo` to work the image needs a program that makes anybody root, and a rule that lets the build's user "
    "do so without a password. Both stay in the image, for whoever breaks into it.",
    fix="Switch with `USER root` before what needs it and back after it. Leave `sudo` out of the image.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3004", "CKV2_DOCKER_1"),
    references=("https://docs.docker.com/build/building/best-practices/", "cwe:250"),
    good=("FROM debian:13\nUSER root\nRUN echo sudo && apt-get remove -y sudo\nUSER app\n",),
    bad=(
        'FROM debian:13\n# violated\nRUN make && sudo make install\n# violated\nONBUILD RUN ["sudo", "id"]\n',
    ),
)
def sudo_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each command that `sudo` runs."""
    for command in run_commands(dockerfile):
        name = command.command.name or ""
        if name.rpartition("/")[2] in {"sudo", "doas"}:
            peers = ("DL3004",) if name == "sudo" else ()
            checkov = ("CKV2_DOCKER_1",) if name == "sudo" and not command.run.onbuild else ()
            message = f"{name} is used in a build"
            yield Finding(Outcome.VIOLATED, message, command.at, aliases=(*peers, *checkov))
