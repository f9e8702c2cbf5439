"""AdmissionReview of `admission.k8s.io/v1`: the question of an API server, and the answer to it.

Source: Kubernetes, dynamic admission control, "Webhook request and response". Nothing here decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass

from holdfast.errors import MalformedError
from holdfast.model.tree import Mapping, Value

REVIEW_LIMIT = 8 * 1024 * 1024
"""Largest review in bytes: object and old object of at most 3 MiB each, and what surrounds them."""
API_VERSION = "admission.k8s.io/v1"
_OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT")
_WITHOUT_OBJECT = frozenset({"DELETE", "CONNECT"})
_MESSAGE_LIMIT = 4096
_WARNING_LIMIT = 256
_WARNINGS_LIMIT = 24


@dataclass(frozen=True, slots=True)
class Review:
    """One question."""

    uid: str
    operation: str
    """`CREATE`, `UPDATE`, `DELETE` or `CONNECT`."""
    kind: str
    """Kind of the object as the request names it."""
    sub_resource: str
    """Empty for the resource itself, else `ephemeralcontainers`, `status`, `scale`, `exec`."""
    namespace: str
    """Empty for cluster-wide resources."""
    name: str
    """Empty where the API server will generate it."""
    object: Mapping | None
    """The new object; absent for `DELETE`."""


def read(tree: Value) -> Review:
    """Read a review from its document; raises `MalformedError` that names the field."""
    if not isinstance(tree, Mapping) or tree.get("kind") != "AdmissionReview":
        raise MalformedError("not an AdmissionReview", code="not-a-review", hint=f"give one of {API_VERSION}")
    if tree.get("apiVersion") != API_VERSION:
        raise MalformedError(
            f"AdmissionReview of {tree.get('apiVersion')!r} is not spoken here",
            code="not-a-review",
            hint=f"register the webhook with admissionReviewVersions [v1]: {API_VERSION}",
        )
    request = tree.get("request")
    if not isinstance(request, Mapping):
        raise MalformedError("an AdmissionReview needs a request", code="not-a-review")
    kind = request.get("kind")
    uid = _text(request, "uid")
    if not uid:
        raise MalformedError("request.uid is empty", code="not-a-review")
    operation = _text(request, "operation")
    if operation not in _OPERATIONS:
        raise MalformedError(f"request.operation is none of {', '.join(_OPERATIONS)}", code="not-a-review")
    named = _text(kind, "kind", "request.kind.") if isinstance(kind, Mapping) else ""
    return Review(
        uid=uid,
        operation=operation,
        kind=named,
        sub_resource=_text(request, "subResource"),
        namespace=_text(request, "namespace"),
        name=_text(request, "name"),
        object=_object(request, operation, named),
    )


def _object(request: Mapping, operation: str, kind: str) -> Mapping | None:
    """Return the new object, which what creates or updates one must bring, and which is of the kind that is named."""
    found = request.get("object")
    if found is None and operation not in _WITHOUT_OBJECT:
        raise MalformedError(f"request.object is absent from a review of {operation}", code="not-a-review")
    if found is not None and not isinstance(found, Mapping):
        raise MalformedError("request.object is not an object", code="not-a-review")
    if found is not None and kind and (own := found.get("kind")) != kind:
        raise MalformedError(
            f"request.object is of kind {own!r} and request.kind of {kind!r}", code="not-a-review"
        )
    return found


def answer(
    uid: str,
    *,
    allowed: bool,
    message: str = "",
    warnings: tuple[str, ...] = (),
    annotations: AnyMapping[str, str] | None = None,
) -> bytes:
    """Return the response document; over-long texts are cut, since the API server drops what exceeds its limits."""
    response: dict[str, object] = {"uid": uid, "allowed": allowed}
    if not allowed:
        response["status"] = {
            "status": "Failure",
            "reason": "Forbidden",
            "code": 403,
            "message": _cut(message, _MESSAGE_LIMIT),
        }
    if warnings:
        response["warnings"] = [_cut(warning, _WARNING_LIMIT) for warning in warnings[:_WARNINGS_LIMIT]]
    if annotations:
        response["auditAnnotations"] = dict(annotations)
    document = {"apiVersion": API_VERSION, "kind": "AdmissionReview", "response": response}
    return json.dumps(document, ensure_ascii=True, indent=2).encode()


def _text(mapping: Mapping, key: str, prefix: str = "request.") -> str:
    value = mapping.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedError(f"{prefix}{key} is not a string", code="not-a-review")
    return value


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
