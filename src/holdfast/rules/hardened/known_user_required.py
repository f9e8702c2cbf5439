"""`USER` names that nobody creates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.build_stages import chain_of, users
from holdfast.rules.readings.known_users import Presence, presence


@dataclass(frozen=True, slots=True)
class Parameters:
    """Users that are there without being created."""

    known_users: tuple[str, ...] = ()
    """Names that the organisation's own base images create."""


@rule(
    title="USER names a user that is never created",
    why="A container whose user is not in its `/etc/passwd` does not start, and what is done about it in a hurry is to "
    "run it as root.",
    fix="Create the user before (`RUN adduser -D app` on Alpine, `RUN useradd --system app` on Debian), or write a "
    "number, which needs no entry.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("cis-docker:4.1",),
    parameters=Parameters,
    good=(
        "FROM alpine:3.23\nRUN addgroup app && adduser -D -G app app\nUSER app:app\n",
        "FROM debian:12 AS run\nRUN useradd --system app\nFROM run\nUSER app\n",
        "FROM alpine:3.23\nUSER 10001\nRUN true\nUSER nobody\n",
        "FROM node:24\nUSER node\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y nginx\nUSER nginx\n",
        Example("FROM alpine:3.23\nUSER app\n", {"known_users": ("app",)}),
    ),
    bad=(
        'FROM alpine:3.15.0\n# violated\nUSER userone\nCMD ["./start.sh"]\n',
        "FROM scratch\n# violated\nUSER nobody\n",
        "FROM debian:12 AS build\nRUN useradd app\nFROM debian:12\n# violated\nUSER app\n",
        "FROM registry.example.com/base:1\n# undecided\nUSER app\n",
        "FROM alpine:3.23\nCOPY setup.sh /tmp/\nRUN /tmp/setup.sh\n# undecided\nUSER app\n",
    ),
)
def known_user_required(dockerfile: Dockerfile, context: Context[Parameters]) -> Iterator[Finding]:
    """Report the first use in a stage of each name that neither its base nor a command brings."""
    for stage in dockerfile.stages:
        chain = chain_of(dockerfile, stage)
        told: set[str] = set()
        for user in users(stage, onbuild=False):
            name = user.user.value if user.user is not None else None
            if not name or name in told or name.lstrip("+-").isdecimal():
                continue
            if name in context.parameters.known_users or name == "root":
                continue
            told.add(name)
            match presence(name, chain, user):
                case Presence.ABSENT:
                    yield Finding(Outcome.VIOLATED, f"user {name!r} is never created", user.at)
                case Presence.UNKNOWN:
                    message = f"user {name!r} is not seen to be created; the base image or a script may do it"
                    yield Finding(Outcome.UNDECIDED, message, user.at)
                case Presence.EXISTS:
                    pass
