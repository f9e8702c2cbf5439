"""Packages that a build installs in whatever version is newest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.package_calls import invocations
from holdfast.rules.readings.package_versions import unversioned


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which packages need no version."""

    newest: tuple[str, ...] = ()
    """Packages, exactly as written, that are wanted in their newest version, such as `ca-certificates`."""


@rule(
    title="Package is installed without a version",
    why="The newest version of today is not that of tomorrow: two builds of one Dockerfile give two images, and a "
    "package that was taken over or broken comes in without a change that anybody could review.",
    fix="State the version (`curl=8.5.0-2`, `flask==3.1.0`, `express@4.21.2`), or install from a lock file.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3008", "DL3013", "DL3016", "DL3018", "DL3028", "DL3033", "DL3037", "DL3041", "DL3062"),
    references=("https://docs.docker.com/build/building/best-practices/", "cwe:1357"),
    parameters=Parameters,
    good=(
        "FROM debian:13\nRUN apt-get install -y -t trixie curl=8.14.1-2 /tmp/tool.deb && apk add 'git~2.49'\n",
        "FROM python:3.13\nRUN pip install -r requirements.txt && python -m pip install flask==3.1.0 .\n",
        "RUN npm ci && npm install -g @vue/cli@5.0.8 && gem install rake -v 13.2.1 && go install a.dev/b@v1.2.0\n",
        "RUN dnf install -y httpd-2.4.62 && zypper in -y 'git>=2.49' && npm install\n",
        Example("RUN apk add ca-certificates\n", {"newest": ("ca-certificates",)}),
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN apt-get update && apt-get install -y curl git=1:2.47.2-0.1\n",
        "# violated\nRUN python3 -m pip install --timeout 60 flask\n# violated\nONBUILD RUN npm install -g npm@latest\n",
        "# undecided\nRUN apk add $PACKAGES\n# violated\nRUN go install golang.org/x/tools/gopls@latest\n",
        "# violated\nRUN dnf install -y httpd\n# violated\nRUN gem install rake:13.2.1 rails\n",
        "# violated\nRUN zypper in git\n",
    ),
)
def package_version_required(dockerfile: Dockerfile, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each installation that leaves the version of a package open."""
    for used in invocations(dockerfile):
        found = unversioned(used, context.parameters.newest)
        if found is None:
            continue
        codes = (found.code,) if found.code else ()
        if found.packages:
            message = f"{used.manager} installs {', '.join(found.packages)} without a version"
            yield Finding(Outcome.VIOLATED, message, used.at, aliases=codes)
        else:
            message = f"whether {', '.join(found.unknown)} states versions cannot be told"
            yield Finding(Outcome.UNDECIDED, message, used.at, aliases=codes)
