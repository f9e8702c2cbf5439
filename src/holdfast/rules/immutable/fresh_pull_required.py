"""Images by tag that a node may start from its own store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Container, Workload
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.named_images import is_read_by_peers

_ALIASES = ("CKV_K8S_15", "pullPolicyNotAlways", "container-image-pull-policy")
_PINNED = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
  - name: web
    image: web:1.4@sha256:{"a" * 64}
    imagePullPolicy: IfNotPresent%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which images are judged."""

    pinned_too: bool = False
    """Judge images with a digest too: their content cannot differ, but a node hands a private image that it has to
    pods that were never given the right to pull it."""


@rule(
    title="Image by tag is not pulled anew",
    why="A tag can be moved. A node that already has an image of that name starts the old one, its neighbour pulls the "
    "new one, and nobody is asked whether the pod may have the image at all.",
    fix="Name the image by digest, which cannot move; else set `imagePullPolicy: Always`.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "web:1.4", imagePullPolicy: Always}
  - {name: unnamed, image: "web"}
""",
        _PINNED % "",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "web:1.4"}  # violated
  - name: old
    image: old:latest
    imagePullPolicy: Never  # violated
""",
        Example(_PINNED % "  # violated", {"pinned_too": True}),
    ),
)
def fresh_pull_required(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each container whose pull policy, written or Kubernetes' own default, is not `Always`."""
    codes = _ALIASES if is_read_by_peers(workload) else ()
    for container in workload.pod.containers:
        reference = container.image.reference
        if reference is None or (reference.digest is not None and not context.parameters.pinned_too):
            continue
        if (policy := _policy(container)) != "Always":
            message = f"container {container.name!r} takes {reference.familiar} from its node: {policy}"
            at = f"{container.pointer}/imagePullPolicy"
            yield Finding(Outcome.VIOLATED, message, at, container.name, codes)


def _policy(container: Container) -> str:
    """Return the pull policy; its default is `Always` for `latest`, written or meant, and `IfNotPresent` for all else."""
    reference = container.image.reference
    if container.image_pull_policy or reference is None:
        return container.image_pull_policy or ""
    moving = reference.tag == "latest" or (reference.tag is None and reference.digest is None)
    return "Always" if moving else "IfNotPresent"
