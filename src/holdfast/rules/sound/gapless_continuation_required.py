"""Empty lines within an instruction."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule

_PEERS = ("NoEmptyContinuation",)


@rule(
    title="Continued line is followed by an empty one",
    why="The instruction goes on behind the empty line: what looks like the next instruction is an argument of this one. "
    "BuildKit warns of it and will refuse it.",
    fix="Delete the empty line, or the backslash before it; write `#` where a line should look empty.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=_PEERS,
    references=("https://docs.docker.com/reference/build-checks/no-empty-continuation/",),
    good=(
        "FROM alpine:3.23\n\nRUN make && \\\n    # then\n    make install\n\nCOPY <<EOF /x\na \\\n\nb\nEOF\n",
    ),
    bad=("FROM alpine:3.23\nRUN make && \\\n# violated\n\n\n    make install\n",),
)
def gapless_continuation_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report the first empty line within each instruction."""
    for gap in dockerfile.gaps:
        yield Finding(Outcome.VIOLATED, "an instruction goes on behind this empty line", gap, aliases=_PEERS)
