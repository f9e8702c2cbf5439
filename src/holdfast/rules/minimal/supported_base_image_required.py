"""Images on a release that gets no security updates any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, NoParameters, rule
from holdfast.rules.readings.lifecycle import releases
from holdfast.rules.readings.named_images import named_images


@rule(
    title="Image is on a release past its end of life",
    why="After the end of life of a distribution or language release nobody publishes fixes for it: each weakness that "
    "is found from then on stays in the image, and a scanner that knows no fix may not even show it.",
    fix="Move to a release that is still supported and rebuild; the publisher's page on releases tells which.",
    since="0.1.0",
    judges=(Workload, Dockerfile),
    dialects=EVERYWHERE,
    references=("nist-800-190:4.1.1", "pci-dss:6.3.3", "cis-docker:4.4", "cwe:1104"),
    good=(
        "FROM alpine:3.23 AS build\nFROM python:3.13-slim-bookworm\nFROM example.com/alpine:3.1\nFROM alpine:edge\n",
        Example("FROM alpine:3.15.0\n", today=date(2023, 11, 1)),
    ),
    bad=(
        """\
# violated
FROM alpine:3.15.0
# violated
FROM python:3.7-slim-bullseye
# violated
FROM golang:1.25-buster
# undecided
FROM alpine:$RELEASE
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: alpine:3.14  # violated
  - name: node
    image: docker.io/library/node:18.20-alpine3.20  # violated
  - name: late
    image: $(IMAGE)  # undecided
""",
        Example("# violated\nFROM alpine:3.23\n", today=date(2027, 11, 2)),
    ),
)
def supported_base_image_required(
    subject: Workload | Dockerfile, context: Context[NoParameters]
) -> Iterator[Finding]:
    """Report each official image whose tag names a release that had its last security update."""
    for image in named_images(subject):
        if image.reference is None:
            yield Finding(Outcome.UNDECIDED, image.problem, image.at, image.container)
            continue
        ended = [r for r in releases(image.reference) if r.until < context.today]
        if ended:
            facts = " and ".join(f"{r.product} {r.name} had its last on {r.until}" for r in ended)
            message = f"{image.reference.familiar} gets no security updates: {facts}"
            yield Finding(Outcome.VIOLATED, message, image.at, image.container)
