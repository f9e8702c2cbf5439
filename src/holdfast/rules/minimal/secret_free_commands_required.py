"""Secrets on the command lines of a build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import Position
from holdfast.model.secret_shapes import fault, is_literal, named_secret, shape
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.run_commands import RunCommand, run_commands


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which names are no secrets."""

    allowed_names: tuple[str, ...] = ()
    """Names of variables and options, exactly as written (`--token`), whose values nobody has to hide."""


@rule(
    title="Secret stands on a command line of the build",
    why="The command line of a `RUN` is kept in the history of the image and in the cache and the log of the build, and "
    "is read by whoever can pull. A later `RUN` cannot take it back.",
    fix="Mount it: `RUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) ...`. Change what leaked.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("cis-docker:4.10", "nist-800-190:4.1.4", "cwe:798"),
    parameters=Parameters,
    good=(
        "FROM a\nRUN --mount=type=secret,id=t TOKEN=$(cat /run/secrets/t) npm ci && mysql --password=$PW -u app\n",
        "RUN curl -u app:$PASSWORD https://example.com/ && tool --token-file /t --password-stdin < /p\n",
        Example("RUN tool --token public\n", {"allowed_names": ("--token",)}),
    ),
    bad=(
        "FROM a\n# violated\nRUN export NPM_TOKEN=abcdef && npm ci\n# violated\nRUN mysql --password=hunter2 -u app\n",
        "# violated\nRUN git clone https://me:hunter2@example.com/a\n# violated\nONBUILD RUN curl -su me:hunter2 /a\n",
        "# violated\nRUN tool --token abcdef\n",
    ),
)
def secret_free_commands_required(dockerfile: Dockerfile, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each secret on a command line, by the name before it or by its form, and never the secret itself."""
    for command in run_commands(dockerfile):
        for name, why, at in _secrets(command):
            if name not in context.parameters.allowed_names:
                yield Finding(Outcome.VIOLATED, why, at)


def _secrets(command: RunCommand) -> Iterator[tuple[str, str, Position]]:
    for assignment in command.command.assignments:
        if why := fault(assignment.name, assignment.value.text):
            yield assignment.name, why, assignment.value.at
    before = ""
    for word in command.arguments:
        name, equals, value = word.text.partition("=")
        if what := shape(word.text):
            yield "", f"an argument of {command.program or 'a command'} holds {what}", word.at
        elif equals and _is_named(name) and is_literal(value):
            yield name, f"{name} holds a secret in plain text", word.at
        elif (
            before.startswith("--")
            and _is_named(before)
            and not name.startswith("-")
            and is_literal(word.text)
        ):
            yield before, f"{before} holds a secret in plain text", word.at
        elif command.program == "curl" and _is_login(before, word.text):
            yield before, f"{before} of curl holds a password in plain text", word.at
        before = word.text


def _is_named(name: str) -> bool:
    """Tell whether a variable or an option is one for secrets."""
    return named_secret(name.lstrip("-"))


def _is_login(option: str, value: str) -> bool:
    """Tell whether curl is given a user with a password: `-u user:password`."""
    short = option.startswith("-") and not option.startswith("--") and option.endswith("u")
    _, colon, password = value.partition(":")
    return (short or option == "--user") and bool(colon) and is_literal(password)
