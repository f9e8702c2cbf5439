"""Images named by tag alone."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule
from holdfast.rules.readings.named_images import named_images

_PEERS = {
    "containers": ("CKV_K8S_43", "K8sImageDigests", "require-image-checksum"),
    "initContainers": ("CKV_K8S_43", "K8sImageDigests"),
    "ephemeralContainers": ("K8sImageDigests",),
}
"""What other tools report where a container of this kind has no digest; none looks at Dockerfiles or volumes."""


@rule(
    title="Image is not pinned to a digest",
    why="A tag can be moved after review, so what is built or run need not be what was tested, scanned and signed. "
    "A digest names the bytes themselves.",
    fix="Write the reference as `name:tag@sha256:…`: `holdfast pin` does it and changes nothing else in the file. The tag "
    "stays for the reader.",
    since="0.1.0",
    judges=(Workload, Dockerfile),
    dialects=EVERYWHERE,
    aliases=_PEERS["containers"],
    references=("https://kubernetes.io/docs/concepts/containers/images/", "nist-800-190:4.1.5"),
    good=(
        f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
  - name: web
    image: registry.example.com:5000/web:1.4@sha256:{"a" * 64}
""",
        f"FROM debian:12@sha256:{'b' * 64} AS build\nFROM build\nFROM scratch\nCOPY --from=build /app /app\n",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - name: setup
    image: localhost:5000/setup  # violated
  containers:
  - name: web
    image: web:1.4  # violated
  - name: sly
    image: nginx@oops  # undecided
  volumes:
  - name: model
    image: {reference: "registry.example.com/model:3"}  # violated
""",
        """\
ARG BASE
# undecided
FROM ${BASE} AS build
# violated
COPY --from=busybox:1.36 /bin/busybox /bin/
# violated
RUN --mount=type=bind,from=golang:1.25,target=/go go version
# violated
FROM debian:12
COPY --from=build /app /app
""",
    ),
)
def digest_required(subject: Workload | Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each image, of any kind of container, base or copy, whose reference carries no digest."""
    for image in named_images(subject):
        if image.reference is None:
            yield Finding(Outcome.UNDECIDED, image.problem, image.at, image.container)
        elif not image.reference.pinned:
            message = f"{image.reference.familiar} has no digest"
            peers = _PEERS.get(image.place, ())
            yield Finding(Outcome.VIOLATED, message, image.at, image.container, peers)
