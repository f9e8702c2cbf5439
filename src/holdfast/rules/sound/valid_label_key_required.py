"""Keys of labels that are no keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Assignments, Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger

_KEY = re.compile(r"[a-z](?:[a-z0-9./_-]*[a-z0-9])?")
_DOUBLED = ("..", "--")
_RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")


@rule(
    title="Key of a label is not well-formed",
    why="Tools look labels up by their key, in lower case. Capitals, doubled separators and odd characters make labels "
    "that nobody finds, and some platforms refuse them; the name spaces of Docker itself are reserved.",
    fix="Write the key as a reversed domain in lower case, such as `com.example.team`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3048",),
    references=("https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations",),
    good=('FROM alpine:3.23\nARG KEY=team\nLABEL com.example.a-b_c=1 "x"=2 io.k8s.x/y=3 $KEY=4\n',),
    bad=(
        "FROM alpine:3.23\n# violated violated violated\nLABEL Team=x com.docker.x=1 a..b=1\n",
        'FROM alpine:3.23\n# violated violated\nONBUILD LABEL 1a=x a.=1\n# violated\nLABEL "a b"=c\n',
    ),
)
def valid_label_key_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each key that is not of the recommended form, or in a reserved name space."""
    for instruction in instructions(dockerfile, "LABEL"):
        if isinstance(instruction, Assignments):
            for pair in instruction.pairs:
                key = pair.key.strip("\"'")
                if "$" not in key and (fault := _fault(key)):
                    peers = unless_trigger(instruction, "DL3048")
                    yield Finding(Outcome.VIOLATED, f"{key} {fault}", pair.at, aliases=peers)


def _fault(key: str) -> str | None:
    """Return what is wrong with `key`."""
    if key.startswith(_RESERVED):
        return "is in a name space that is reserved for Docker"
    if any(pair in key for pair in _DOUBLED):
        return "doubles a separator"
    return None if _KEY.fullmatch(key) else "is not of lower case letters, digits and single separators"
