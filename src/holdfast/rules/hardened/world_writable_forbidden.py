"""Files that everybody may write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands

_OCTAL = re.compile(r"0*[0-7]{1,4}\Z")
_CLAUSE = re.compile(r"[ug]*[oa][ugoa]*[+=][rxXst]*w")
_OTHERS, _STICKY = 0o002, 0o1000


@rule(
    title="File may be written by everybody",
    why="Any process in the container, also one that was broken into and runs without rights, can replace what others "
    "run or read: the way from a foothold to the whole container.",
    fix="Give the files to the user that needs them (`COPY --chown`, `chown`), with `755` or `644` at most.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("cwe:732", "cis-docker:4.8"),
    good=(
        "FROM debian:13\nRUN chmod -R 755 /app && chmod 1777 /tmp && chmod +x,g+w /a /777\nCOPY --chmod=0644 a /a\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN mkdir /data && chmod -R 777 /data\n# violated\nCOPY --chmod=0666 a /a\n",
        "# violated\nONBUILD RUN chmod a+rwx /app\n",
    ),
)
def world_writable_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each mode that lets everybody write."""
    for mode, at in _modes(dockerfile):
        if _is_open(mode):
            yield Finding(Outcome.VIOLATED, f"mode {mode} lets everybody write", at)


def _modes(dockerfile: Dockerfile) -> Iterator[tuple[str, Position]]:
    for command in run_commands(dockerfile):
        if command.program in {"chmod", "mkdir", "install"}:
            for word, before in zip(command.arguments, ("", *command.texts), strict=False):
                if command.program == "chmod" and not word.text.startswith("-"):
                    yield word.text, command.at
                    break
                if command.program != "chmod" and before in {"-m", "--mode"}:
                    yield word.text, command.at
    for instruction in dockerfile.instructions():
        if isinstance(instruction, Transfer) and (flag := instruction.flag("chmod")) and flag.value:
            yield flag.value.value or "", instruction.at


def _is_open(mode: str) -> bool:
    if _OCTAL.match(mode):
        return bool(int(mode, 8) & _OTHERS) and not int(mode, 8) & _STICKY
    return any(_CLAUSE.match(clause) for clause in mode.split(","))
