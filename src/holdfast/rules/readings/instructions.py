"""The instructions of a Dockerfile by keyword, sorted out once for all rules that ask about one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from holdfast.model.dockerfile import Dockerfile, Instruction, Stage


class _Latest:
    """The file judged last with its instructions; rules ask one after another about the same file."""

    entry: tuple[Dockerfile, Mapping[str, tuple[Instruction, ...]]] | None = None


def by_keyword(dockerfile: Dockerfile) -> Mapping[str, tuple[Instruction, ...]]:
    """Return the instructions, triggers of `ONBUILD` and global `ARG`s included, by keyword in order of the file."""
    latest = _Latest.entry
    if latest is not None and latest[0] is dockerfile:
        return latest[1]
    found: dict[str, list[Instruction]] = {}
    for instruction in dockerfile.instructions():
        found.setdefault(instruction.keyword, []).append(instruction)
    index = {keyword: tuple(instructions) for keyword, instructions in found.items()}
    _Latest.entry = dockerfile, index
    return index


def instructions(dockerfile: Dockerfile, *keywords: str) -> Iterator[Instruction]:
    """Yield the instructions called one of `keywords`, keyword by keyword."""
    index = by_keyword(dockerfile)
    for keyword in keywords:
        yield from index.get(keyword, ())


def own(stage: Stage) -> Iterator[Instruction]:
    """Yield what `stage` itself does: its instructions without the triggers, which run in a later build."""
    return (instruction for instruction in stage.instructions if not instruction.onbuild)


def unless_trigger(instruction: Instruction, *codes: str) -> tuple[str, ...]:
    """Return `codes`, which other tools report for `instruction` unless it is a trigger of `ONBUILD`."""
    return () if instruction.onbuild else codes
