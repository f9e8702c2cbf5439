"""A registry rule that compares text lets look-alikes in (the `K8sAllowedRepos` prefix flaw, and its suffix twin)."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.model.finding import Outcome
from holdfast.model.reference import Reference
from holdfast.model.workload import ImageUse, PodSpec, SecurityContext, Workload
from holdfast.rules.immutable.approved_registry_required import Parameters, approved_registry_required
from holdfast.rules.kit import Context

APPROVED = ("registry.corp.io", "ghcr.io/foo/", "registry.corp.io:5000/team", "docker.io/library")


def outcomes(text: str, approved: tuple[str, ...] = APPROVED) -> list[Outcome]:
    use = ImageUse(text, Reference.parse(text), None, "/spec/containers/0/image", "web")
    pod = PodSpec(SecurityContext(), (), (use,))
    workload = Workload("v1", "Pod", "web", "default", {}, {}, pod, "", "sha256:" + "0" * 64)
    context = Context(Parameters(approved), date(2026, 1, 1))
    return [finding.outcome for finding in approved_registry_required.check(workload, context)]


@pytest.mark.parametrize(
    "text",
    [
        "registry.corp.io.evil.net/web:1",
        "registry.corp.io-evil.net/web:1",
        "evilregistry.corp.io/web:1",
        "evil.com/registry.corp.io/web:1",
        "evil.com/ghcr.io/foo/nginx:1",
        "ghcr.io/foobar/nginx:1",
        "ghcr.io/foo-evil/nginx:1",
        "registry.corp.io:443/web:1",
        "registry.corp.io:50000/team/web:1",
        "registry.corp.io:5000/teammate/web:1",
        "evil/alpine:3",
        "docker.io/libraryevil/alpine:3",
    ],
)
def test_a_look_alike_is_refused(text: str) -> None:
    assert outcomes(text) == [Outcome.VIOLATED]


@pytest.mark.parametrize(
    "text",
    [
        "registry.corp.io/web:1",
        "registry.corp.io/a/b/c@sha256:" + "a" * 64,
        "REGISTRY.corp.io/web:1",
        "ghcr.io/foo/nginx:1",
        "registry.corp.io:5000/team/web",
        "alpine:3",
        "index.docker.io/library/alpine:3",
    ],
)
def test_what_is_approved_passes(text: str) -> None:
    assert outcomes(text) == []


def test_an_empty_list_approves_nothing() -> None:
    assert outcomes("registry.corp.io/web:1", ()) == [Outcome.VIOLATED]
