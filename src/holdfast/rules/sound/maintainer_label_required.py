"""`MAINTAINER`."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_PEERS = ("DL4000", "CKV_DOCKER_6", "MaintainerDeprecated")


@rule(
    title="`MAINTAINER` is deprecated",
    why="It sets a field of the image that tools no longer read, so whoever looks for the people behind the image "
    "does not find them.",
    fix='Write a label: `LABEL org.opencontainers.image.authors="team@example.com"`.',
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=(*_PEERS, "DS022"),
    references=("https://docs.docker.com/reference/build-checks/maintainer-deprecated/",),
    good=("FROM alpine:3.23\nLABEL maintainer=team@example.com\n",),
    bad=("FROM alpine:3.23\n# violated\nMAINTAINER Team <team@example.com>\n",),
)
def maintainer_label_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `MAINTAINER`; as a trigger of `ONBUILD` it is refused outright, which is another rule's."""
    for instruction in instructions(dockerfile, "MAINTAINER"):
        if not instruction.onbuild:
            yield Finding(Outcome.VIOLATED, "MAINTAINER is deprecated", instruction.at, aliases=_PEERS)
