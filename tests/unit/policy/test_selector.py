from __future__ import annotations

import time

import pytest

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.namespace import Namespace
from holdfast.model.verdict import SubjectKind
from holdfast.model.workload import ImageUse, PodSpec, SecurityContext, Workload
from holdfast.policy.selector import Match, SubjectFacts, complete_image, facts, matches
from policies import document, pod, use

PINNED = f"ghcr.io/acme/web:1.4@sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("web", "web", True),
        ("web", "web2", False),
        ("web", "Web", False),
        ("*", "default", True),
        ("*", "", True),
        ("kube-*", "kube-system", True),
        ("kube-*", "my-kube-system", False),
        ("*-a-*-b", "x-a-y-a-z-b", True),
        ("*-a-*-b", "x-a-y-a-z-c", False),
        ("v?", "v1", True),
        ("v?", "v", False),
        ("a/?", "a//", False),
        ("*", "a/b", False),
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("a/**", "a/b/c", True),
        ("a/**", "a", True),
        ("a/**", "ab", False),
        ("**", "a/b/c", True),
        ("**/c", "a/b/c", True),
        ("**/c", "c", True),
        ("a/**/c", "a/c", True),
        ("a/**/b/**/c", "a/b/x/b/y/c", True),
        ("a/**/b/**/c", "a/x/y/c", False),
        ("[a]", "a", False),
        ("a.c", "abc", False),
        ("*", None, False),
    ],
)
def test_a_pattern_fits_whole_texts(pattern: str, text: str | None, expected: bool) -> None:  # noqa: FBT001
    assert matches(pattern, text) is expected


def test_the_time_of_a_pattern_is_bounded() -> None:
    started = time.process_time()
    assert not matches("*a" * 250 + "b", "a" * 1000)
    assert not matches("**/a/" * 100 + "b", "a/" * 500)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("pattern", "completed"),
    [
        ("alpine", "docker.io/library/alpine"),
        ("alpine:3.*", "docker.io/library/alpine:3.*"),
        ("acme/web", "docker.io/acme/web"),
        ("ghcr.io/acme/**", "ghcr.io/acme/**"),
        ("localhost/web", "localhost/web"),
        ("registry:5000/web", "registry:5000/web"),
        ("*/web", "*/web"),
        ("**", "**"),
    ],
)
def test_a_pattern_of_images_is_completed_as_docker_does(pattern: str, completed: str) -> None:
    assert complete_image(pattern) == completed


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("alpine", "alpine", True),
        ("alpine", "docker.io/library/alpine:3.20", True),
        ("alpine", "ghcr.io/alpine/alpine", False),
        ("alpine:3.20", "alpine:3.20", True),
        ("alpine:3.20", "alpine:3.21", False),
        ("alpine:3.20", "alpine", False),
        ("alpine:latest", "alpine", False),
        ("ghcr.io/acme/web", PINNED, True),
        ("ghcr.io/acme/web:1.*", PINNED, True),
        ("ghcr.io/acme/web:1.5", PINNED, False),
        (f"ghcr.io/acme/web@sha256:{'a' * 64}", PINNED, True),
        (PINNED, PINNED, True),
        (f"ghcr.io/acme/web@sha256:{'b' * 64}", PINNED, False),
        ("ghcr.io/acme/*", "ghcr.io/acme/team/web", False),
        ("ghcr.io/acme/**", "ghcr.io/acme/team/web", True),
        ("ghcr.io/**", "ghcr.io.evil.example/acme/web", False),
        ("registry.example/**", "registry.example:5000/web", False),
    ],
)
def test_an_image_is_selected_by_its_normal_form(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001
    match = Match(images=(complete_image(pattern),))
    assert match.covers(pod(images=(use("web", text),)), "web") is expected


class TestImagesOfAPod:
    MATCH = Match(images=("docker.io/library/*",))
    OURS, THEIRS = use("a", "alpine"), use("b", "ghcr.io/x/y")

    def test_a_finding_about_the_pod_needs_all_of_its_images(self) -> None:
        assert self.MATCH.covers(pod(images=(self.OURS,)), None)
        assert not self.MATCH.covers(pod(images=(self.OURS, self.THEIRS)), None)

    def test_a_name_that_two_containers_share_needs_both_images(self) -> None:
        twins = (use("a", "alpine"), use("a", "ghcr.io/x/y"))
        assert not self.MATCH.covers(pod(images=twins), "a")

    def test_no_image_is_not_every_image(self) -> None:
        assert not self.MATCH.covers(pod(), None)
        assert not self.MATCH.covers(pod(images=(self.OURS,)), "unknown")

    def test_what_is_no_reference_is_not_selected(self) -> None:
        broken = ImageUse("alpine@oops", None, "not a digest", "/spec/containers/0/image", "a")
        assert not Match(images=("**",)).covers(pod(images=(broken,)), "a")


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("{namespaces: [prod]}", True),
        ("{namespaces: [dev, prod]}", True),
        ("{namespaces: [dev]}", False),
        ("{labels: {app: web}}", True),
        ("{labels: {app: w*, tier: front}}", True),
        ("{labels: {app: web, other: '*'}}", False),
        ("{kinds: [Deployment, DaemonSet]}", True),
        ("{kinds: [Pod]}", False),
        ("{paths: ['deploy/**']}", True),
        ("{paths: ['other/**']}", False),
        ("{namespaces: [prod], kinds: [Pod]}", False),
        (
            "{namespaces: [prod], labels: {app: web}, images: [nginx], kinds: [Deploy*], paths: ['**/a.yaml']}",
            True,
        ),
    ],
)
def test_the_parts_of_a_selector_must_all_hold(match: str, expected: bool) -> None:  # noqa: FBT001
    rule = "hardened/privileged-forbidden"
    body = f"rules: {{{rule}: enforce}}\noverrides: [{{match: {match}, rules: {{{rule}: warn}}}}]"
    (override,) = document(body).overrides
    subject = pod(
        "prod",
        labels={"app": "web", "tier": "front"},
        images=(use("web", "nginx:1"),),
        kind="Deployment",
        path="./deploy/team/a.yaml",
    )
    assert override.match.covers(subject, "web") is expected


def test_only_selectors_that_every_gate_sees_are_portable() -> None:
    assert Match(namespaces=("a",), labels=(("a", "b"),), images=("c",)).portable
    assert not Match(kinds=("Pod",)).portable
    assert not Match(paths=("a",)).portable


def test_what_has_no_namespace_is_in_none() -> None:
    dockerfile = facts(Dockerfile((), (), (), (), (), "sha256:0"), path="a/Dockerfile")
    assert dockerfile == SubjectFacts(
        SubjectKind.DOCKERFILE, None, {}, (), document_kind="Dockerfile", path="a/Dockerfile"
    )
    assert not Match(namespaces=("**",)).covers(dockerfile, None)
    assert Match(kinds=("Dockerfile",)).covers(dockerfile, None)


def test_a_namespace_is_selected_by_its_name() -> None:
    namespace = facts(Namespace("prod", True, {}, (), (), "ns.yaml", 1), path=None)  # noqa: FBT003 - a field
    assert Match(namespaces=("prod",)).covers(namespace, None)


def test_the_facts_of_a_workload_are_those_of_its_pods() -> None:
    images = (use("web", "nginx:1"),)
    spec = PodSpec(SecurityContext(), (), images)
    workload = Workload("apps/v1", "Deployment", "web", "prod", {"app": "web"}, {}, spec, "", "sha256:0")
    assert facts(workload, path="a.yaml") == pod(
        "prod", labels={"app": "web"}, images=images, kind="Deployment", path="a.yaml"
    )
