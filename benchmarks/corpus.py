"""Makes corpora like those that people really have; the same seed gives the same files.

`python benchmarks/corpus.py KIND DIRECTORY` with KIND `dockerfiles` (286 files), `manifests` (248 files, 335 objects),
`pods` (1,000 files of one Pod with two containers) or `many` (10,000 manifests).
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

SEED = 20260101

_BASES = (
    "python:3.12-slim", "node:20", "golang:1.22 AS build", "alpine:3.20", "debian:bookworm-slim", "ubuntu:22.04",
    "eclipse-temurin:17-jre", "nginx", "php:8.2-fpm", "ruby:latest", "registry.example.com:5000/base/app",
    "rust:1.79 AS builder", "busybox@sha256:" + "a" * 64, "gcr.io/distroless/static:nonroot",
)  # fmt: skip
_STEPS = (Path(__file__).parent / "steps.txt").read_text().rstrip().split("\n\n")
"""Steps of Dockerfiles: one per paragraph of the file."""
_ENDS = (
    'USER 1001\nCMD ["./app"]',
    'ENTRYPOINT ["/sbin/tini", "--"]\nCMD ["app", "serve"]',
    "USER root\nCMD ./start.sh",
)
_KINDS = (
    "Deployment",
    "Pod",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "Service",
    "ConfigMap",
    "NetworkPolicy",
)


_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./:@-]*(?<!:)")
"""Strings that mean themselves without quotes, but for words."""
_IMAGES = ("nginx", "nginx:1.27", "ghcr.io/acme/web:v1.4.2", "redis@sha256:" + "b" * 64)
_VARIABLES: tuple[dict[str, object], ...] = (
    {"name": "MODE", "value": "production"},
    {"name": "WORKERS", "value": "4"},
    {"name": "DB_HOST", "value": "postgres.shop.svc.cluster.local"},
    {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
    {"name": "LEVEL", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "level"}}},
    {"name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
)
_ANNOTATIONS = {"prometheus.io/scrape": "true", "prometheus.io/port": "9090"}
_SECURITY: tuple[dict[str, object], ...] = (
    {"privileged": True, "runAsUser": 0},
    {"runAsUser": 1000, "allowPrivilegeEscalation": False},
    {
        "runAsNonRoot": True,
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    },
)


def dockerfiles(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield 286 Dockerfiles of 5 to 60 steps, some of several stages."""
    for number in range(286):
        stages = rng.choice((1, 1, 1, 2, 3))
        lines = []
        for _ in range(stages):
            lines.append(f"FROM {rng.choice(_BASES)}")
            lines += rng.choices(_STEPS, k=rng.randint(3, 20))
        yield f"{number:03}/Dockerfile", "\n".join((*lines, rng.choice(_ENDS), ""))


def manifests(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield 248 YAML files that hold 335 objects of many kinds."""
    sizes = [1] * 196 + [2] * 30 + [3] * 13 + [4] * 8 + [8]
    rng.shuffle(sizes)
    for number, size in enumerate(sizes):
        documents = [_object(rng, f"app-{number}-{i}", rng.choice(_KINDS)) for i in range(size)]
        yield f"{number:03}.yaml", "---\n".join(map(_yaml, documents))


def pods(rng: random.Random, count: int = 1000) -> Iterator[tuple[str, str]]:
    """Yield Pods of two containers, one file each."""
    for number in range(count):
        yield (
            f"{number // 1000:02}/pod-{number:05}.yaml",
            _yaml(_object(rng, f"pod-{number}", "Pod", containers=2)),
        )


def many(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield 10,000 Pods."""
    yield from pods(rng, 10_000)


def _container(rng: random.Random, name: str) -> dict[str, object]:
    """Return a container; each field is there about as often as people write it."""
    fields: tuple[tuple[float, str, object], ...] = (
        (1.0, "name", name),
        (1.0, "image", rng.choice(_IMAGES)),
        (0.6, "imagePullPolicy", rng.choice(("IfNotPresent", "Always"))),
        (0.3, "command", ["/bin/app", "serve"]),
        (0.3, "args", ["--config=/etc/app/app.yaml", "--log-level=info", "--listen=:8080"]),
        (0.9, "ports", [{"name": "http", "containerPort": 8080}, {"name": "metrics", "containerPort": 9090}]),
        (0.8, "env", rng.sample(_VARIABLES, rng.randint(2, len(_VARIABLES)))),
        (0.2, "envFrom", [{"configMapRef": {"name": "settings"}}]),
        (0.6, "resources", {
            "requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "256Mi"},
        }),
        (0.5, "securityContext", rng.choice(_SECURITY)),
        (0.6, "livenessProbe", _probe("/healthz")),
        (0.5, "readinessProbe", _probe("/ready")),
        (0.1, "lifecycle", {"preStop": {"exec": {"command": ["sleep", "5"]}}}),
        (0.6, "volumeMounts", [
            {"name": "tmp", "mountPath": "/tmp"},
            {"name": "config", "mountPath": "/etc/app", "readOnly": True},
        ]),
    )  # fmt: skip
    return {field: value for share, field, value in fields if rng.random() < share}


def _probe(path: str) -> dict[str, object]:
    return {"httpGet": {"path": path, "port": "http"}, "initialDelaySeconds": 5, "periodSeconds": 10}


def _pod_spec(rng: random.Random, containers: int) -> dict[str, object]:
    fields: tuple[tuple[float, str, object], ...] = (
        (0.4, "serviceAccountName", "app"),
        (0.2, "automountServiceAccountToken", False),
        (0.3, "securityContext", {"runAsNonRoot": True, "fsGroup": 2000}),
        (0.05, "hostNetwork", True),
        (0.2, "imagePullSecrets", [{"name": "registry"}]),
        (0.2, "nodeSelector", {"kubernetes.io/os": "linux"}),
        (0.2, "tolerations", [{"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"}]),
        (0.2, "initContainers", [{"name": "migrate", "image": "ghcr.io/acme/migrate:2.1", "args": ["up"]}]),
        (1.0, "containers", [_container(rng, f"c{i}") for i in range(containers)]),
        (0.7, "volumes", [
            {"name": "tmp", "emptyDir": {}},
            {"name": "config", "configMap": {"name": "config", "defaultMode": 420}},
        ]),
        (0.3, "terminationGracePeriodSeconds", 30),
    )  # fmt: skip
    return {field: value for share, field, value in fields if rng.random() < share}


def _object(rng: random.Random, name: str, kind: str, containers: int | None = None) -> dict[str, object]:
    spec = _pod_spec(rng, containers or rng.randint(1, 3))
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/version": "1.4.2", "team": "shop"}
    template = {"metadata": {"labels": labels}, "spec": spec}
    made: dict[str, dict[str, object]] = {
        "Pod": {"apiVersion": "v1", "spec": spec},
        "Job": {
            "apiVersion": "batch/v1",
            "spec": {"template": {**template, "spec": {**spec, "restartPolicy": "Never"}}},
        },
        "CronJob": {
            "apiVersion": "batch/v1",
            "spec": {"schedule": "5 4 * * *", "jobTemplate": {"spec": {"template": template}}},
        },
        "Service": {
            "apiVersion": "v1",
            "spec": {"selector": labels, "ports": [{"port": 80, "targetPort": 8080}]},
        },
        "ConfigMap": {
            "apiVersion": "v1",
            "data": {"app.conf": "listen = 8080\nmode = production\n", "LEVEL": "info"},
        },
        "NetworkPolicy": {
            "apiVersion": "networking.k8s.io/v1",
            "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
        },
    }
    rest = {"apiVersion": "apps/v1", "spec": {"selector": {"matchLabels": labels}, "template": template}}
    return {
        "kind": kind,
        "metadata": {"name": name, "namespace": "shop", "labels": labels, "annotations": _ANNOTATIONS},
        **made.get(kind, rest),
    }


def _yaml(value: object, indent: int = 0) -> str:
    """Write block YAML as people do; strings that need it are quoted by JSON's rules."""
    pad = "  " * indent
    if isinstance(value, dict):
        return "".join(f"{pad}{key}:{_nested(item, indent)}" for key, item in value.items())
    assert isinstance(value, list)
    return "".join(
        f"{pad}- {_yaml(item, indent + 1).lstrip()}"
        if isinstance(item, dict)
        else f"{pad}- {_scalar(item)}\n"
        for item in value
    )


def _nested(item: object, indent: int) -> str:
    if isinstance(item, (dict, list)) and item:
        return "\n" + _yaml(item, indent + 1)
    return f" {_scalar(item)}\n"


def _scalar(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in {"true", "false"}:
        return value
    return json.dumps(value)


KINDS: dict[str, Callable[[random.Random], Iterator[tuple[str, str]]]] = {
    "dockerfiles": dockerfiles,
    "manifests": manifests,
    "pods": pods,
    "many": many,
}


def write(kind: str, directory: Path) -> int:
    """Write the corpus `kind` below `directory`; return how many files it has."""
    count = 0
    for name, text in KINDS[kind](random.Random(SEED)):  # a corpus, not a secret
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        count += 1
    return count


if __name__ == "__main__":
    print(write(sys.argv[1], Path(sys.argv[2])), "files")
