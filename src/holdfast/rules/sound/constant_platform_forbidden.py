"""`FROM --platform` with one platform written out, or with the one that is meant anyway."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, From, Instruction
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_CONSTANT = ("DL3029", "FromPlatformFlagConstDisallowed")
_DEFAULT = re.compile(r"\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})")


@rule(
    title="`FROM --platform` names one platform",
    why="The stage is then built for that platform wherever the build runs: an image for arm64 gets amd64 programs, "
    "which fail when they start or run in slow emulation. `$TARGETPLATFORM` is what holds without the flag.",
    fix="Leave the flag out; for a stage that compiles across platforms write `--platform=$BUILDPLATFORM`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=(*_CONSTANT, "DL3065", "RedundantTargetPlatform"),
    references=(
        "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/",
        "https://docs.docker.com/reference/build-checks/redundant-target-platform/",
    ),
    good=("FROM --platform=$BUILDPLATFORM golang:1.25 AS build\nFROM alpine:3.23\n",),
    bad=(
        "# violated\nFROM --platform=linux/amd64 alpine:3.23\n# violated\nFROM --platform=${TARGETPLATFORM} b:1\n",
        "ARG P=linux/arm64\n# violated\nFROM --platform=$P a:1\n# violated\nFROM --platform=linux/$TARGETARCH a:1\n",
    ),
)
def constant_platform_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `--platform` that is not made of the platform that the build runs on."""
    for instruction in instructions(dockerfile, "FROM"):
        flag = instruction.flag("platform") if instruction.flags else None
        platform = flag.value if flag is not None else None
        if platform is None or ("BUILD" in platform.raw and "$" in platform.raw):
            continue
        if _DEFAULT.fullmatch(platform.raw):
            peers: tuple[str, ...] = ("DL3065", "RedundantTargetPlatform")
            message = f"{platform.raw} holds without the flag"
        else:
            peers = ("DL3029",) if _is_meant(platform.raw, instruction) else _CONSTANT
            message = f"the stage is always built for {platform.raw}"
        yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=peers)


def _is_meant(platform: str, stage: Instruction) -> bool:
    """Tell whether BuildKit takes `platform` for one that is meant: from a variable, or named by the stage's alias."""
    alias = stage.alias if isinstance(stage, From) else None
    return "$" in platform or any(part in (alias or "") for part in platform.split("/")[1:2])
