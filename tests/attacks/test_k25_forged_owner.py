"""K25 (CVE-2025-5187, Connaisseur's approval of children), K26 (CVE-2025-4563): who says that it was approved already."""

from __future__ import annotations

from reviews import admit, answered, evil, review


def test_an_owner_vouches_for_nobody() -> None:
    subject = evil()
    owner = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "name": "approved",
        "uid": "1",
        "controller": True,
    }
    subject["metadata"] |= {"ownerReferences": [owner], "labels": {"pod-template-hash": "7d4b9c6f5d"}}

    assert not answered(admit(review(subject)))


def test_the_mirror_of_a_static_pod_is_judged() -> None:
    subject = evil()
    marks = ("kubernetes.io/config.mirror", "kubernetes.io/config.source", "kubernetes.io/config.hash")
    subject["metadata"] |= {"annotations": dict.fromkeys(marks, "file")}
    subject["spec"]["nodeName"] = "node-1"
    user = {"username": "system:node:node-1", "groups": ["system:nodes", "system:masters"]}

    assert not answered(admit(review(subject, userInfo=user)))
