"""Final images that start from an image made for compiling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import BaseKind, Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.build_stages import final_chain, opening

_HUB = "docker.io/library/"
_COMPILERS = frozenset(
    f"{_HUB}{name}" for name in ("gcc", "golang", "gradle", "haskell", "maven", "rust", "sbt", "swift")
) | {"mcr.microsoft.com/dotnet/sdk", "mcr.microsoft.com/dotnet/nightly/sdk"}
_RUNTIME_TAG = re.compile(r"slim\b.*")
_STARTS = frozenset({"CMD", "ENTRYPOINT"})


@rule(
    title="Final image ships a compiler",
    why="Compilers, package managers and headers are of no use to a program that runs; they make the image several times "
    "larger, bring vulnerabilities of their own and give an intruder the tools to build more.",
    fix="Compile in a first stage, and copy the result into a second one: `FROM gcr.io/distroless/static AS final` and "
    "`COPY --from=build /app /app`.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("https://docs.docker.com/build/building/multi-stage/", "nist-800-190:4.1.1"),
    good=(
        'FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app"]\n',
        "FROM rust:1.90\nRUN rustup component add clippy\n",
        'FROM swift:6.2-slim\nCMD ["/app"]\n',
    ),
    bad=('FROM golang:1.25 AS build\nRUN go build -o /app .\n# violated\nFROM build\nENTRYPOINT ["/app"]\n',),
)
def build_tools_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a final image that states what it runs and whose base is known as an image of a compiler."""
    chain, at = final_chain(dockerfile), opening(dockerfile)
    if not chain or at is None or chain[-1].base.kind is not BaseKind.IMAGE:
        return
    base = chain[-1].base.reference
    if base is None or base.name not in _COMPILERS or _RUNTIME_TAG.search(base.tag or "") is not None:
        return
    if any(i.keyword in _STARTS and not i.onbuild for stage in chain for i in stage.instructions):
        message = f"{base.familiar} brings a compiler into the final image"
        yield Finding(Outcome.VIOLATED, message, at)
