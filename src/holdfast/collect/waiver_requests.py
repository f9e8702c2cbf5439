"""Waivers that a subject carries: comments of a Dockerfile, an annotation of a pod template.

    # holdfast:waive RULE owner=TEAM ticket=KEY expires=2026-03-01 reason="why"

The annotation `holdfast.dev/waive` holds one such line, without `holdfast:waive`, per waiver. Both stand where every
gate sees them: an annotation of the Deployment alone would not reach its Pods.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from holdfast.errors import one_line
from holdfast.model.dockerfile import Dockerfile
from holdfast.model.waiver import WaiverRequest
from holdfast.model.workload import Workload

ANNOTATION = "holdfast.dev/waive"
COMMENT = "holdfast:waive"
LONGEST = 2048
"""Characters of one request."""
MOST = 100
"""Requests of one subject."""
_KEYS = ("owner", "ticket", "expires", "reason")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WaiverRequests(NamedTuple):
    """What a subject asks for, and what of it cannot be understood and so asks for nothing."""

    found: tuple[WaiverRequest, ...]
    problems: tuple[str, ...]
    """One line each, beginning with its place."""


def collect(subject: object, path: str) -> WaiverRequests:
    """Return the waivers that `subject`, found at `path`, carries; only Dockerfiles and workloads carry any."""
    found: list[WaiverRequest] = []
    problems: list[str] = []
    for number, (origin, text) in enumerate(_written(subject, path)):
        if number == MOST:
            problems.append(f"{origin}: a subject carries at most {MOST} waivers; the rest is not read")
            break
        parsed = _parse(text, origin)
        if isinstance(parsed, WaiverRequest):
            found.append(parsed)
        else:
            problems.append(one_line(f"{origin}: this waives nothing: {parsed}"))
    return WaiverRequests(tuple(found), tuple(problems))


def _written(subject: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield place and text of each request."""
    if isinstance(subject, Dockerfile):
        for comment in subject.comments:
            word, _, rest = comment.text.partition(" ")
            if word == COMMENT:
                yield f"{path}:{comment.at.line}", rest
    elif isinstance(subject, Workload) and ANNOTATION in subject.annotations:
        for line in subject.annotations[ANNOTATION].splitlines():
            if line.strip():
                yield path, line


def _parse(text: str, origin: str) -> WaiverRequest | str:
    """Return the request that `text` states, or what is wrong with it."""
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    import shlex

    try:
        rule, *pairs = shlex.split(text)
    except ValueError as error:
        return "it names no rule" if not text.strip() else str(error).lower()
    stated: dict[str, str] = {}
    for key, _, value in (pair.partition("=") for pair in pairs):
        if key not in _KEYS or key in stated:
            return f"{key!r} is stated twice" if key in stated else f"unknown word {key!r}"
        stated[key] = value
    if lacking := [key for key in _KEYS if not stated.get(key, "").strip()]:
        return f"it lacks {', '.join(lacking)}"
    if (expires := _day(stated["expires"])) is None:
        return "expires must be a day such as 2026-03-01"
    return WaiverRequest(rule, stated["owner"], stated["reason"], stated["ticket"], expires, origin)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
