"""Comments by which a Dockerfile asks another tool to look away, read as requests for waivers.

    # hadolint ignore=DL3006 # why owner=TEAM ticket=KEY expires=2026-03-01
    #checkov:skip=CKV_DOCKER_2:why owner=TEAM ticket=KEY expires=2026-03-01
    # check=skip=JSONArgsRecommended

A request counts on the policy's terms, as one of our own does, and covers the findings of the whole file that carry the
code. One without these terms, as all of BuildKit's are, asks for nothing; each tool's are shown in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from holdfast.collect.peer_pragmas import request
from holdfast.collect.waiver_requests import MOST, WaiverRequests
from holdfast.errors import one_line
from holdfast.model.dockerfile import Dockerfile
from holdfast.model.waiver import WaiverRequest

SHOWN = 5
"""Codes of one tool that are shown; the rest is counted."""
_CODE = r"[A-Za-z]+[\w-]*"
_CODES = rf"(?P<codes>{_CODE}(?:\s*,\s*{_CODE})*)"
_COMMENTS = {
    "hadolint": re.compile(rf"hadolint\s+(?:global\s+)?ignore\s*=\s*{_CODES}(?:\s*#(?P<reason>.*))?"),
    "checkov": re.compile(rf"checkov:skip=(?P<codes>{_CODE})(?::(?P<reason>.*))?"),
    "trivy": re.compile(rf"trivy:ignore:(?P<codes>{_CODE})(?P<reason>)"),
}
_SKIPPED = re.compile(rf"(?:^|;)\s*skip={_CODES}")


class _Pragma(NamedTuple):
    tool: str
    code: str
    reason: str
    origin: str


def collect(dockerfile: Dockerfile, path: str) -> WaiverRequests:
    """Return what the comments and directives of `dockerfile`, found at `path`, ask other tools to pass over."""
    found: list[WaiverRequest] = []
    lacking: dict[str, list[_Pragma]] = {}
    for pragma in islice(_pragmas(dockerfile, path), MOST):
        stated = request(pragma.code, pragma.reason, pragma.origin)
        if isinstance(stated, WaiverRequest):
            found.append(stated)
        else:
            lacking.setdefault(pragma.tool, []).append(pragma)
    return WaiverRequests(tuple(found), tuple(_notice(*entry) for entry in lacking.items()))


def _notice(tool: str, pragmas: list[_Pragma]) -> str:
    """Say in one line, which begins with the first place, what is asked of `tool` without the terms of a waiver."""
    codes = list(dict.fromkeys(pragma.code for pragma in pragmas))
    more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
    return one_line(
        f"{pragmas[0].origin}: this waives nothing: it asks {tool} to ignore {', '.join(codes[:SHOWN])}{more}; "
        "a waiver has a reason, an owner, a ticket and an expiry"
    )


def _pragmas(dockerfile: Dockerfile, path: str) -> Iterator[_Pragma]:
    """Yield what is asked, code by code."""
    for directive in dockerfile.directives:
        if directive.name == "check" and (found := _SKIPPED.search(directive.value)):
            yield from _each("BuildKit", found["codes"], "", f"{path}:{directive.at.line}")
    for comment in dockerfile.comments:
        for tool, pattern in _COMMENTS.items():
            if found := pattern.match(comment.text):
                yield from _each(tool, found["codes"], found["reason"] or "", f"{path}:{comment.at.line}")


def _each(tool: str, codes: str, reason: str, origin: str) -> Iterator[_Pragma]:
    return (_Pragma(tool, code.strip(), reason, origin) for code in codes.split(","))
