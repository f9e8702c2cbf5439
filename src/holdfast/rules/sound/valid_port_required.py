"""`EXPOSE` of something that is no port."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger

_PORT = re.compile(r"(?P<first>\d+)(?:-(?P<last>\d+))?(?:/(?P<protocol>tcp|udp|sctp))?", re.IGNORECASE)
LARGEST = 65535


@rule(
    title="`EXPOSE` names no port",
    why="Ports reach from 0 to 65535. `EXPOSE` takes a port or a range and a protocol, no address and no port of the "
    "host: `80:80` publishes nothing, and builders differ in what they make of it.",
    fix="Write the port of the container alone, such as `EXPOSE 8080/tcp`; publish it when the container is run.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3011", "ExposeInvalidFormat", "ExposeProtoCasing", "DS008"),
    references=(
        "https://docs.docker.com/reference/build-checks/expose-invalid-format/",
        "https://docs.docker.com/reference/build-checks/expose-proto-casing/",
    ),
    good=("FROM alpine:3.23\nARG PORT\nEXPOSE 80 443/udp 8000-8010/tcp $PORT\n",),
    bad=(
        "FROM alpine:3.23\n# violated violated\nEXPOSE 80000 80-65536/tcp\n# violated\nEXPOSE 127.0.0.1:80:80\n",
        "FROM alpine:3.23\n# violated\nEXPOSE 80/TCP\n# violated\nONBUILD EXPOSE http\n",
        "ARG PORT=70000\n# violated\nEXPOSE $PORT\n",
    ),
)
def valid_port_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each argument of `EXPOSE` that is no port or range of ports, or whose protocol is not lower case."""
    for instruction in instructions(dockerfile, "EXPOSE"):
        for port in instruction.arguments:
            if port.value and (fault := _fault(port.value)):
                why, codes = fault
                peers = unless_trigger(instruction, *codes) if "$" not in port.raw else ()
                yield Finding(Outcome.VIOLATED, f"{port.value} {why}", port.at, aliases=peers)


def _fault(port: str) -> tuple[str, tuple[str, ...]] | None:
    """Return what is wrong with `port`, and other tools' codes for it."""
    parts = _PORT.fullmatch(port.strip("\"'"))
    if parts is None:
        return "is no port or range of ports", ("ExposeInvalidFormat",) if ":" in port else ()
    if max(len(parts["first"]), len(parts["last"] or "")) > len(str(LARGEST)) or (
        max(int(parts["first"]), int(parts["last"] or 0)) > LARGEST
    ):
        return f"goes beyond {LARGEST}", ("DL3011",)
    protocol = parts["protocol"] or ""
    if protocol != protocol.lower():
        return "names its protocol in capitals", ("ExposeProtoCasing",)
    return None
