"""Makes corpora like those that people really have; the same seed gives the same files.

`python benchmarks/corpus.py KIND DIRECTORY` with KIND `dockerfiles` (286 files), `manifests` (248 files, 335 objects),
`pods` (1,000 files of one Pod with two containers) or `many` (10,000 manifests).
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

SEED = 20260101

_BASES = (
    "python:3.12-slim", "node:20", "golang:1.22 AS build", "alpine:3.20", "debian:bookworm-slim", "ubuntu:22.04",
    "eclipse-temurin:17-jre", "nginx", "php:8.2-fpm", "ruby:latest", "registry.example.com:5000/base/app",
    "rust:1.79 AS builder", "busybox@sha256:" + "a" * 64, "gcr.io/distroless/static:nonroot",
)  # fmt: skip
_STEPS = (
    ("RUN apt-get update && apt-get install -y --no-install-recommends \\\n    curl=7.88.1-10 \\\n    # for TLS\n"
    "    ca-certificates \\\n    git && \\\n    rm -rf /var/lib/apt/lists/*"),
    "RUN apk add --no-cache bash tini && adduser -D -u 10001 app",
    "RUN pip install --no-cache-dir -r requirements.txt",
    "RUN npm ci --only=production && npm cache clean --force",
    ("RUN set -eux; \\\n    for f in /etc/*.conf; do \\\n        sed -i 's/foo/bar/g' \"$f\"; \\\n    done; \\\n"
    '    if [ "$(uname -m)" = x86_64 ]; then echo ok; else exit 1; fi'),
    'RUN curl -fsSL https://example.com/install.sh | bash -s -- --version "${VERSION}"',
    "RUN <<EOF\nset -e\napt-get update\napt-get install -y make gcc\nEOF",
    "RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -ldflags '-s -w' -o /out/app ./cmd/app",
    "RUN useradd -r -u 1001 -g root app && chown -R app:root /app",
    "COPY . .",
    "COPY --chown=1001:0 package.json package-lock.json ./",
    "ADD https://example.com/archive.tar.gz /tmp/archive.tar.gz",
    "COPY <<-CONF /etc/app.conf\n\tlisten = 8080\n\tuser = app\n\tCONF",
    "ENV PATH=/app/bin:$PATH \\\n    LANG=C.UTF-8 \\\n    APP_HOME=/app",
    "ENV DB_PASSWORD s3cr3t",
    "ARG VERSION=1.2.3",
    'LABEL maintainer="team@example.com" version="1.0"',
    "WORKDIR /app",
    "EXPOSE 8080 8443/tcp",
    "VOLUME /data",
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    "HEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:8080/health || exit 1",
)  # fmt: skip
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
    container: dict[str, object] = {
        "name": name,
        "image": rng.choice(("nginx", "nginx:1.27", "ghcr.io/acme/web:v1.4.2", "redis@sha256:" + "b" * 64)),
        "ports": [{"containerPort": 8080, "name": "http"}],
        "env": [
            {"name": "MODE", "value": "production"},
            {"name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        ],
    }
    if rng.random() < 0.5:
        container["resources"] = {
            "requests": {"cpu": "100m", "memory": "64Mi"},
            "limits": {"cpu": "1", "memory": "256Mi"},
        }
    if rng.random() < 0.4:
        container["securityContext"] = {
            "runAsNonRoot": True, "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"},
        }  # fmt: skip
    if rng.random() < 0.1:
        container["securityContext"] = {"privileged": True, "runAsUser": 0}
    if rng.random() < 0.5:
        container["livenessProbe"] = {"httpGet": {"path": "/healthz", "port": "http"}, "periodSeconds": 10}
    return container


def _pod_spec(rng: random.Random, containers: int) -> dict[str, object]:
    spec: dict[str, object] = {"containers": [_container(rng, f"c{i}") for i in range(containers)]}
    if rng.random() < 0.3:
        spec["volumes"] = [
            {"name": "tmp", "emptyDir": {}},
            {"name": "config", "configMap": {"name": "config"}},
        ]
    if rng.random() < 0.05:
        spec["hostNetwork"] = True
    return spec


def _object(rng: random.Random, name: str, kind: str, containers: int | None = None) -> dict[str, object]:
    spec = _pod_spec(rng, containers or rng.randint(1, 3))
    labels = {"app": name}
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
        "metadata": {"name": name, "namespace": "shop", "labels": labels},
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
    if (
        isinstance(value, str)
        and value.replace("-", "").replace("/", "").replace(".", "").isalnum()
        and not value[0].isdigit()
    ):
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
