"""Images that run as root unless told otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import BaseKind, Dockerfile, Instruction, Text, User
from holdfast.model.finding import Finding, Outcome
from holdfast.model.image import Image
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.build_stages import base_text, is_fragment, is_root, last_user, opening, users

_NON_ROOT_BASE = re.compile(
    r"gcr\.io/distroless/[^:@]+:(?:[\w.-]+-)?nonroot(?:-\w+)?(?:@.*)?|(?:docker\.io/)?nginxinc/nginx-unprivileged[:@].*"
)
"""Bases whose publisher promises a user other than root."""
_PROCESS = "The process of a container that is root is root on its node as soon as anything lets it out. "


@rule(
    title="Image runs as root",
    why=_PROCESS
    + "An image without a `USER` takes that of its base, which is nearly always root, and starts as root "
    "wherever nobody forbids it.",
    fix="Create a user in the last stage, or take a number such as 10001, and end the stage with `USER 10001`; "
    "a number can be checked by Kubernetes, a name cannot.",
    since="0.1.0",
    judges=(Dockerfile, Image),
    aliases=("DL3002", "CKV_DOCKER_3", "CKV_DOCKER_8", "CIS-DI-0001", "DS002"),
    references=(
        "cis-docker:4.1",
        "nist-800-190:4.4.3",
        "https://docs.docker.com/build/building/best-practices/#user",
    ),
    good=(
        "FROM alpine:3.23\nUSER root\nRUN apk add nginx\nUSER 10001:10001\n",
        "FROM alpine:3.23 AS run\nUSER 10001\nFROM golang:1.25 AS build\nUSER root\nFROM run\n",
        "FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /app\n",
    ),
    bad=(
        "FROM alpine:latest\nUSER root\nCOPY start.sh .\n# violated\nUSER root\n",
        "# violated\nFROM alpine:3.23\nCOPY start.sh .\n",
        "FROM alpine:3.23 AS run\nARG APP=0\n# violated\nUSER $APP:app\nFROM run\n",
        "FROM alpine:3.23\nUSER 10001\n# violated\nONBUILD USER root\n",
        "FROM alpine:3.23\n# violated\nUSER 4294967296\n",
        "FROM alpine:3.23\nARG APP\n# undecided\nUSER $APP\n",
        "ARG BASE\n# undecided\nFROM $BASE\n",
    ),
)
def non_root_image_required(subject: Dockerfile | Image, context: Context[NoParameters]) -> Iterator[Finding]:
    """Report an image whose user is root, and the line of a Dockerfile that makes it so."""
    if isinstance(subject, Image):
        if is_root(subject.user):
            named = f"runs as {subject.user!r}" if subject.user else "names no user, which means root"
            yield Finding(Outcome.VIOLATED, f"the image {named}", "/config/User", aliases=("CIS-DI-0001",))
        return
    if (last := last_user(subject)) is None:
        return
    if last.instruction is not None:
        yield from _judge(last.instruction, subject)
    elif not is_fragment(subject):
        yield from _judge_base(subject, context)
    for stage in subject.stages[-1:]:
        *_, trigger = (None, *users(stage, onbuild=True))
        if trigger is not None:
            yield from _judge(trigger, subject)


def _judge(user: User, dockerfile: Dockerfile) -> Iterator[Finding]:
    """Report a `USER` that is root, or that cannot be told."""
    name = user.user or Text("", "", user.at)
    if name.value is None:
        names = ", ".join(name.unknown) or name.raw
        yield Finding(Outcome.UNDECIDED, f"the user depends on {names}, which has no value here", user.at)
    elif is_root(name.value):
        written = f"USER {user.text.strip()}"
        meaning = "" if name.raw == "root" else ", which is root"
        peers = _peers(user, name.raw, dockerfile)
        yield Finding(Outcome.VIOLATED, f"the last user is `{written}`{meaning}", user.at, aliases=peers)


def _peers(user: User, name: str, dockerfile: Dockerfile) -> tuple[str, ...]:
    """Return what other tools report for a last `USER` that is root, which they compare as text."""
    if user.onbuild or name not in {"root", "0"}:
        return ()
    *_, last = (i for i in dockerfile.instructions() if isinstance(i, User))
    staged = () if is_fragment(dockerfile) else ("DL3002",)
    return (*staged, "CKV_DOCKER_8") if user is last and user.text.strip() == "root" else staged


def _judge_base(dockerfile: Dockerfile, context: Context[NoParameters]) -> Iterator[Finding]:
    """Report a chain of stages without `USER`, unless its base is known to run as somebody else."""
    last, at = last_user(dockerfile), opening(dockerfile)
    assert last is not None
    assert at is not None
    name = base_text(last.base) or ""
    evidence = (context.images or {}).get(name)
    if last.base.base.kind is BaseKind.UNKNOWN:
        message = "no USER, and the user of the base image is not known"
        yield Finding(Outcome.UNDECIDED, message, at, aliases=_none(dockerfile))
    elif isinstance(evidence, Image):
        if is_root(evidence.user):
            yield Finding(
                Outcome.VIOLATED, f"no USER, and {name} runs as root", at, aliases=_none(dockerfile)
            )
    elif _NON_ROOT_BASE.fullmatch(name) is None:
        message = "no USER, so the image runs as the user of its base, which is root unless evidence tells otherwise"
        yield Finding(Outcome.VIOLATED, message, at, aliases=_none(dockerfile))


def _none(dockerfile: Dockerfile) -> tuple[str, ...]:
    """Return what other tools report for a file in which no `USER` stands at all."""
    instructions: tuple[Instruction, ...] = dockerfile.instructions()
    return () if any(isinstance(i, User) for i in instructions) else ("CKV_DOCKER_3",)
