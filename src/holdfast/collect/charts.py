"""Helm charts: which files belong to one, and the objects that it renders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.formats import yaml_tree
from holdfast.model.tree import Mapping, Value
from holdfast.sources import files, renderers

_TEMPLATES = ("templates", "charts", "crds")
"""Directories of a chart whose files are parts of it."""
_PART = re.compile(r"(?:values[\w.-]*\.(?:ya?ml|json)|values\.schema\.json|Chart\.lock)")
_SOURCE = re.compile(r"# Source: (\S.*)")


class Rendered(NamedTuple):
    """One object of a chart."""

    root: Value
    template: str | None
    """Path of the file that renders it, as far as helm says."""


def is_library(path: str) -> bool:
    """Tell whether the chart at `path` only lends its templates to others. Raises a `HoldfastError`."""
    root = next(iter(yaml_tree.documents(files.read(path), path=path)), None)
    return isinstance(root, Mapping) and root.get("type") == "library"


def is_part(relative: str) -> bool:
    """Tell whether the file at `relative`, seen from its chart, is a part of it: a template, values, a chart within."""
    first, slash, _ = relative.partition(os.sep)
    return first in _TEMPLATES if slash else _PART.fullmatch(first) is not None


def render(path: str) -> Iterator[Rendered]:
    """Yield what the chart at `path` renders with its own values.

    Raises `SourceError` where helm is missing or refuses, `MalformedError` where what it renders is no YAML.
    """
    directory = os.path.dirname(path) or os.curdir  # noqa: PTH120 - as above
    data = renderers.helm(directory)
    lines = data.decode("utf-8", "replace").split("\n")
    for root in yaml_tree.documents(data, path=path):
        yield Rendered(root, _template(lines, getattr(root, "line", 1), directory))


def _template(lines: list[str], first: int, directory: str) -> str | None:
    """Return the file that the comment above the object at line `first` names, if that is in `directory`."""
    for line in reversed(lines[: first - 1]):
        if (named := _SOURCE.fullmatch(line.rstrip())) is not None:
            inside = named[1].partition("/")[2]
            path = os.path.normpath(os.path.join(directory, inside))  # noqa: PTH118 - as above
            return path if os.path.isfile(path) else None  # noqa: PTH113 - as above
        if line.strip() not in {"", "---"} and not line.startswith("#"):
            return None
    return None
