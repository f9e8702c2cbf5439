"""Archives that are copied and then unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Command, Dockerfile, Instruction, Stage, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import by_keyword, own

_ARCHIVE = re.compile(r"[^/\\]*\.(?:tar|tgz|tbz|tbz2|tb2|txz|tlz|tZ|gz|bz2|xz|lz|lzma|Z)\Z")
_TAR_EXTRACTS = re.compile(r"-[a-zA-Z]*x[a-zA-Z]*\Z|--extract\Z|--get\Z")
_TARS = frozenset({"tar", "bsdtar", "gtar"})
_UNPACKERS = frozenset({"unzip", "gunzip", "bunzip2", "unlzma", "unxz", "zgz", "uncompress", "zcat", "gzcat"})


@rule(
    title="Archive is copied and then unpacked",
    why="The archive stays in the layer that `COPY` made, and the image carries its content twice; removing it in a later "
    "`RUN` does not make the image smaller.",
    fix="Let `ADD archive.tar.xz /destination/` unpack it, or mount it: `RUN --mount=type=bind,source=archive.tar.xz,...`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3010",),
    references=("https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives",),
    good=(
        "FROM alpine:3.23\nADD a.tar.xz /x/\nCOPY b.tar.gz /x/\nRUN tar -tf /x/b.tar.gz && tar -xf /x/c.tar\n",
        "FROM alpine:3.23 AS a\nFROM alpine:3.23\nCOPY --from=a a.tar /x/\nRUN tar -xf /x/a.tar\n",
    ),
    bad=(
        "FROM alpine:3.23\n# violated\nCOPY dist/a.tar.xz b.txt /x/\nRUN cd /x && tar -x -f a.tar.xz\n",
        "# violated\nCOPY a.gz /x/\nRUN gunzip /x/a.gz\n",
        'FROM alpine:3.23\n# violated\nCOPY a.tar /x/\nRUN ["tar", "-xf", "/x/a.tar"]\n',
        "FROM alpine:3.23\n# violated\nCOPY a.tar /x/b.tar\nRUN tar xf /x/b.tar\n",
    ),
)
def archive_added_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each `COPY` from the context of an archive that a later `RUN` of the stage unpacks."""
    index = by_keyword(dockerfile)
    if "COPY" not in index or "RUN" not in index:
        return
    for stage in dockerfile.stages:
        yield from _in_stage(stage)


def _in_stage(stage: Stage) -> Iterator[Finding]:
    """Yield a finding for each `COPY` of an archive that is unpacked below."""
    instructions = list(own(stage))
    for place, copy in enumerate(instructions):
        if not isinstance(copy, Transfer) or copy.keyword != "COPY" or copy.flag("from") is not None:
            continue
        names, renamed = _archives(copy)
        if not names:
            continue
        unpackings = [
            words for later in instructions[place + 1 :] for words in _unpackings(later) if names & words[1]
        ]
        if unpackings:
            message = f"{min(names & unpackings[0][1])} is copied here and unpacked below"
            known = not renamed and any(recognised for recognised, _ in unpackings)
            yield Finding(Outcome.VIOLATED, message, copy.at, aliases=("DL3010",) if known else ())


def _archives(copy: Transfer) -> tuple[set[str], bool]:
    """Return the file names under which `copy` puts archives into the image, and whether it gives a new name."""
    sources = {m[0] for source in copy.sources if (m := _ARCHIVE.search(source.value or ""))}
    to = copy.destination.value if copy.destination is not None else None
    renamed = _ARCHIVE.search(to or "")
    return ({renamed[0]}, True) if sources and renamed else (sources, False)


def _unpackings(instruction: Instruction) -> Iterator[tuple[bool, set[str]]]:
    """Yield, for each command of a `RUN` that unpacks, whether another tool knows it, and the files that it names."""
    if not isinstance(instruction, Command) or instruction.keyword != "RUN":
        return
    lines = [tuple(word.value or "" for word in instruction.argv)]
    if instruction.script is not None:
        lines = [(command.name or "", *command.texts()) for command in instruction.script.commands]
    for words in lines:
        unpacks, recognised = _unpacks(words)
        if unpacks:
            yield recognised, {word.rpartition("/")[2] for word in words[1:]}


def _unpacks(words: tuple[str, ...]) -> tuple[bool, bool]:
    """Tell whether the command `words` unpacks what it names, and whether in a form that another tool knows."""
    if not words:
        return False, False
    program, arguments = words[0].rpartition("/")[2], words[1:]
    if program in _TARS:
        dashed = any(_TAR_EXTRACTS.match(argument) for argument in arguments)
        bundled = bool(arguments) and not arguments[0].startswith("-") and "x" in arguments[0]
        return dashed or bundled, dashed and program == "tar"
    decompresses = program in {"gzip", "bzip2", "xz"} and "-d" in arguments
    return program in _UNPACKERS or decompresses, program in _UNPACKERS
