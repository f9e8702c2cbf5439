"""Package lists that are renewed apart from the installation that needs them."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Command, Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.package_calls import Invocation, invocations

_UPDATES = {"apt-get": "update", "apt": "update", "apk": "update"}
"""Managers whose `update` renews the lists and nothing else."""


@rule(
    title="Package lists are renewed in a `RUN` of their own",
    why="The layer with the lists is cached. When a later `RUN` asks for another package, it is looked up in lists of "
    "months ago: the build fails, or installs a version that has been mended since.",
    fix="Join the two: `RUN apt-get update && apt-get install -y curl`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("CKV_DOCKER_5",),
    references=("https://docs.docker.com/build/building/best-practices/#apt-get",),
    good=(
        "RUN apt-get update && xargs apt-get install -y < /list\n",
        "FROM debian:13\nRUN apt-get update && apt-get install -y curl\nRUN apk update && apk upgrade && dnf update\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN apt-get update\nRUN apt-get install -y curl\n# violated\nONBUILD RUN apk update\n",
    ),
)
def fresh_package_list_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `RUN` that renews package lists and does nothing with them."""
    groups: list[tuple[Command, list[Invocation]]] = []
    for used in invocations(dockerfile):
        if not groups or groups[-1][0] is not used.by.run:
            groups.append((used.by.run, []))
        groups[-1][1].append(used)
    for run, calls in groups:
        if all(_UPDATES.get(used.manager) == used.verb for used in calls) and "install" not in run.text:
            peers = () if run.onbuild or run.argv else ("CKV_DOCKER_5",)
            message = f"{calls[0].manager} update renews lists that this RUN does not use"
            yield Finding(Outcome.VIOLATED, message, calls[0].at, aliases=peers)
