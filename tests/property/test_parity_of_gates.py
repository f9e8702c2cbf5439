"""The same workload gets the same canonical verdict, byte for byte, at `check` and at `admit`.

Also when the API server has filled in its defaults, and when what is admitted is the Pod that a controller made of the
template and that the built-in admission plugins have completed.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from holdfast.gates.cli import run
from oracles.kubernetes import Oracle
from oracles.pods import specs

BUILD = Path(__file__).parents[2] / "examples" / "build_layout.py"
NOW = "2026-01-15"
LABELS = {"app": "web", "tier": "front"}
APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
ANNOTATIONS = {
    f"{APPARMOR}a": "unconfined",
    f"{APPARMOR}b": "runtime/default",
    "holdfast.dev/waive": "hardened/host-path-forbidden owner=o ticket=T-3 expires=2026-02-01 reason=legacy",
}
APPARMOR_TYPES = {"unconfined": "Unconfined", "runtime/default": "RuntimeDefault"}
APPARMOR_VALUES = {kind: value for value, kind in APPARMOR_TYPES.items()}
CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
POLICIES = {
    "standard": "extends: [standard]\n",
    "strict": "extends: [strict]\n",
    "restricted, an old release": "extends: [pss-restricted]\npodSecurityVersion: v1.22\n",
    "overrides by everything that every gate sees": (
        "extends: [standard]\n"
        "overrides:\n"
        "  - match: {namespaces: [shop]}\n"
        "    rules: {hardened/host-path-forbidden: warn, hardened/resource-limits-required: enforce}\n"
        "  - match: {labels: {app: web}}\n"
        "    rules: {hardened/privileged-forbidden: {enforcement: audit, severity: low}}\n"
        "  - match: {images: ['docker.io/library/*']}\n"
        "    rules: {immutable/explicit-tag-required: warn}\n"
    ),
    "waivers": (
        "extends: [standard]\n"
        "waivers:\n"
        "  entries:\n"
        "    - {rule: hardened/privileged-forbidden, match: {namespaces: [shop]}, owner: o, reason: r, ticket: T-1,\n"
        "       granted: 2026-01-01, expires: 2026-02-01}\n"
        "    - {rule: hardened/host-ports-forbidden, match: {labels: {app: web}}, owner: o, reason: r, ticket: T-2,\n"
        "       granted: 2025-12-01, expires: 2026-01-02}\n"
    ),
    "waivers that subjects carry": "extends: [standard]\nwaivers: {fromSubjects: true}\n",
}
IMAGES = (
    "registry.example.com/as-root:1",
    "registry.example.com/as-user:1",
    "registry.example.com/unknown:1",
)


@pytest.mark.parametrize("name", POLICIES)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(spec=specs(), namespace=st.sampled_from(("shop", "default")))
def test_two_gates_agree_to_the_byte(
    name: str,
    spec: dict[str, Any],
    namespace: str,
    defaulting: Oracle,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("parity")
    policy = folder / "policy.yaml"
    policy.write_text("schema: holdfast.policy/v1\n" + POLICIES[name])
    document = deployment(spec, namespace)
    defaulted = defaulting.ask(document)
    pod = admitted_pod(defaulted["spec"]["template"], namespace, defaulting)
    written = judge(folder, policy, ["check"], document)

    assert judge(folder, policy, ["check"], defaulted) == written
    assert judge(folder, policy, ["admit"], review(document, namespace)) == written
    assert judge(folder, policy, ["admit"], review(defaulted, namespace)) == written
    assert judge(folder, policy, ["admit"], review(pod, namespace)) == written


@pytest.fixture(scope="session")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Make one layout with an image that runs as root, and one with an image that does not."""
    folder = tmp_path_factory.mktemp("layouts")
    wheel = folder / "empty-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("empty/__init__.py", "")
    for name, user in zip(IMAGES, ("", "10001"), strict=False):
        made = [sys.executable, str(BUILD), str(wheel), str(folder / user), "--name", name, "--user", user]
        subprocess.run(made, check=True)
    return "--image-source", f"oci:{folder}", "--image-source", f"oci:{folder / '10001'}"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    images=st.lists(st.sampled_from(IMAGES), min_size=1, max_size=3),
    user=st.sampled_from((None, 0, 10001)),
    profile=st.sampled_from(("standard", "strict")),
)
def test_two_gates_agree_with_the_evidence_of_images(
    images: list[str],
    user: int | None,
    profile: str,
    layouts: tuple[str, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("parity")
    policy = folder / "policy.yaml"
    policy.write_text(f"schema: holdfast.policy/v1\nextends: [{profile}]\n")
    containers = [{"name": f"c{number}", "image": image} for number, image in enumerate(images)]
    security = {} if user is None else {"securityContext": {"runAsUser": user}}
    document = deployment({"containers": containers, **security}, "shop")
    written = judge(folder, policy, ["check", *layouts], document)

    assert judge(folder, policy, ["admit", *layouts], review(document, "shop")) == written
    assert len(written[1].splitlines()) == 1 + len(set(images))


def judge(folder: Path, policy: Path, verb: list[str], document: object) -> tuple[int, bytes]:
    """Run one gate on `document`; return its exit code and the canonical verdicts."""
    subject, result = folder / "subject.json", folder / "result"
    subject.write_text(json.dumps(document))
    code = run(
        [
            *verb,
            str(subject),
            "--policy",
            str(policy),
            "--now",
            NOW,
            "-o",
            "canonical",
            "--output",
            str(result),
        ]
    )
    return code, result.read_bytes()


def deployment(spec: dict[str, Any], namespace: str) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": namespace},
        "spec": {
            "selector": {"matchLabels": LABELS},
            "template": {"metadata": {"labels": LABELS, "annotations": ANNOTATIONS}, "spec": spec},
        },
    }


def review(document: dict[str, Any], namespace: str) -> dict[str, Any]:
    return {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
            "kind": {"group": "", "version": "v1", "kind": document["kind"]},
            "operation": "CREATE",
            "namespace": namespace,
            "object": document,
        },
    }


def admitted_pod(template: dict[str, Any], namespace: str, oracle: Oracle) -> dict[str, Any]:
    """Return the Pod that the ReplicaSet controller makes, as validating admission sees it.

    Kubernetes documents each step: the ReplicaSet's labels and owner, AppArmor's annotations and fields in step, then
    the admission plugins ServiceAccount, DefaultTolerationSeconds and Priority, then the defaults of what these add.
    """
    made = copy.deepcopy(template)
    made["metadata"] = {
        "generateName": "web-7d4b9c6f5d-",
        "namespace": namespace,
        "labels": {**made["metadata"]["labels"], "pod-template-hash": "7d4b9c6f5d"},
        "annotations": made["metadata"].get("annotations", {}),
        "ownerReferences": [
            {
                "apiVersion": "apps/v1",
                "kind": "ReplicaSet",
                "name": "web-7d4b9c6f5d",
                "uid": "u",
                "controller": True,
            }
        ],
    }
    spec = made["spec"]
    _keep_apparmor_in_step(spec, made["metadata"]["annotations"])
    spec.setdefault("serviceAccountName", "default")
    spec["serviceAccount"] = spec["serviceAccountName"]
    if spec.get("automountServiceAccountToken") is not False:
        _mount_token(spec)
    tolerations = spec.setdefault("tolerations", [])
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        tolerations.append(
            {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
        )
    spec["priority"] = 0
    spec["preemptionPolicy"] = "PreemptLowerPriority"
    pod: dict[str, Any] = oracle.ask({"apiVersion": "v1", "kind": "Pod", **made})
    return pod


def _keep_apparmor_in_step(spec: dict[str, Any], annotations: dict[str, str]) -> None:
    """Do what API servers do since 1.30: what an annotation says becomes a field, what a field says an annotation."""
    of_pod = (spec.get("securityContext") or {}).get("appArmorProfile")
    for container in (c for kind in CONTAINERS for c in spec.get(kind) or () if c.get("name")):
        key = APPARMOR + container["name"]
        own = (container.get("securityContext") or {}).get("appArmorProfile")
        if key in annotations and own is None:
            profile = {"type": APPARMOR_TYPES[annotations[key]]}
            if profile != of_pod:
                container.setdefault("securityContext", {})["appArmorProfile"] = profile
        elif key not in annotations and (kind := (own or of_pod or {}).get("type")) in APPARMOR_VALUES:
            annotations[key] = APPARMOR_VALUES[kind]


def _mount_token(spec: dict[str, Any]) -> None:
    """Do what the ServiceAccount plugin does: one projected volume, mounted where no token is mounted yet."""
    path = "/var/run/secrets/kubernetes.io/serviceaccount"
    spec.setdefault("volumes", []).append(
        {
            "name": "kube-api-access-x7k2p",
            "projected": {
                "defaultMode": 420,
                "sources": [
                    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                    {
                        "configMap": {
                            "name": "kube-root-ca.crt",
                            "items": [{"key": "ca.crt", "path": "ca.crt"}],
                        }
                    },
                    {
                        "downwardAPI": {
                            "items": [
                                {
                                    "path": "namespace",
                                    "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                                }
                            ]
                        }
                    },
                ],
            },
        }
    )
    for kind in ("initContainers", "containers"):
        for container in spec.get(kind) or ():
            mounts = container.setdefault("volumeMounts", [])
            if all(mount.get("mountPath") != path for mount in mounts):
                mounts.append({"name": "kube-api-access-x7k2p", "readOnly": True, "mountPath": path})
