"""Policies and subjects for tests of the policy, made from short texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from holdfast.formats import yaml_tree
from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import Location
from holdfast.model.reference import Reference
from holdfast.model.verdict import SubjectKind
from holdfast.model.waiver import WaiverRequest
from holdfast.model.workload import ImageUse
from holdfast.policy.document import PolicyDocument, read
from holdfast.policy.effective import Policy, compose
from holdfast.policy.evaluate import Weighed, weigh
from holdfast.policy.selector import SubjectFacts
from holdfast.rules import find
from holdfast.rules.kit import Rule

PRIVILEGED = "hardened/privileged-forbidden"
HOST = "hardened/host-namespaces-forbidden"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
HEAD = "schema: holdfast.policy/v1\n"


def document(body: str, source: str = "holdfast.yaml") -> PolicyDocument:
    """Read a policy whose first line, the schema, is not repeated in every test."""
    (tree,) = yaml_tree.documents((HEAD + body).encode(), path=source)
    return read(tree, source=source)


def no_profile(name: str) -> PolicyDocument:
    """Fail, since the test extends nothing."""
    raise AssertionError(f"profile {name} was asked for")


def policy(body: str, *, floor: str | None = None, profiles: Mapping[str, str] | None = None) -> Policy:
    """Compose a policy from a document's text, a floor's, and the texts of profiles."""

    def profile(name: str) -> PolicyDocument:
        return document((profiles or {})[name], f"{name}.yaml")

    below = document(floor, "floor.yaml") if floor is not None else None
    return compose(document(body), profile=profile, floor=below)


def rule(name: str) -> Rule:
    """Return a built-in rule."""
    found = find(name)
    assert found is not None
    return found


def use(container: str, text: str) -> ImageUse:
    """Return the use of an image by a container."""
    return ImageUse(text, Reference.parse(text), None, "/spec/containers/0/image", container)


def pod(
    namespace: str = "default",
    *,
    labels: Mapping[str, str] | None = None,
    images: tuple[ImageUse, ...] = (),
    kind: str = "Pod",
    path: str | None = None,
) -> SubjectFacts:
    """Return what selectors see of a workload."""
    return SubjectFacts(SubjectKind.WORKLOAD, namespace, labels or {}, images, kind, path)


def finding(
    outcome: Outcome = Outcome.VIOLATED, container: str | None = "web", pointer: str = "/spec/containers/0"
) -> Finding:
    """Return what a rule might say."""
    return Finding(outcome, "something is so", pointer, container)


def locate(found: Finding) -> Location:
    """Place every finding on one line."""
    return Location("pod.yaml", 1, 1, found.at if isinstance(found.at, str) else None)


def judged(
    by: Policy,
    *findings: tuple[str, Finding],
    subject: SubjectFacts | None = None,
    now: datetime = NOW,
    requests: tuple[WaiverRequest, ...] = (),
) -> Weighed:
    """Weigh findings, each with the id of its rule."""
    pairs = [(rule(name), found) for name, found in findings]
    return weigh(by, subject or pod(), pairs, now=now, locate=locate, requests=requests)
