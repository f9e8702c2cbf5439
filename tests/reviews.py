"""AdmissionReviews as an API server sends them, and what is done to them."""

from __future__ import annotations

import copy
import json
from typing import Any

from commands import Ended, holdfast

DIGEST = "sha256:" + "a" * 64
UID = "705ab4f5-6393-11e8-b7cc-42010a800002"


def pod(**fields: object) -> dict[str, Any]:
    """Return a Pod that the plain policy allows, `fields` added to its specification."""
    spec = {"containers": [{"name": "web", "image": f"registry.example/web@{DIGEST}"}], **fields}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}


def evil() -> dict[str, Any]:
    """Return a Pod that the plain policy denies."""
    return pod(containers=[{"name": "evil", "image": "alpine", "securityContext": {"privileged": True}}])


def review(subject: dict[str, Any] | None, operation: str = "CREATE", **request: object) -> dict[str, Any]:
    """Return the review of `subject`, `request` added to its request or put in the place of what is there."""
    group, _, version = str((subject or {}).get("apiVersion", "v1")).rpartition("/")
    asked = {
        "uid": UID,
        "kind": {"group": group, "version": version, "kind": (subject or {"kind": "Pod"})["kind"]},
        "operation": operation,
        "namespace": "shop",
        "name": "web",
        "object": copy.deepcopy(subject),
        "oldObject": None,
        **request,
    }
    return {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": asked}


def admit(asked: dict[str, Any] | bytes, *arguments: str) -> Ended:
    """Run `holdfast admit` on a review."""
    given = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    return holdfast("admit", "-", *arguments, given=given)


def answered(ended: Ended) -> bool:
    """Return whether the request may pass, after a look at what holds of every answer."""
    document = json.loads(ended.out)
    response = document["response"]
    assert (document["apiVersion"], document["kind"]) == ("admission.k8s.io/v1", "AdmissionReview")
    assert response["uid"] == UID
    assert ended.err == ""
    assert isinstance(response["allowed"], bool)
    assert response["allowed"] == (ended.code == 0)
    assert ("status" in response) is not response["allowed"]
    return bool(response["allowed"])


def refused(ended: Ended) -> str:
    """Return the one line that a review gets which is none."""
    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert ended.err.rstrip("\n").isprintable()
    assert ended.err.startswith("holdfast: -: ")
    return ended.err
