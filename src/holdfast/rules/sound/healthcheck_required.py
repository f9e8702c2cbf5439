"""Images that do not say how their health is checked."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.build_stages import final_chain, is_fragment, opening
from holdfast.rules.readings.instructions import by_keyword


@rule(
    title="Image states no `HEALTHCHECK`",
    why="Docker, Compose and Swarm then know only whether the process lives, not whether it answers, and leave a hung "
    "container in service. Kubernetes uses its own probes and needs none.",
    fix="Add `HEALTHCHECK CMD` with a cheap question to the program, or `HEALTHCHECK NONE` where only Kubernetes runs it.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3057", "CKV_DOCKER_2", "CIS-DI-0006", "DS026"),
    references=("cis-docker:4.6",),
    good=(
        'FROM alpine:3.23 AS a\nHEALTHCHECK CMD ["ask"]\nFROM a\n',
        "FROM alpine:3.23\nHEALTHCHECK NONE\n",
        "RUN make\n",
    ),
    bad=('FROM alpine:3.23\nHEALTHCHECK CMD ["ask"]\n# violated\nFROM alpine:3.23\n',),
)
def healthcheck_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a final image for which neither its stage nor those below state `HEALTHCHECK`."""
    if is_fragment(dockerfile) or (at := opening(dockerfile)) is None:
        return
    stated = (i for stage in final_chain(dockerfile) for i in stage.instructions if not i.onbuild)
    if all(instruction.keyword != "HEALTHCHECK" for instruction in stated):
        peers = ("DL3057",) if "HEALTHCHECK" in by_keyword(dockerfile) else ("DL3057", "CKV_DOCKER_2")
        yield Finding(Outcome.VIOLATED, "the image states no HEALTHCHECK", at, aliases=peers)
