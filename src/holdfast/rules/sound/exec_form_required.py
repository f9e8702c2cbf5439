"""`CMD` and `ENTRYPOINT` as text for a shell."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Command, Dockerfile, Form, Healthcheck
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger

_DEFAULT_SHELL = ("/bin/sh", "-c")
"""BuildKit takes any other for a shell that is wanted."""


@rule(
    title="Command is not in JSON form",
    why="A shell stands between the container and its program, so the signal to stop does not reach the program: it is "
    "killed after the grace period, with what it had not written yet. An `ENTRYPOINT` of this form drops `CMD` too.",
    fix='Write an array in double quotes, such as `CMD ["server", "--port", "8080"]`.',
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3025", "JSONArgsRecommended"),
    references=("https://docs.docker.com/reference/build-checks/json-args-recommended/",),
    good=('FROM alpine:3.23\nENTRYPOINT ["a"]\nCMD []\nHEALTHCHECK CMD a || exit 1\n',),
    bad=(
        "FROM alpine:3.23\n# violated\nENTRYPOINT server --port 8080\n# violated\nONBUILD CMD ['a']\n",
        "# violated\nCMD [ server ]\n# violated\nHEALTHCHECK CMD ask --quickly\n",
    ),
)
def exec_form_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `CMD` and `ENTRYPOINT` that a shell would run, and each `HEALTHCHECK` that needs none."""
    for instruction in instructions(dockerfile, "CMD", "ENTRYPOINT", "HEALTHCHECK"):
        if isinstance(instruction, Healthcheck):
            if instruction.command is not None and _needs_no_shell(instruction.command):
                message = "this HEALTHCHECK is run by a shell that it does not need"
                peers = unless_trigger(instruction, "DL3025")
                yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=peers)
        elif isinstance(instruction, Command) and instruction.form is Form.SHELL and instruction.text:
            broken = instruction.text.startswith("[")
            how = "is no JSON array, so a shell runs it as text" if broken else "is run by a shell"
            chosen = () if instruction.shell != _DEFAULT_SHELL else ("JSONArgsRecommended",)
            peers = unless_trigger(instruction, "DL3025", *chosen)
            yield Finding(
                Outcome.VIOLATED, f"this {instruction.keyword} {how}", instruction.at, aliases=peers
            )


def _needs_no_shell(command: Command) -> bool:
    """Tell whether `command` is in shell form, though it is one program with literal arguments."""
    if command.form is Form.EXEC or command.script is None or len(command.script.commands) != 1:
        return False
    (only,) = command.script.commands
    plain = not only.assignments and not only.redirects and not only.depth
    return plain and bool(only.words) and all(word.literal for word in only.words)
