"""Images with no tag, or with the tag `latest`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, rule
from holdfast.rules.readings.named_images import NamedImage, named_images

_DOCKERFILES = ("DL3006", "DL3007", "CKV_DOCKER_7")
_EVERY_TAG = ("CKV_K8S_14", "latest-tag")
_PLAIN_TEXT = ("tagNotSpecified", "container-image-tag", "K8sDisallowedTags")
"""Tools that look for a colon anywhere in the text, and so take a port for a tag."""
_ONE_KIND = ("disallow-latest-tag", "KSV013")


@rule(
    title="Image has no tag, or the tag `latest`",
    why="No tag means `latest`, and `latest` means whatever was pushed last: two nodes can run different programs "
    "under one name, and nobody can say what ran before, so there is nothing to roll back to.",
    fix="Name the release that was tested, such as `alpine:3.23`, and better still its digest too.",
    since="0.1.0",
    judges=(Workload, Dockerfile),
    dialects=EVERYWHERE,
    aliases=(*_DOCKERFILES, *_EVERY_TAG, *_PLAIN_TEXT, *_ONE_KIND, "DKL-DI-0006", "DS001"),
    references=("https://kubernetes.io/docs/concepts/configuration/overview/",),
    good=(
        f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
  - {{name: web, image: "localhost:5000/web:1.4"}}
  - {{name: agent, image: "agent@sha256:{"a" * 64}"}}
""",
        "ARG RELEASE=3.23\nFROM alpine:${RELEASE} AS build\nFROM build\nFROM scratch\nCOPY --from=build / /\n",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: localhost:5000/web  # violated
  - name: agent
    image: agent:latest  # violated
  - name: late
    image: "{{ image }}"  # undecided
  volumes:
  - name: model
    image: {reference: registry.example.com/model}  # violated
""",
        """\
ARG TAG=latest
# violated
FROM alpine AS build
# violated
FROM alpine:${TAG}
# undecided
FROM alpine:${RELEASE}
# violated
FROM ${MIRROR}/alpine:latest
# violated
COPY --from=nginx:latest /etc/nginx /etc/nginx
""",
    ),
)
def explicit_tag_required(subject: Workload | Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each image without a digest whose tag is missing or `latest`."""
    for image in named_images(subject):
        name = image.reference
        if name is None and image.place == "FROM" and (image.text or "").endswith(":latest"):
            message = f"{image.text} has the tag latest, whatever its name is"
            yield Finding(Outcome.VIOLATED, message, image.at, aliases=("DL3007",))
        elif name is None:
            peers = _peers_of_unknown(image)
            yield Finding(Outcome.UNDECIDED, image.problem, image.at, image.container, peers)
        elif name.digest is None and name.tag in {None, "latest"}:
            fault = "has the tag latest" if name.tag else "has no tag, which means latest"
            yield Finding(
                Outcome.VIOLATED, f"{name.familiar} {fault}", image.at, image.container, _peers(image)
            )


def _peers(image: NamedImage) -> tuple[str, ...]:
    """Return the codes that other tools would report for `image`."""
    tag, port = image.text is not None and image.text.endswith(":latest"), ":" in (image.text or "")
    if image.place == "FROM" and image.literal:
        if port and not tag:
            return () if (image.text or "").startswith("localhost:") else ("DL3006",)
        return "DL3007" if tag else "DL3006", "CKV_DOCKER_7"
    plain = _PLAIN_TEXT if tag or not port else ()
    match image.place:
        case "containers":
            return (*_EVERY_TAG, *plain, *(_ONE_KIND[:1] if plain else ()))
        case "initContainers":
            return (*_EVERY_TAG, *plain)
        case "ephemeralContainers":
            return plain[-1:]
        case _:
            return ()


def _peers_of_unknown(image: NamedImage) -> tuple[str, ...]:
    """Return the code of a tool that looks for a colon in the text of `FROM`, unless a variable begins it."""
    untagged = image.place == "FROM" and re.fullmatch(r"[^$:@][^:@]*", image.text or "")
    return ("DL3006",) if untagged else ()
