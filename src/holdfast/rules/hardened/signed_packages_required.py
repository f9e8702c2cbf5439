"""Packages that are installed without a look at their signature."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import RunCommand, run_commands

_APT = {"--allow-unauthenticated": "CKV2_DOCKER_8", "--force-yes": "CKV2_DOCKER_11"}
_NO_KEY = {"--nogpgcheck": "CKV2_DOCKER_9"}
_RPM = ("--nodigest", "--nosignature", "--noverify", "--nofiledigest")
_UNSIGNED: dict[str, dict[str, str]] = {
    "apt-get": _APT,
    "apt": _APT,
    "apk": {"--allow-untrusted": "CKV2_DOCKER_7"},
    "yum": _NO_KEY,
    "dnf": _NO_KEY,
    "tdnf": _NO_KEY,
    "microdnf": _NO_KEY,
    "rpm": dict.fromkeys(_RPM, "CKV2_DOCKER_10"),
    "zypper": {"--no-gpg-checks": "", "--allow-unsigned-rpm": ""},
}
"""Per program: the options that install what nobody signed, and checkov's codes."""


@rule(
    title="Packages are installed without a check of their signature",
    why="The signature is what ties a package to the distribution. Without it a mirror, a proxy or a neighbour on the "
    "network decides what runs as root in the build and is shipped in the image.",
    fix="Install the key of the repository (`apk --keys-dir`, `rpm --import`, `signed-by=` of apt), and leave the "
    "option out. For a local package, check its digest first and install it from a signed repository.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("CKV2_DOCKER_7", "CKV2_DOCKER_8", "CKV2_DOCKER_9", "CKV2_DOCKER_10", "CKV2_DOCKER_11"),
    references=("cwe:347", "nist-800-190:4.1.5"),
    good=(
        "FROM alpine:3.23\nRUN apk add --keys-dir /keys git && rpm -ivh --nodeps a.rpm && apt-get install -y git\n",
    ),
    bad=(
        "FROM alpine:3.23\n# violated\nRUN apk --allow-untrusted add /a.apk\n# violated\nRUN dnf install --nogpgcheck a\n",
        "# violated\nRUN apt-get -y --force-yes install a\n# violated\nONBUILD RUN rpm -i --nosignature a.rpm\n",
    ),
)
def signed_packages_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each option that switches the check off."""
    for command in run_commands(dockerfile):
        options = _UNSIGNED.get(command.program)
        if options is None:
            continue
        for word in command.arguments:
            code = options.get(word.text.partition("=")[0])
            if code is not None:
                message = f"{command.program} {word.text} installs what nobody signed"
                yield Finding(Outcome.VIOLATED, message, word.at, aliases=_peers(command, code))


def _peers(command: RunCommand, code: str) -> tuple[str, ...]:
    """Return the code that checkov reports; it reads neither triggers nor exec forms, and of apt only `apt-get`."""
    seen = code and not command.run.onbuild and not command.run.argv and command.program != "apt"
    return (code,) if seen else ()
