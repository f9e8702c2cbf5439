"""A kustomization: which files and directories it is made of (https://kubectl.docs.kubernetes.io/references/kustomize/).

Only what tells its parts is read here; what they make together is for the tool to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from holdfast.formats import yaml_tree
from holdfast.model.tree import Mapping

_GROUP = "kustomize.config.k8s.io/"
_LISTS = (
    "resources",
    "bases",
    "components",
    "crds",
    "configurations",
    "generators",
    "transformers",
    "validators",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "replacements",
    "configMapGenerator",
    "secretGenerator",
    "helmCharts",
)
"""Fields that list paths, or mappings that hold paths in one of `_PATHS`."""
_PATHS = ("path", "files", "envs", "env", "valuesFile", "additionalValuesFiles")
_REMOTE = re.compile(
    r"[a-z][a-z0-9+.-]*::|[a-z][a-z0-9+.-]*://|git@|gh:|(?:github|gitlab|bitbucket)\.(?:com|org)[/:]|[^?]+\?ref=",
    re.IGNORECASE,
)
_LONGEST = 1024
"""Characters of a path; what is longer, or has several lines, is written inline."""


@dataclass(frozen=True, slots=True)
class Kustomization:
    """What one kustomization names."""

    component: bool
    """Whether it is only a part that others include."""
    paths: tuple[str, ...]
    """Of files and directories, relative to its own."""
    remote: tuple[str, ...]
    """What it would have fetched."""
    affixes: tuple[str, ...]
    """What it puts before and after names."""


def parse(data: bytes, path: str) -> Kustomization | None:
    """Return the kustomization that `data` is, or `None` where it is another kind of object.

    Raises `MalformedError`.
    """
    root = next(iter(yaml_tree.documents(data, path=path)), None)
    if not isinstance(root, Mapping):
        return None
    version, kind = root.get("apiVersion"), root.get("kind", "Kustomization")
    if version is not None and not str(version).startswith(_GROUP):
        return None
    named = [text for text in _named(root) if len(text) <= _LONGEST and "\n" not in text]
    affixes = (root.get(name) for name in ("namePrefix", "nameSuffix"))
    return Kustomization(
        component=kind == "Component",
        paths=tuple(text for text in named if not _REMOTE.match(text)),
        remote=tuple(text for text in named if _REMOTE.match(text)),
        affixes=tuple(text for text in affixes if isinstance(text, str) and text),
    )


def _named(root: Mapping) -> Iterator[str]:
    """Yield every text that stands where a path may stand."""
    for name in _LISTS:
        entries = root.get(name)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                for field in _PATHS:
                    yield from (text.partition("=")[2] or text for text in _texts(entry.get(field)))
            else:
                yield from _texts(entry)
    openapi = root.get("openapi")
    if isinstance(openapi, dict):
        yield from _texts(openapi.get("path"))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any value of a document
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
