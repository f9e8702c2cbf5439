"""`# syntax=` with a tag alone."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule


@rule(
    title="Frontend of the build is not pinned to a digest",
    why="The image that `# syntax=` names is pulled and run before a line of the Dockerfile is read, and decides what every "
    "line means. Whoever moves its tag changes the build without a change to see.",
    fix="Write the digest behind the tag, as `# syntax=docker/dockerfile:1.20@sha256:…`, or leave the directive out and use "
    "the frontend that the builder brings.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("https://docs.docker.com/build/buildkit/frontend/",),
    good=(f"# syntax=docker/dockerfile:1.20@sha256:{'a' * 64}\nFROM scratch\n", "# escape=`\nFROM scratch\n"),
    bad=("# syntax=docker/dockerfile:1 # violated\nFROM scratch\n",),
)
def pinned_frontend_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a `# syntax=` directive without a digest."""
    for directive in dockerfile.directives:
        image = directive.value.split()[0]
        if directive.name == "syntax" and "@sha256:" not in image:
            message = f"the frontend {image} has no digest"
            yield Finding(Outcome.VIOLATED, message, directive.at)
