"""Passwords of users that a build sets."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import RunCommand, run_commands


@rule(
    title="Build gives a user a password",
    why="The password stands in the history of the image and its hash in every copy, the same everywhere. Whoever reads "
    "it becomes that user, in each container there is.",
    fix="Leave users without a password (`useradd`, `adduser --disabled-password`): a container needs no log-in.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("CKV2_DOCKER_17",),
    references=("cwe:259", "cwe:798"),
    good=(
        "FROM debian:13\nRUN adduser --disabled-password app && useradd -m web && passwd -l root && passwd --delete a\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN echo root:hunter2 | chpasswd\n# violated\nRUN useradd -p $HASH app\n",
        "# violated\nONBUILD RUN echo hunter2 | passwd --stdin root\n",
    ),
)
def set_password_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each command that sets a password."""
    for command in run_commands(dockerfile):
        if _sets_password(command):
            heard = command.program == "chpasswd" and not command.run.onbuild and not command.run.argv
            message = f"{command.program} gives a user a password that every copy of the image has"
            yield Finding(Outcome.VIOLATED, message, command.at, aliases=("CKV2_DOCKER_17",) if heard else ())


def _sets_password(command: RunCommand) -> bool:
    texts = command.texts
    match command.program:
        case "chpasswd":
            return True
        case "passwd":
            return "--stdin" in texts or command.command.operator == "|"
        case "useradd" | "usermod":
            return any(text in {"-p", "--password"} or text.startswith("--password=") for text in texts)
    return False
