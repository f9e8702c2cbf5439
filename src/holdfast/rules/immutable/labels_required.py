"""Labels that tell what an image or a pod is and whose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from holdfast.model.dockerfile import Assignments, Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.model.image import Image
from holdfast.model.position import Position
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.build_stages import base_text, final_chain, is_fragment, opening


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which labels are required, each with a pattern for its value (`*` for any, `team-*`)."""

    workload_labels: Mapping[str, str] = field(default_factory=dict)
    """Of pod templates."""
    image_labels: Mapping[str, str] = field(default_factory=dict)
    """Of images, and so of Dockerfiles."""


_PEERS = ("K8sRequiredLabels",)
_OWNED = {"workload_labels": {"team": "*", "tier": "[ab]"}, "image_labels": {"vendor": "acme"}}


@rule(
    title="Required label is missing",
    why="Without labels nobody can tell whose a running container is, or which source an image was built from, "
    "in the hour in which it matters.",
    fix="Add the label: under `metadata.labels` of the pod template, or with `LABEL key=value` in the last stage.",
    since="0.1.0",
    judges=(Workload, Dockerfile, Image),
    aliases=(*_PEERS, "DL3049"),
    references=("https://github.com/opencontainers/image-spec/blob/main/annotations.md",),
    parameters=Parameters,
    good=(
        Example(
            """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {team: shop, tier: a}}
spec: {containers: [{name: web, image: "web:1"}]}
""",
            _OWNED,
        ),
        Example("FROM alpine:3.23 AS build\nLABEL vendor=acme\nFROM build\n", _OWNED),
    ),
    bad=(
        Example(
            """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {team: shop}}
spec:
  template:
    metadata:
      labels: {tier: c}  # violated violated
    spec: {containers: [{name: web, image: "web:1"}]}
""",
            _OWNED,
        ),
        Example("FROM alpine AS build\nLABEL vendor=acme\n# violated\nFROM alpine\nLABEL vendor=x\n", _OWNED),
        Example("FROM alpine\nARG WHO\n# undecided\nLABEL vendor=$WHO\n", _OWNED),
        "# undecided\nFROM alpine:3.23\n",
    ),
)
def labels_required(
    subject: Workload | Dockerfile | Image, context: Context[Parameters]
) -> Iterator[Finding]:
    """Report each required label that is missing, or whose value does not fit."""
    at: Position | str = "/metadata/labels" if isinstance(subject, Workload) else "/config/Labels"
    labels: Mapping[str, str | None] = {}
    places: dict[str, Position] = {}
    if isinstance(subject, Dockerfile):
        if (start := opening(subject)) is None:
            return
        at, (labels, places) = start, _written(subject, context)
    else:
        labels = subject.labels
    parameters = context.parameters
    if not parameters.workload_labels and not parameters.image_labels:
        yield Finding(Outcome.UNDECIDED, "the policy names no label that is required", at)
    wanted = parameters.workload_labels if isinstance(subject, Workload) else parameters.image_labels
    peers = _PEERS if isinstance(subject, Workload) else ()
    absent = ("DL3049",) if isinstance(subject, Dockerfile) and not is_fragment(subject) else peers
    for key, pattern in wanted.items():
        value = labels.get(key, "")
        if key not in labels:
            yield Finding(Outcome.VIOLATED, f"label {key!r} is missing", at, aliases=absent)
        elif value is None:
            yield Finding(Outcome.UNDECIDED, f"label {key!r} depends on a variable", places[key])
        elif not fnmatchcase(value, pattern):
            message = f"label {key!r} is {value!r}, which does not fit {pattern!r}"
            yield Finding(Outcome.VIOLATED, message, at, aliases=peers)


def _written(
    dockerfile: Dockerfile, context: Context[Parameters]
) -> tuple[dict[str, str | None], dict[str, Position]]:
    """Return the labels that the final image gets, and where they are set; `None` stands for an unknown value."""
    chain = final_chain(dockerfile)
    below = (context.images or {}).get(base_text(chain[-1]) or "")
    labels: dict[str, str | None] = dict(below.labels) if isinstance(below, Image) else {}
    places: dict[str, Position] = {}
    for stage in reversed(chain):
        for instruction in stage.instructions:
            if isinstance(instruction, Assignments) and instruction.keyword == "LABEL":
                for pair in instruction.pairs:
                    labels[pair.key] = pair.value.value if pair.value is not None else ""
                    places[pair.key] = pair.at
    return labels, places
