"""One AdmissionReview to subjects: the very evidence that the same object gives as a document."""

from __future__ import annotations

from holdfast.collect.documents import Found, Reading, nothing, of_tree
from holdfast.formats.admission_review import Review

_WITHOUT_SPEC = frozenset({"DELETE", "CONNECT"})
"""Operations that bring no pod specification: `CONNECT` is how one enters a pod that runs already."""
_NOT_OF_THE_SPEC = frozenset({"status", "scale"})
"""Sub-resources through which an API server updates no pod specification."""


def collect(review: Review, reading: Reading, path: str) -> Found:
    """Return what `review` asks about; nothing where the operation brings no pod specification."""
    if review.object is None or review.operation in _WITHOUT_SPEC:
        return Found()
    if review.operation == "UPDATE" and review.sub_resource in _NOT_OF_THE_SPEC:
        return Found()
    namespaced = Reading(review.namespace or reading.namespace, reading.templates)
    found = of_tree(review.object, namespaced, path, named=True)
    return found if found.subjects else Found((nothing(path),))
