"""Findings about pods carry checkov's codes where checkov itself reports them.

The expectations are what checkov 3 printed for these pods (`checkov -f`), not what its documentation promises.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from holdfast.formats import json_tree, kubernetes
from holdfast.model.workload import Workload
from holdfast.rules import catalogue
from holdfast.rules.kit import Context
from pods import Pod

OURS = {f"CKV_K8S_{number}" for number in (8, 9, 15, 21, 27, 34, 35, 38, 40)}
PROBE = {"httpGet": {"path": "/", "port": 80}}
KEY = {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}
USER = {"securityContext": {"runAsUser": 20000}}
QUIET: Pod = {
    "name": "c",
    "image": "i:1",
    "imagePullPolicy": "Always",
    "livenessProbe": PROBE,
    "readinessProbe": PROBE,
    **USER,
}
DIGEST = "a" * 64


def codes(document: Pod) -> set[str]:
    """Return checkov's codes on the findings of all rules about workloads."""
    (found,) = kubernetes.read(json_tree.parse(json.dumps(document).encode(), path="pod"))
    (workload,) = found.workloads
    rules = [rule for rule in catalogue().values() if Workload in rule.judges]
    findings = (f for r in rules for f in r.check(workload, Context(r.parameters(), date(2026, 1, 1))))
    return {alias for finding in findings for alias in finding.aliases} & OURS


def pod(container: Pod | None = None, namespace: str = "shop", **spec: object) -> Pod:
    """Return a pod at which checkov finds nothing of this, changed."""
    whole = {"automountServiceAccountToken": False, "containers": [{**QUIET, **(container or {})}], **spec}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": namespace},
        "spec": whole,
    }


CASES: list[tuple[Pod, set[int]]] = [
    (pod(), set()),
    (pod({"livenessProbe": None}), {8}),
    (pod({"readinessProbe": None}), {9}),
    (pod(initContainers=[{"name": "i", "image": "i:1", "imagePullPolicy": "Always"}]), set()),
    (pod(initContainers=[{"name": "i", "image": "i:1"}]), {15}),
    (pod({"imagePullPolicy": "Never"}), {15}),
    (pod({"imagePullPolicy": None}), {15}),
    (pod({"imagePullPolicy": None, "image": "i"}), set()),
    (pod({"imagePullPolicy": None, "image": "i:latest"}), set()),
    (pod({"imagePullPolicy": "IfNotPresent", "image": f"i@sha256:{DIGEST}"}), set()),
    (pod(namespace="default"), {21}),
    (pod(volumes=[{"name": "v", "hostPath": {"path": "/var/run/docker.sock"}}]), {27}),
    (pod(volumes=[{"name": "v", "hostPath": {"path": "/run/docker.sock"}}]), set()),
    (pod({"image": "ghcr.io/x/tiller:v2.16"}), {34}),
    (pod({"env": [KEY]}), {35}),
    (pod({"envFrom": [{"secretRef": {"name": "db"}}]}), {35}),
    (pod({"envFrom": [{"configMapRef": {"name": "db"}}]}), set()),
    (pod(automountServiceAccountToken=None), {38}),
    (pod(automountServiceAccountToken=True), {38}),
    (pod({"securityContext": {"runAsUser": 9999}}), {40}),
    (pod({"securityContext": {"runAsUser": 10000}}), set()),
    (pod({"securityContext": {}}), {40}),
    (pod({"securityContext": {}}, securityContext={"runAsUser": 10001}), set()),
]


@pytest.mark.parametrize(("document", "expected"), CASES)
def test_a_pod_gets_the_codes_that_checkov_reports(document: Pod, expected: set[int]) -> None:
    assert codes(document) == {f"CKV_K8S_{number}" for number in expected}


@pytest.mark.parametrize("kind", ["Job", "CronJob"])
def test_what_ends_needs_no_probes(kind: str) -> None:
    template = {
        "spec": {**pod({"livenessProbe": None, "readinessProbe": None})["spec"], "restartPolicy": "Never"}
    }
    job = {"template": template}
    document = {
        "apiVersion": "batch/v1",
        "kind": kind,
        "metadata": {"name": "j", "namespace": "shop"},
        "spec": job if kind == "Job" else {"schedule": "@daily", "jobTemplate": {"spec": job}},
    }
    assert codes(document) == set()


def test_a_task_whose_pod_a_controller_writes_is_not_blamed_for_what_it_cannot_say() -> None:
    task = {
        "apiVersion": "tekton.dev/v1",
        "kind": "Task",
        "metadata": {"name": "t", "namespace": "shop"},
        "spec": {"steps": [{**QUIET, "livenessProbe": None, "readinessProbe": None}]},
    }
    assert codes(task) == set()
