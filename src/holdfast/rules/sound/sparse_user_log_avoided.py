"""Users with large numbers, whose log of logins fills the layer."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import RunCommand, run_commands

_SHORT = 5
"""Digits of a user's number that make a log of no size to speak of."""


@rule(
    title="User with a large number gets a log entry",
    why="`useradd` writes the user into `/var/log/lastlog` and `faillog` at a place that grows with its number. The "
    "file is sparse on disk, and becomes gigabytes of zeros in a layer.",
    fix="Add `--no-log-init` (`-l`), or take a number below 100000.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3046",),
    references=("https://docs.docker.com/build/building/best-practices/#user",),
    good=(
        "RUN useradd -u 10001 app && useradd -l -u 1234567 big && useradd --no-log-init --uid=999999 other\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN useradd -m -u 1234567 app\n",
        "# undecided\nONBUILD RUN useradd -u ${NUMBER} app\n# violated\nRUN useradd --uid=999999 app\n",
    ),
)
def sparse_user_log_avoided(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `useradd` with a large number that writes the log of logins."""
    for command in run_commands(dockerfile):
        if command.program != "useradd" or _logs_nothing(command.texts):
            continue
        number, seen = _number(command)
        if number is None or (number.isdecimal() and len(number) <= _SHORT):
            continue
        outcome = Outcome.VIOLATED if number.isdecimal() else Outcome.UNDECIDED
        message = f"user number {number} makes a large log of logins"
        if outcome is Outcome.UNDECIDED:
            message = f"whether {number} is a large user number cannot be told"
        yield Finding(outcome, message, command.at, aliases=("DL3046",) if seen and command.plain else ())


def _logs_nothing(texts: tuple[str, ...]) -> bool:
    return any(
        t == "--no-log-init" or (t[:1] == "-" and t[:2] != "--" and "l" in t.partition("u")[0]) for t in texts
    )


def _number(command: RunCommand) -> tuple[str | None, bool]:
    """Return the number that is asked for, and whether hadolint reads it."""
    texts = command.texts
    for text, following in zip(texts, (*texts[1:], ""), strict=True):
        if text.startswith("--uid="):
            return text.partition("=")[2], False
        if text == "--uid":
            return following, False
        if text.startswith("-") and not text.startswith("--") and "u" in text:
            attached = text.partition("u")[2]
            return attached or following, not attached
    return None, False
