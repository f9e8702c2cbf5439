"""Builds that leave the release of their base image."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.package_calls import invocations

_UPGRADES = {
    "zypper": frozenset({"dup", "dist-upgrade"}),
    "dnf": frozenset({"system-upgrade", "distro-sync"}),
    "yum": frozenset({"distro-sync", "distribution-synchronization"}),
}


@rule(
    title="Build upgrades to another release",
    why="After a distribution upgrade the image is no longer the base that its `FROM` names: what was reviewed, "
    "scanned and pinned is replaced by whatever the release of that day is, which may remove packages, too.",
    fix="Name the newer release in `FROM`, and leave upgrades of the system to the base image.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3035",),
    references=("https://en.opensuse.org/SDB:Zypper_manual",),
    good=("FROM opensuse/leap:15.6\nRUN zypper -n update && zypper -n patch && apt-get -y upgrade\n",),
    bad=(
        "FROM opensuse/leap:15.6\n# violated\nRUN zypper -n dup\n# violated\nONBUILD RUN dnf -y distro-sync\n",
    ),
)
def distribution_upgrade_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each distribution upgrade."""
    for used in invocations(dockerfile):
        if used.verb in _UPGRADES.get(used.manager, ()):
            peers = ("DL3035",) if used.by.plain and used.manager == "zypper" else ()
            message = f"{used.manager} {used.verb} leaves the release of the base image"
            yield Finding(Outcome.VIOLATED, message, used.at, aliases=peers)
