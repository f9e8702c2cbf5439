"""What `pin` says: a line per reference that changes or cannot be pinned, and one that sums up."""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.errors import one_line
from holdfast.gates.cli.pin.reading import File, Problem
from holdfast.remedy.edits import applied, diff
from holdfast.remedy.pin import Outcome, State

_TOLD = {
    State.PINNED: "pinned",
    State.WRITTEN: "pinned now",
    State.MOVED: "moved",
    State.HELD: "held back",
    State.UNPINNED: "not pinned",
    State.GONE: "gone",
    State.UNKNOWN: "not resolved",
}


class Result(NamedTuple):
    """What was decided on each file, and the files that could not be read or written."""

    decided: list[tuple[File, list[Outcome]]]
    problems: list[Problem]


def as_text(result: Result, *, dry_run: bool) -> Iterator[str]:
    """Yield the report for people; of a dry run it is a diff, the rest in comments that `patch` skips."""
    mark = "# " if dry_run else ""
    for file, outcomes in result.decided:
        if dry_run:
            edits = [edit for outcome in outcomes if (edit := outcome.edit) is not None]
            yield from diff(_label(file.path), file.data, applied(file.data, edits))
        for outcome in outcomes:
            if (line := _line(outcome)) is not None and not (dry_run and outcome.edit is not None):
                yield f"{mark}{one_line(f'{file.path}:{outcome.site.line}: {line}')}\n"
    for problem in result.problems:
        yield f"{mark}{one_line(f'{problem.path}: {problem.reason}')}\n"
    yield f"{mark}{_sum(result)}\n"


def _label(path: str) -> str:
    """Return `path` as a patch names it."""
    return posixpath.normpath(path).lstrip("/")


def as_json(result: Result) -> Iterator[str]:
    """Yield the report for programs."""
    references = [
        {
            "path": file.path,
            "line": outcome.site.line,
            "reference": outcome.site.text,
            "state": outcome.state.value,
            "digest": str(outcome.digest) if outcome.digest is not None else None,
            "detail": outcome.detail,
        }
        for file, outcomes in result.decided
        for outcome in outcomes
    ]
    problems = [problem._asdict() for problem in result.problems]
    document = {"schema": "holdfast.pin/v1", "references": references, "problems": problems}
    yield json.dumps(document, indent=2) + "\n"


def skipped(counts: Counter[str]) -> Iterator[str]:
    """Yield a line on what was not looked into."""
    if counts:
        yield "skipped: " + ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))


def _line(outcome: Outcome) -> str | None:
    """Return what is said of a reference; nothing of one that is and stays pinned."""
    text = outcome.site.text
    match outcome.state:
        case State.PINNED:
            return None
        case State.WRITTEN:
            return f"{text} is {outcome.digest} ({outcome.detail})"
        case State.MOVED:
            reference = outcome.site.reference
            assert reference is not None, "what moves is a reference"
            return f"{text.partition('@')[0]} moves from {reference.digest} to {outcome.digest} ({outcome.detail})"
    return f"{text} is {_TOLD[outcome.state]}: {outcome.detail}"


def _sum(result: Result) -> str:
    counts = Counter(outcome.state for _, outcomes in result.decided for outcome in outcomes)
    told = ", ".join(f"{counts[state]} {word}" for state, word in _TOLD.items() if counts[state])
    total = counts.total()
    files = sum(1 for _, outcomes in result.decided if any(outcome.edit for outcome in outcomes))
    head = f"{total} reference{'' if total == 1 else 's'}"
    changed = f" · {files} file{'' if files == 1 else 's'} changed" if files else ""
    broken = f" · {len(result.problems)} unreadable" if result.problems else ""
    return f"{head}{': ' if told else ''}{told}{changed}{broken}"
