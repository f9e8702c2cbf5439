"""A finding carries checkov's codes where checkov itself reports them.

The expectations are what checkov 3 printed for these pods (`checkov -f`), not what its documentation promises.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from holdfast.formats import json_tree, kubernetes
from holdfast.rules import catalogue
from holdfast.rules.kit import Context
from pods import HARDENED, Pod

CONTAINER: Pod = {"name": "c", "image": "i:1"}
OURS = {f"CKV_K8S_{n}" for n in (16, 17, 18, 19, 20, 22, 23, 25, 26, 27, 28, 31, 37, 39)}


def codes(spec: Pod, **parameters: dict[str, Any]) -> set[str]:
    """Return checkov's codes on the findings of all rules of the family."""
    document = {"apiVersion": "v1", "kind": "Pod", "spec": spec}
    (found,) = kubernetes.read(json_tree.parse(json.dumps(document).encode(), path="pod"))
    (workload,) = found.workloads
    family = [rule for name, rule in catalogue().items() if name.startswith("hardened/")]
    contexts = ((r, Context(r.parameters(**parameters.get(r.id, {})), date(2026, 1, 1))) for r in family)
    findings = [
        f for r, context in contexts if type(workload) in r.judges for f in r.check(workload, context)
    ]
    return {alias for f in findings for alias in f.aliases} & OURS


def numbers(*expected: int) -> set[str]:
    return {f"CKV_K8S_{number}" for number in expected}


def test_a_bare_container() -> None:
    assert codes({"containers": [CONTAINER]}) == numbers(20, 22, 23, 28, 31, 37)


def test_everything_wrong() -> None:
    security = {
        "privileged": True,
        "allowPrivilegeEscalation": True,
        "readOnlyRootFilesystem": False,
        "runAsUser": 0,
        "capabilities": {"add": ["SYS_ADMIN"]},
        "seccompProfile": {"type": "Unconfined"},
    }
    bad = {**CONTAINER, "ports": [{"containerPort": 1, "hostPort": 2}], "securityContext": security}
    volume = {"name": "d", "hostPath": {"path": "/var/run/docker.sock"}}
    spec = {"hostNetwork": True, "hostPID": True, "hostIPC": True, "volumes": [volume], "containers": [bad]}
    assert codes(spec) == OURS


def test_init_containers_are_left_out_of_user_and_seccomp() -> None:
    security = {
        "privileged": True,
        "allowPrivilegeEscalation": True,
        "runAsUser": 0,
        "capabilities": {"add": ["CHOWN"]},
    }
    first = {**CONTAINER, "ports": [{"containerPort": 1, "hostPort": 1}], "securityContext": security}
    good = {**CONTAINER, "securityContext": {**HARDENED, "readOnlyRootFilesystem": True}}
    strict = {"hardened/added-capabilities-limited": {"only_bind_service": True}}
    spec = {"initContainers": [first], "containers": [good]}
    assert codes(spec, **strict) == numbers(16, 20, 22, 25, 26, 28, 37)


def test_the_profile_of_the_pod_hides_that_of_the_container_and_all_may_be_written_small() -> None:
    security = {**HARDENED, "seccompProfile": {"type": "Unconfined"}, "capabilities": {"drop": ["all"]}}
    spec = {
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}, "runAsUser": 0},
        "containers": [{**CONTAINER, "securityContext": security}],
    }
    assert codes(spec) - numbers(23) == numbers(22)


def test_net_raw_is_dropped_and_nothing_else() -> None:
    first = {**CONTAINER, "securityContext": {"capabilities": {"drop": ["NET_RAW"], "add": ["CHOWN"]}}}
    security = {"runAsNonRoot": False, "capabilities": {"drop": ["NET_RAW"], "add": ["ALL"]}}
    spec = {
        "securityContext": {"runAsNonRoot": True},
        "containers": [first, {**CONTAINER, "securityContext": security}],
    }
    assert codes(spec) - numbers(31) == numbers(20, 22, 23, 25, 37)


@pytest.mark.parametrize("at", ["pod", "container"])
def test_root_by_number_counts_unless_non_root_is_demanded_beside_it(at: str) -> None:
    container = {**CONTAINER, "securityContext": {"runAsUser": 0}} if at == "container" else CONTAINER
    pod = {"runAsUser": 0} if at == "pod" else {}
    accepted = {"hardened/run-as-non-root-required": {"accept_user": True}}
    assert "CKV_K8S_23" in codes({"securityContext": pod, "containers": [container]}, **accepted)
    demanded = {**pod, "runAsNonRoot": True}
    assert "CKV_K8S_23" not in codes({"securityContext": demanded, "containers": [container]}, **accepted)
