"""Package indexes and downloads that stay in the image."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.package_caches import code, kept_caches


@rule(
    title="Package manager's cache stays in the image",
    why="Package lists and downloads are of no use at run time, and a later `RUN` cannot take them out of the layer: "
    "every pull pays for them, and a stale list makes later installations fail.",
    fix="Clean up in the same `RUN` (`rm -rf /var/lib/apt/lists/*`, `dnf clean all`), let the tool keep nothing "
    "(`apk --no-cache`, `pip --no-cache-dir`), or put the cache on `RUN --mount=type=cache`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3009", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060"),
    references=("https://docs.docker.com/build/building/best-practices/", "cis-docker:4.3"),
    good=(
        "FROM debian:13\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
        "FROM debian:13 AS build\nRUN apt-get update\nFROM scratch\nCOPY --from=build /a /a\n",
        "RUN --mount=type=cache,target=/root/.cache/pip pip install a\nENV PIP_NO_CACHE_DIR=1\nRUN pip install b\n",
        "RUN apk add --no-cache git && dnf install -y git && dnf clean all\nRUN yarn install && yarn cache clean\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nRUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*\n",
        "# violated\nRUN apk add git\n# violated\nRUN pip install flask\n# violated\nRUN yarn cache clean && yarn install\n",
        "# violated\nONBUILD RUN yum install -y git\n# violated\nRUN zypper in -y git\n",
    ),
)
def package_cache_removed(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each call in the stages of the last image that fills a cache which nothing empties."""
    for used in kept_caches(dockerfile):
        message = f"the cache of {used.manager} {used.verb} stays in the image"
        yield Finding(Outcome.VIOLATED, message, used.at, aliases=(code(used),) if used.by.plain else ())
