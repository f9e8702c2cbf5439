"""`ADD` for what `COPY` does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Text, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions, unless_trigger

_ARCHIVE = re.compile(
    r".*\.(?:tar|gz|bz2|xz|lz|lzma|zst|Z|tZ|tgz|tbz|tbz2|tb2|txz|tlz|taz|tzst|tar\.\w+)[\"']?", re.DOTALL
)
_REMOTE = re.compile(r"[\"']?(?:https?://|git://|ssh://|git@[\w.-]+:)", re.IGNORECASE)
_VARIABLE = re.compile(r"[\"']?\$(?:\w+|\{\w+\})[\"']?")


@rule(
    title="`ADD` copies local files",
    why="`ADD` also fetches URLs and unpacks archives. Where plain files are meant, that is a surprise in waiting: "
    "a file that happens to be an archive arrives unpacked.",
    fix="Write `COPY`. Keep `ADD` for archives that are to be unpacked, and for URLs with `--checksum`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3020", "CKV_DOCKER_4", "CIS-DI-0009", "DS005"),
    references=("cis-docker:4.9", "https://docs.docker.com/build/building/best-practices/#add-or-copy"),
    good=(
        (
            "FROM alpine:3.23\nARG URL=https://example.com/a\nCOPY a /a\nADD root.tar.xz /\nADD ${URL} /b\n"
            f"ADD --checksum=sha256:{'a' * 64} https://example.com/x /x\nADD git@github.com:moby/buildkit.git /c\n"
        ),
        "FROM alpine:3.23\nADD <<EOF /a\nx\nEOF\n",
    ),
    bad=(
        "FROM alpine:3.23\n# violated\nADD start.sh /\n# violated\nONBUILD ADD . /src\n# violated\nADD a b.tar /x/\n",
        '# violated\nADD ["start.sh", "/"]\n# violated\nADD ${DIR:-src}/a.py /app/\nARG FROM\n# undecided\nADD $FROM /x\n',
    ),
)
def copy_instead_of_add_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `ADD` with a source that is neither an archive nor remote, as far as its name tells."""
    for instruction in instructions(dockerfile, "ADD"):
        if isinstance(instruction, Transfer):
            local = next((source.raw for source in instruction.sources if _is_local(source)), None)
            unknown = next((source.raw for source in instruction.sources if _is_unknown(source)), None)
            peers = unless_trigger(instruction, "DL3020", "CKV_DOCKER_4")
            if local is not None:
                message = f"ADD of {local} does what COPY does"
                yield Finding(Outcome.VIOLATED, message, instruction.at, aliases=peers)
            elif unknown is not None:
                message = f"whether {unknown} needs ADD depends on a variable"
                yield Finding(Outcome.UNDECIDED, message, instruction.at, aliases=peers)


def _is_local(source: Text) -> bool:
    """Tell whether `source` is surely no archive and nothing remote."""
    name = source.raw if source.value is None else source.value
    return not _is_unknown(source) and _ARCHIVE.fullmatch(name) is None and _REMOTE.match(name) is None


def _is_unknown(source: Text) -> bool:
    """Tell whether `source` is nothing but a variable without a known value."""
    return source.value is None and _VARIABLE.fullmatch(source.raw) is not None
