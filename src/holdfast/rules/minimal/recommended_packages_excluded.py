"""Packages that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Stage
from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.package_calls import Invocation, invocations


@rule(
    title="Recommended packages are installed, too",
    why="Debian's tools install what a package recommends, not only what it needs: mail servers, documentation and "
    "fonts come along, each of them more to pull, to patch and to attack.",
    fix="Write `apt-get install --no-install-recommends`, and name what turns out to be missing.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3015",),
    references=("https://docs.docker.com/build/building/best-practices/", "cis-docker:4.3"),
    good=(
        "RUN apt-get install -y --no-install-recommends curl && apt-get -o APT::Install-Recommends=false install -y git\n",
        "RUN echo 'APT::Install-Recommends \"0\";' > /etc/apt/apt.conf.d/99lean && apt-get install -y curl\n",
        "RUN apt-get update && apk add git\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN apt-get update && apt-get install -y curl\n",
        "# violated\nONBUILD RUN apt-get install -y -o APT::Install-Suggests=false curl\n",
    ),
)
def recommended_packages_excluded(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each installation by apt that takes recommended packages along."""
    configured: dict[int, Position | None] = {}
    for used in invocations(dockerfile):
        if used.manager not in {"apt-get", "apt"} or used.verb != "install" or _is_lean(used):
            continue
        stage = used.by.stage
        if stage.index not in configured:
            configured[stage.index] = _configuration(stage)
        since = configured[stage.index]
        if since is None or used.by.run.at < since:
            message = f"{used.manager} install takes recommended packages along"
            peers = ("DL3015",) if used.by.plain and used.manager == "apt-get" else ()
            yield Finding(Outcome.VIOLATED, message, used.at, aliases=peers)


def _is_lean(used: Invocation) -> bool:
    """Tell whether an option leaves recommended packages out."""
    if used.has("--no-install-recommends"):
        return True
    settings = (value.lower().partition("=")[::2] for value in used.values("-o", "--option"))
    return any(
        name == "apt::install-recommends" and value in {"false", "0", "no"} for name, value in settings
    )


def _configuration(stage: Stage) -> Position | None:
    """Return the first instruction that writes so into the configuration of apt; `None` where none does."""
    return next(
        (
            instruction.at
            for instruction in stage.instructions
            if "apt.conf" in instruction.text and "Install-Recommends" in instruction.text
        ),
        None,
    )
