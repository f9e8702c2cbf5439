"""Which policy holds at a gate: a chosen file, the environment or the working directory, never beside a subject."""

from __future__ import annotations

import os
from dataclasses import dataclass

from holdfast.errors import ConfigurationError, MalformedError, SourceError
from holdfast.formats import yaml_tree
from holdfast.formats.kubernetes.objects import group_of
from holdfast.model.workload import TemplatePath
from holdfast.policy.document import PolicyDocument
from holdfast.policy.document import read as read_document
from holdfast.policy.effective import Policy, compose
from holdfast.sources import files, profiles

DEFAULT_FILE = "holdfast.yaml"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was said about the policy; `None` where nothing was."""

    policy: str | None = None
    """Path of the document."""
    profile: str | None = None
    floor: str | None = None
    """Path of the document below which nothing can go."""
    release: str | None = None
    """`v1.31` or `latest`: whose Pod Security Standards hold."""


def load(choice: Choice) -> Policy:
    """Return the policy in force; raises `ConfigurationError` with every problem of its documents."""
    document = _document(_chosen(choice))
    floor = _document(os.environ.get("HOLDFAST_FLOOR") or None if choice.floor is None else choice.floor)
    return compose(
        document, profile=_profile, floor=floor, override_profile=choice.profile, release=choice.release
    )


def profile(name: str) -> Policy:
    """Return the policy that the built-in profile `name` is by itself."""
    return compose(None, profile=_profile, override_profile=name)


def templates(policy: Policy) -> tuple[TemplatePath, ...]:
    """Return the custom resources that the policy knows to hold pods."""
    return tuple(
        TemplatePath(group_of(kind.api_version), kind.kind, kind.template) for kind in policy.workloads
    )


def _chosen(choice: Choice) -> str | None:
    """Return the path of the policy document, if there is one (DESIGN §9: `--profile` alone reads none)."""
    if choice.policy is not None or choice.profile is not None:
        return choice.policy
    return os.environ.get("HOLDFAST_POLICY") or (DEFAULT_FILE if os.path.lexists(DEFAULT_FILE) else None)


def _document(path: str | None) -> PolicyDocument | None:
    return _parse(_read(path), path) if path is not None else None


def _read(path: str) -> bytes:
    try:
        return files.read(path)
    except SourceError as error:
        raise ConfigurationError(
            f"the policy {path!r} cannot be read: {error.message}", hint=error.hint
        ) from None


def _profile(name: str) -> PolicyDocument:
    return _parse(profiles.read(name), f"{name}.yaml")


def _parse(data: bytes, source: str) -> PolicyDocument:
    """Parse one policy: exactly one document, for a second one would be silently without effect."""
    try:
        documents = list(yaml_tree.documents(data, path=source))
    except MalformedError as error:
        raise ConfigurationError(
            f"the policy is not readable YAML: {error}", code="malformed-policy"
        ) from None
    if len(documents) != 1:
        raise ConfigurationError(
            f"a policy is one YAML document, here are {len(documents)}",
            subject=source,
            code="malformed-policy",
        )
    return read_document(documents[0], source=source)
