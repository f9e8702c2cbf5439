"""References in the files of GitHub Actions and GitLab CI."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.tree import Mapping, Sequence, Value, WrittenText
from holdfast.remedy.sites.site import Content, Site

_DOCKER = "docker://"
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NEEDS_GIT = "an action is pinned to a commit, which only its git host can tell"


def is_github(root: Mapping) -> bool:
    """Tell whether `root` is a workflow, or the description of an action."""
    runs = root.get("runs")
    return isinstance(root.get("jobs"), Mapping) or (isinstance(runs, Mapping) and "using" in runs)


def is_gitlab(name: str) -> bool:
    """Tell by its name whether a file is a pipeline of GitLab CI."""
    return name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml"))


def github(root: Mapping, content: Content) -> Iterator[Site]:
    """Yield `container`, `services` and `uses` of the jobs of a workflow, and what an action runs."""
    for job in _mappings(root.get("jobs")):
        yield from _image(job.get("container"), "image", content)
        for service in _mappings(job.get("services")):
            yield from _image(service, "image", content)
        yield from _uses(job, content)
        yield from _steps(job.get("steps"), content)
    runs = root.get("runs")
    if isinstance(runs, Mapping):
        yield from _docker(runs.get("image"), content)
        yield from _steps(runs.get("steps"), content)


def gitlab(root: Mapping, content: Content) -> Iterator[Site]:
    """Yield `image` and `services` of the pipeline, of its defaults and of each job."""
    for holder in (root, *_mappings(root)):
        yield from _image(holder.get("image"), "name", content)
        services = holder.get("services")
        for service in services if isinstance(services, Sequence) else ():
            yield from _image(service, "name", content)


def _image(value: Value, field: str, content: Content) -> Iterator[Site]:
    """Yield the image that `value` is, or that its `field` names."""
    text = value.get(field) if isinstance(value, Mapping) else value
    if isinstance(text, WrittenText) and text:
        yield content.scalar(text, text)


def _steps(steps: Value, content: Content) -> Iterator[Site]:
    for step in steps if isinstance(steps, Sequence) else ():
        if isinstance(step, Mapping):
            yield from _uses(step, content)


def _uses(step: Mapping, content: Content) -> Iterator[Site]:
    uses = step.get("uses")
    if not isinstance(uses, WrittenText) or uses.startswith("./"):
        return
    if uses.startswith(_DOCKER):
        yield from _docker(uses, content)
    elif not _COMMIT.fullmatch(uses.rpartition("@")[2]):
        yield content.hindered(uses, uses.start, _NEEDS_GIT)


def _docker(value: Value, content: Content) -> Iterator[Site]:
    """Yield the image of `docker://IMAGE`."""
    if isinstance(value, WrittenText) and value.startswith(_DOCKER):
        yield content.scalar(value.removeprefix(_DOCKER), value)


def _mappings(value: Value) -> Iterator[Mapping]:
    for item in value.values() if isinstance(value, Mapping) else ():
        if isinstance(item, Mapping):
            yield item
