"""Annotations by which a workload asks another tool to look away, read as requests for waivers.

    checkov.io/skip1: CKV_K8S_20=why
    ignore-check.kube-linter.io/privileged-container: why
    kube-score/ignore: container-image-tag, pod-networkpolicy

A request counts on the policy's terms, as one of our own does: with `owner=TEAM ticket=KEY expires=2026-03-01` among
the words of its reason, and on the pod template, where every gate sees it. Else it asks for nothing, and its author is
told so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from holdfast.collect.waiver_requests import LONGEST, MOST, WaiverRequests
from holdfast.errors import one_line
from holdfast.model.waiver import WaiverRequest

_CHECKOV = "checkov.io/skip"
_KUBE_LINTER = "ignore-check.kube-linter.io/"
_KUBE_SCORE = "kube-score/ignore"
_TERM = re.compile(r"(?<!\S)(owner|ticket|expires)=(\S+)")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,80}")
_ELSEWHERE = "it stands on the controller, and only the annotations of the pod template reach every gate"


def collect(template: Mapping[str, str], controller: Mapping[str, str], path: str) -> WaiverRequests:
    """Return what the annotations of a pod template, and of what makes its pods, ask other tools to pass over."""
    found: list[WaiverRequest] = []
    problems: list[str] = []
    asked = [*((pragma, None) for pragma in _asked(template)), *((p, _ELSEWHERE) for p in _asked(controller))]
    for (key, code, reason), elsewhere in asked[:MOST]:
        stated = elsewhere or request(code, reason, path)
        if isinstance(stated, WaiverRequest):
            found.append(stated)
        else:
            problems.append(one_line(f"{path}: {key} of {code} waives nothing: {stated}"))
    return WaiverRequests(tuple(found), tuple(problems))


def _asked(annotations: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield key, code and reason of each check that is to be skipped."""
    for key, value in annotations.items():
        if key.startswith(_CHECKOV):
            code, _, reason = value.partition("=")
            yield key, code.strip(), reason
        elif key.startswith(_KUBE_LINTER):
            yield _KUBE_LINTER.rstrip("/"), key.removeprefix(_KUBE_LINTER), value
        elif key == _KUBE_SCORE:
            yield from ((key, code.strip(), "") for code in value.split(",") if code.strip())


def request(code: str, reason: str, path: str) -> WaiverRequest | str:
    """Return the request that one pragma states, with its terms among the words of `reason`, or what it lacks."""
    if len(reason) > LONGEST or _CODE.fullmatch(code) is None:
        return "it names no check" if len(reason) <= LONGEST else f"it is longer than {LONGEST} characters"
    terms = dict(_TERM.findall(reason))
    why = " ".join(_TERM.sub("", reason).split())
    lacking = [name for name in ("owner", "ticket", "expires") if name not in terms]
    if lacking or not why:
        return f"it lacks {', '.join([*lacking, *([] if why else ['a reason'])])}"
    try:
        expires = date.fromisoformat(terms["expires"])
    except ValueError:
        return "expires must be a day such as 2026-03-01"
    return WaiverRequest(code, terms["owner"], why, terms["ticket"], expires, path)
