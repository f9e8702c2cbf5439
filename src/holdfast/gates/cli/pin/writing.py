"""From decisions to files: each is written in one step, and only if nobody has changed it since."""

from __future__ import annotations

from holdfast.errors import HoldfastError
from holdfast.gates.cli.pin.reading import File, Problem
from holdfast.gates.cli.pin.results import Result
from holdfast.remedy.edits import applied
from holdfast.remedy.pin import Outcome
from holdfast.sources import rewriting


def changed(file: File, outcomes: list[Outcome]) -> bytes:
    """Return the bytes of `file` with all edits made."""
    return applied(file.data, [edit for outcome in outcomes if (edit := outcome.edit) is not None])


def write(result: Result) -> Result:
    """Write every file that changes; one that cannot be written is a problem, and what it was to get has not happened."""
    decided: list[tuple[File, list[Outcome]]] = []
    problems = list(result.problems)
    for file, outcomes in result.decided:
        try:
            after = changed(file, outcomes)
            if after != file.data:
                rewriting.rewrite(file.path, file.data, after)
            decided.append((file, outcomes))
        except HoldfastError as error:
            error.subject = None
            problems.append(Problem(file.path, str(error)))
    return Result(decided, problems)
