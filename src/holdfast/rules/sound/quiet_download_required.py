"""Downloads that fill the log of the build with their progress."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands

_QUIET = re.compile(
    r"-(?!-)[a-zA-Z]*?(?:q|nv|[oa])|--(?:quiet|no-verbose|progress|output-file|append-output|help|version|spider)\b"
)
"""Options of wget that shorten its log, send it elsewhere, or load nothing."""


@rule(
    title="Download fills the log with its progress",
    why="Without a terminal `wget` prints a line for every 50 KiB: the one line that says why a build failed drowns in "
    "thousands of dots.",
    fix="Write `wget --progress=dot:giga`, or `wget -nv`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3047",),
    references=("https://www.gnu.org/software/wget/manual/wget.html#Download-Options",),
    good=(
        "RUN wget --progress=dot:giga /a && wget -nv /b && wget -qO- /c && wget -o /dev/null /d && curl /e\n",
    ),
    bad=(
        "FROM alpine:3.23\n# violated\nRUN wget -O /a https://example.com/a\n# violated\nONBUILD RUN wget -nc /b\n",
    ),
)
def quiet_download_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `wget` that prints its progress."""
    for command in run_commands(dockerfile):
        if command.program == "wget" and not any(_QUIET.match(text) for text in command.texts):
            message = "wget prints its whole progress into the log of the build"
            yield Finding(Outcome.VIOLATED, message, command.at, aliases=("DL3047",) if command.plain else ())
