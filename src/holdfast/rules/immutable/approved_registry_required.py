"""Images from registries that nobody approved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.model.reference import Reference
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, rule
from holdfast.rules.readings.named_images import NamedImage, named_images


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which registries are approved."""

    registries: tuple[str, ...] = ()
    """Hosts (`registry.example.com:5000`) or hosts with the beginning of a path (`ghcr.io/acme`), whole components
    each; Docker Hub is `docker.io`. With none, no image is approved."""


_ACME = {"registries": ("registry.example.com", "ghcr.io/acme/")}


@rule(
    title="Image comes from a registry that is not approved",
    why="Whoever can push to the registry decides what runs. Registries that the organisation does not control, "
    "and look-alikes of those that it does, are how foreign code gets in.",
    fix="Mirror the image into an approved registry and name it there, or have the registry approved.",
    since="0.1.0",
    judges=(Workload, Dockerfile),
    dialects=EVERYWHERE,
    aliases=("DL3026", "K8sAllowedRepos", "restrict-image-registries"),
    references=("nist-800-190:4.1.5", "cis-docker:4.2"),
    parameters=Parameters,
    good=(
        Example(
            """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "registry.example.com/shop/web:1.4"}
  - {name: agent, image: "ghcr.io/acme/agent:2"}
""",
            _ACME,
        ),
        Example("FROM registry.example.com/base:1 AS build\nFROM build\nFROM scratch\n", _ACME),
    ),
    bad=(
        Example(
            """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: hub
    image: nginx:1.29  # violated
  - name: suffix
    image: registry.example.com.evil.net/web:1  # violated
  - name: prefix
    image: evilregistry.example.com/web:1  # violated
  - name: path
    image: ghcr.io/acme-evil/agent:2  # violated
  - name: port
    image: registry.example.com:8443/web:1  # violated
  - name: late
    image: $IMAGE  # undecided
""",
            _ACME,
        ),
        Example("# violated\nFROM alpine:3.23\n", _ACME),
        "# violated\nFROM registry.example.com/base:1\n",
    ),
)
def approved_registry_required(
    subject: Workload | Dockerfile, context: Context[Parameters]
) -> Iterator[Finding]:
    """Report each image whose registry, or path in it, is not on the list."""
    approved = context.parameters.registries
    for image in named_images(subject):
        if image.reference is None:
            yield Finding(Outcome.UNDECIDED, image.problem, image.at, image.container)
        elif not any(_covers(pattern, image.reference) for pattern in approved):
            message = f"{image.reference.name} is in no approved registry"
            peers = _peers(image, approved)
            yield Finding(Outcome.VIOLATED, message, image.at, image.container, peers)


def _covers(pattern: str, name: Reference) -> bool:
    """Tell whether `name` lies in the registry, and below the path, that `pattern` names."""
    host, _, path = pattern.strip("/").partition("/")
    if host.lower() != name.registry.lower():
        return False
    return not path or name.repository == path or name.repository.startswith(f"{path}/")


def _peers(image: NamedImage, approved: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes that other tools, given the same list, would report for `image`."""
    if image.place in {"FROM", "COPY", "RUN"}:
        return ("DL3026",)
    prefixed = any((image.text or "").startswith(pattern) for pattern in approved)
    return ("K8sAllowedRepos",) if "ontainers" in image.place and not prefixed else ()
