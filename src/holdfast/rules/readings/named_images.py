"""Every place where a subject names an image, in one shape, so that a rule about images is written once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.errors import MalformedError
from holdfast.model.dockerfile import BaseKind, Dockerfile, From, Instruction, Stage, Text, Transfer
from holdfast.model.position import Position
from holdfast.model.reference import Reference
from holdfast.model.workload import Dialect, Workload

_PEERS_GROUPS = frozenset({"", "apps", "batch"})
"""API groups whose pod templates other tools read; of a custom resource they say nothing."""


class NamedImage(NamedTuple):
    """An image that a build or a pod would pull."""

    text: str | None
    """As written."""
    reference: Reference | None
    problem: str
    """Why there is no reference; empty where there is one."""
    at: Position | str
    container: str | None
    place: str
    """`FROM`, `COPY`, `RUN`; `containers`, `initContainers`, `ephemeralContainers`, `volumes`; `custom` within what
    other tools do not read: a custom resource, a Compose service."""

    @property
    def literal(self) -> bool:
        """Tell whether the name is written out, with no variable in it."""
        return self.text is not None and "$" not in self.text


def named_images(subject: Dockerfile | Workload) -> Iterator[NamedImage]:
    """Yield each image that `subject` names and that has to be pulled: no stages, no `scratch`."""
    if isinstance(subject, Workload):
        read_by_peers = is_read_by_peers(subject)
        for use in subject.pod.images:
            place = use.pointer.split("/", 3)[2] if read_by_peers else "custom"
            problem = use.problem or "" if use.text is not None else "no image is named here"
            yield NamedImage(use.text, use.reference, problem, use.pointer, use.container, place)
        return
    for stage in subject.stages:
        for instruction in stage.instructions:
            yield from _named_by(instruction, stage, subject)


def is_read_by_peers(workload: Workload) -> bool:
    """Tell whether `workload` is of a kind that Kubernetes brings, which every other tool reads."""
    group, slash, _ = workload.api_version.partition("/")
    return workload.dialect is Dialect.KUBERNETES and (group if slash else "") in _PEERS_GROUPS


def _named_by(instruction: Instruction, stage: Stage, dockerfile: Dockerfile) -> Iterator[NamedImage]:
    """Yield the images that one instruction names."""
    if isinstance(instruction, From):
        yield from _base(instruction, stage)
    elif isinstance(instruction, Transfer):
        if instruction.source_image is not None:
            yield from _pulled(instruction.source_image, "COPY", instruction)
    elif instruction.keyword == "RUN":
        stages = {other.name for other in dockerfile.stages} | {str(n) for n in range(stage.index)}
        for flag in instruction.flags:
            if flag.name == "mount" and flag.value is not None:
                name = _mounted(flag.value.raw)
                if name and name.lower() not in stages:
                    yield from _pulled(Text(name, None if "$" in name else name, flag.at), "RUN", instruction)


def _base(instruction: From, stage: Stage) -> Iterator[NamedImage]:
    """Yield what `FROM` names, unless that is a stage or nothing."""
    base, text = stage.base, instruction.image
    at = text.at if text is not None else instruction.at
    written = text.raw if text is not None else None
    if base.kind is BaseKind.IMAGE:
        yield NamedImage(written, base.reference, "", at, None, "FROM")
    elif base.kind is BaseKind.UNKNOWN:
        yield NamedImage(written, None, base.problem or "no image is named here", at, None, "FROM")


def _mounted(options: str) -> str | None:
    """Return the `from` of `RUN --mount=type=bind,from=...`."""
    pairs = (option.partition("=") for option in options.strip("\"'").split(","))
    return next((value for key, _, value in pairs if key.strip().lower() == "from"), None)


def _pulled(text: Text, place: str, instruction: Instruction) -> Iterator[NamedImage]:
    """Yield the image that `text` names in `--from`."""
    reference, problem = None, ""
    if text.failure is not None:
        return  # no build gets as far as pulling it
    if text.value is None:
        problem = f"{text.raw!r} depends on a variable"
    elif text.value.lower() == "scratch":
        return
    else:
        try:
            reference = Reference.parse(text.value)
        except MalformedError as error:
            problem = error.message
    if (
        reference is not None
        and instruction.onbuild
        and reference.familiar == text.raw
        and text.raw.isalnum()
    ):
        reference, problem = None, f"a later build may have a stage called {text.raw!r}"
    yield NamedImage(text.raw, reference, problem, text.at, None, place)
