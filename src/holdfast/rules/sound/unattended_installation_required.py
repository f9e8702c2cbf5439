"""Package managers that would ask, in a build where nobody answers."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.package_calls import Invocation, invocations

_RPM = frozenset({"install", "module install", "group install", "groupinstall", "localinstall", "reinstall"})
_ZYPPER = frozenset({"install", "in", "remove", "rm", "source-install", "si", "patch"})
_YES = ("-y", "--yes", "--assume-yes", "--assumeyes", "--force-yes")
_ASKS: dict[str, tuple[frozenset[str], tuple[str, ...], str | None]] = {
    "apt-get": (frozenset({"install"}), _YES, "DL3014"),
    "apt": (frozenset({"install"}), _YES, None),
    "yum": (_RPM, _YES, "DL3030"),
    "dnf": (_RPM, _YES, "DL3038"),
    "microdnf": (_RPM, _YES, "DL3038"),
    "zypper": (_ZYPPER, (*_YES, "-n", "--non-interactive", "--no-confirm"), "DL3034"),
}
"""Per manager: the verbs that ask, the options that answer, and hadolint's code."""


@rule(
    title="Installation waits for an answer",
    why="A build has nobody to answer: the package manager asks whether to go on, reads the end of its input, and "
    "stops, today or on the day when a package first brings another one with it.",
    fix="Answer beforehand: `apt-get install -y`, `dnf install -y`, `zypper --non-interactive install`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3014", "DL3030", "DL3034", "DL3038"),
    references=("https://docs.docker.com/build/building/best-practices/",),
    good=(
        "RUN apt-get install -qqy curl && apt-get -q -q install git && apt-get install -q=2 vim\n",
        "RUN dnf -y install curl && yum localinstall --assumeyes a.rpm && zypper -n in curl && zypper up\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN apt-get update && apt-get install curl\n",
        "# violated\nONBUILD RUN dnf install curl\n# violated\nRUN zypper rm curl\n",
        "# violated\nRUN apt-get install -q curl\n",
    ),
)
def unattended_installation_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each call that asks before it acts."""
    for used in invocations(dockerfile):
        verbs, answers, code = _ASKS.get(used.manager, (frozenset(), (), None))
        if used.verb in verbs and not used.has(*answers) and not _is_quiet(used):
            peers = (code,) if code is not None and used.by.plain and not _is_left_alone(used) else ()
            message = f"{used.manager} {used.verb} asks before it goes on"
            yield Finding(Outcome.VIOLATED, message, used.at, aliases=peers)


def _is_quiet(used: Invocation) -> bool:
    """Tell whether apt is told twice to be quiet, which implies `--yes`."""
    if not used.manager.startswith("apt"):
        return False
    levels = [int(value) for value in used.values("-q", "--quiet") if value.isdecimal()]
    return used.count("-q", "--quiet") > 1 or any(level > 1 for level in levels)


def _is_left_alone(used: Invocation) -> bool:
    """Tell whether hadolint does not know that this verb asks."""
    return used.verb == "reinstall"
