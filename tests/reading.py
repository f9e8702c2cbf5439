"""Example texts as what rules judge; the one place where the tests of rules meet the readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from holdfast.formats import dockerfile, json_tree, kubernetes, yaml_tree
from holdfast.formats.image_config import image, parse_config
from holdfast.model.digest import Digest
from holdfast.model.dockerfile import Dockerfile
from holdfast.model.image import Descriptor, Image
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.model.tree import Value, locate
from holdfast.model.workload import Workload
from holdfast.rules.kit import Judged
from marks import without_marks

_INSTRUCTION = re.compile(
    r"\s*(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL"
    r"|USER|VOLUME|WORKDIR)(\s|$)",
    re.IGNORECASE,
)
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


class Subject(NamedTuple):
    """One thing to judge, and how to find the line of what a rule says of it."""

    judged: Judged
    line: Callable[[Position | str], int]


def read(text: str, judges: tuple[type[Judged], ...]) -> list[Subject]:
    """Return everything in `text` that is of a kind in `judges`: what an example of a rule is about."""
    if text.lstrip().startswith("{") and Image in judges:
        return [_image(without_marks(text))]
    if is_dockerfile(text):
        parsed = dockerfile.parse(text.encode(), path="example")
        return [Subject(parsed, _line)] if Dockerfile in judges else []
    return list(_kubernetes(text, judges))


def is_dockerfile(text: str) -> bool:
    """Tell whether the first line that says something begins with an instruction."""
    said = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return _INSTRUCTION.match(next(said, "")) is not None


def _kubernetes(text: str, judges: tuple[type[Judged], ...]) -> Iterator[Subject]:
    facts: list[kubernetes.NamespaceFact] = []
    for root in yaml_tree.documents(text.encode(), path="example"):
        for item in kubernetes.read(root):
            facts += kubernetes.facts(item, "example")
            if Workload in judges:
                yield from (Subject(w, _finder(root, w.template)) for w in item.workloads)
    if Namespace in judges:
        yield from (Subject(namespace, _line) for namespace in kubernetes.namespaces(facts))


def _image(text: str) -> Subject:
    """Read an image's configuration; its manifest is made up around it."""
    data = text.encode()
    config, digest = parse_config(data), Digest.of(data)
    judged = image(
        digest=digest,
        index_digest=None,
        config_digest=digest,
        config=config,
        layers=tuple(Descriptor(_LAYER, diff_id, 1) for diff_id in config.diff_ids),
        annotations={},
        references=(),
    )
    return Subject(judged, _finder(json_tree.parse(data, path="example"), ""))


def _finder(root: Value, prefix: str) -> Callable[[Position | str], int]:
    """Return what finds the line of a pointer below `prefix` in `root`."""
    return lambda at: at.line if isinstance(at, Position) else locate(root, prefix + at).line


def _line(at: Position | str) -> int:
    assert isinstance(at, Position), f"no document that the pointer {at!r} could lead into"
    return at.line
