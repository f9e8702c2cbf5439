"""K19 (Gatekeeper's `check-ignore-label`): labels and annotations that a tenant sets, and that exempt elsewhere."""

from __future__ import annotations

from reviews import admit, answered, evil, review

MARKS = {
    "admission.gatekeeper.sh/ignore": "true",
    "policy.sigstore.dev/exclude": "true",
    "policies.kyverno.io/exclude": "true",
    "pod-security.kubernetes.io/enforce": "privileged",
    "pod-security.kubernetes.io/exempt": "user",
    "holdfast.dev/ignore": "true",
    "control-plane": "controller-manager",
}


def test_no_label_and_no_annotation_exempts() -> None:
    subject = evil()
    subject["metadata"] |= {"labels": MARKS, "annotations": MARKS, "namespace": "kube-system"}

    assert not answered(admit(review(subject, namespace="kube-system")))
