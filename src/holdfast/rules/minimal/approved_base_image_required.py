"""Base images outside the short list that is kept up to date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from holdfast.errors import MalformedError
from holdfast.model.dockerfile import Base, BaseKind, Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.model.reference import Reference
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.build_stages import final_chain, is_fragment


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which base images are approved."""

    images: tuple[str, ...] = ()
    """Repositories (`alpine`, `registry.example.com/base`), with a tag or a pattern for it (`debian:12*`) where only
    some are approved. With none, only `scratch` is."""
    every_stage: bool = False
    """Whether the bases of build stages are judged too, not only that of the last image."""


_LIST = {"images": ("gcr.io/distroless/static-debian12", "alpine:3.2[2-9]*")}


@rule(
    title="Base image is not on the approved list",
    why="Everything in the base is shipped and has to be patched. A short list of small bases keeps that to what is "
    "needed, and means that one rebuild mends all.",
    fix="Start the last stage from an approved base, or from `scratch`, and copy only the built program into it.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("cis-docker:4.2", "cis-docker:4.3", "nist-800-190:4.1.5"),
    parameters=Parameters,
    good=(
        Example("FROM golang:1.25 AS build\nFROM alpine:3.23.2\nCOPY --from=build /app /app\n", _LIST),
        Example("FROM gcr.io/distroless/static-debian12:nonroot AS run\nFROM run\n", _LIST),
        "FROM scratch\nCOPY app /app\n",
    ),
    bad=(
        Example("# violated\nFROM ubuntu:24.04 AS run\nFROM run\n", _LIST),
        Example("# violated\nFROM alpine:3.15.0\n", _LIST),
        Example(f"# undecided\nFROM alpine@sha256:{'a' * 64}\n", _LIST),
        Example("ARG BASE\n# undecided\nFROM $BASE\n", _LIST),
        Example("# violated\nFROM golang:1.25\nFROM scratch\n", {**_LIST, "every_stage": True}),
    ),
)
def approved_base_image_required(dockerfile: Dockerfile, context: Context[Parameters]) -> Iterator[Finding]:
    """Report the base of the last image, or of every stage, that no entry of the list covers."""
    if is_fragment(dockerfile):
        return
    judged = dockerfile.stages if context.parameters.every_stage else final_chain(dockerfile)[-1:]
    for stage in judged:
        at = stage.base.text.at if stage.base.text is not None else stage.instructions[0].at
        match stage.base:
            case Base(kind=BaseKind.IMAGE, reference=Reference() as name):
                covered = [_covers(entry, name) for entry in context.parameters.images]
                if True in covered:
                    continue
                if None in covered:
                    message = f"{name.familiar} names no tag, so the list cannot tell its release"
                    yield Finding(Outcome.UNDECIDED, message, at)
                else:
                    yield Finding(Outcome.VIOLATED, f"{name.familiar} is not an approved base image", at)
            case Base(kind=BaseKind.UNKNOWN, problem=problem):
                yield Finding(Outcome.UNDECIDED, problem or "the base image is not known", at)
            case _:
                pass


def _covers(entry: str, name: Reference) -> bool | None:
    """Tell whether `entry` of the list covers `name`; `None` where a digest hides the tag that would tell."""
    head, slash, last = entry.rpartition("/")
    repository, colon, pattern = last.partition(":")
    try:
        approved = Reference.parse(f"{head}{slash}{repository}")
    except MalformedError:
        return False
    if approved.name != name.name:
        return False
    if not colon or (name.tag is not None and fnmatchcase(name.tag, pattern)):
        return True
    return None if name.tag is None and name.pinned else False
