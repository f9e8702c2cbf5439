"""`ADD` of something remote whose bytes nobody checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_REMOTE = re.compile(r"[\"']?(?:https?://|git://|ssh://|git@[\w.-]+:)", re.IGNORECASE)
_COMMIT = re.compile(r"#[0-9a-f]{40,64}(?::|[\"']?\Z)|[?&]checksum=[0-9a-f]{7,}")


@rule(
    title="`ADD` fetches what nobody checks",
    why="What the address gives today need not be what it gave when it was tried. Whoever holds the server, or the name "
    "of it, decides what goes into the image.",
    fix="Write `ADD --checksum=sha256:…` for a file, and the whole hash of the commit behind `#` for a Git repository.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=(
        "https://docs.docker.com/reference/dockerfile/#add---checksum",
        "https://slsa.dev/spec/v1.0/threats",
    ),
    good=(
        (
            f"FROM scratch\nADD --checksum=sha256:{'a' * 64} https://example.com/a /a\nADD a.tar /\n"
            f"ADD https://github.com/moby/buildkit.git#{'b' * 40} /b\n"
        ),
    ),
    bad=(
        (
            "FROM scratch\n# violated\nADD https://example.com/a /a\n# violated\nADD git@github.com:x/y.git#v1 /b\n"
            "# violated\nONBUILD ADD https://example.com/$A /a\n"
        ),
    ),
)
def checksum_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `ADD` of a URL without `--checksum`, and of a repository without a commit."""
    for instruction in instructions(dockerfile, "ADD"):
        if not isinstance(instruction, Transfer) or instruction.flag("checksum") is not None:
            continue
        for source in instruction.sources:
            name = source.raw if source.value is None else source.value
            if _REMOTE.match(name) and _COMMIT.search(name) is None:
                yield Finding(Outcome.VIOLATED, f"{name} has no checksum", source.at)
