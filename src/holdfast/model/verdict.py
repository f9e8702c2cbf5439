"""The answer: a verdict on one subject, its reasons, and the inputs that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from holdfast.model.evidence import Missing
from holdfast.model.finding import WeighedFinding

REPORT_SCHEMA = "holdfast.report/v1"
"""The name of the report that programs read, as it stands in its first field."""


class Verdict(Enum):
    """Whether a subject may pass. `UNDECIDED` is not a soft allow: a gate's policy says what it means there."""

    ALLOW = "allow"
    DENY = "deny"
    UNDECIDED = "undecided"


class Scope(Enum):
    """How much evidence a verdict rests on."""

    DOCUMENTS = "documents"
    IMAGES = "images"


class SubjectKind(Enum):
    """What is judged."""

    DOCKERFILE = "dockerfile"
    WORKLOAD = "workload"
    NAMESPACE = "namespace"
    IMAGE = "image"
    CONTAINER = "container"
    BLOB = "blob"


@dataclass(frozen=True, slots=True)
class Subject:
    """What one verdict is about."""

    kind: SubjectKind
    name: str
    """For people: `apps/v1 Deployment default/web`, a file's path, an image reference."""
    source: str
    """The path or reference as the user named it."""
    digest: str | None
    """`sha256:...` of what was judged: a Dockerfile's bytes, a workload's normalised pod specification,
    an image's manifest. Null where there was nothing to hash."""
    namespace: str | None = None
    """Namespace of a workload, with the default filled in."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the verdict was made from, by digest, so that it can be made again."""

    policy: str
    """Digest of the effective policy, profiles, parameters, waivers and floor included."""
    profile: str
    """Names of the profiles that the policy extends, joined by `+`; empty where there is none."""
    now: datetime
    """The moment given to the policy, in UTC."""
    advisories: str | None = None
    trust_root: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One subject judged."""

    subject: Subject
    scope: Scope
    inputs: Inputs
    verdict: Verdict
    findings: tuple[WeighedFinding, ...]
    missing: tuple[Missing, ...] = ()
