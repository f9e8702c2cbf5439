"""Images that offer SSH."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger

_PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?(?:/tcp)?", re.IGNORECASE)
_SSH = 22


@rule(
    title="Image exposes the port of SSH",
    why="Who logs into a container changes what nobody reviewed and no image records, and the server brings keys, "
    "passwords and a port to attack.",
    fix="Leave SSH out; use `kubectl exec` or `docker exec`, which ask for permission and keep a record.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("CKV_DOCKER_1", "DS004"),
    references=("cis-docker:5.7", "nist-800-190:4.4.1"),
    good=("FROM alpine:3.23\nEXPOSE 80 2222 22/udp\n",),
    bad=(
        "FROM alpine:3.23\n# violated\nEXPOSE 80 22\n# violated\nEXPOSE 22/tcp\n# violated\nONBUILD EXPOSE 20-25\n",
    ),
)
def exposed_ssh_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `EXPOSE` of port 22."""
    for instruction in instructions(dockerfile, "EXPOSE"):
        for port in instruction.arguments:
            ports = _PORTS.fullmatch(port.value or "")
            if ports is not None and int(ports[1]) <= _SSH <= int(ports[2] or ports[1]):
                peers = unless_trigger(instruction, "CKV_DOCKER_1") if ports[2] is None else ()
                yield Finding(Outcome.VIOLATED, f"{port.value} is the port of SSH", port.at, aliases=peers)
