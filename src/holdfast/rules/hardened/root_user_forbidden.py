"""The user number 0 (Pod Security Standards, restricted: Running as Non-root user)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.evidence import Missing
from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Dialect, SecurityContext, Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, bearer, rule

_ALIASES = ("K8sPSPAllowedUsers", "require-run-as-non-root-user", "C-0013", "KSV105")
_LINTERS = ("run-as-non-root", "runAsRootAllowed")
_CHECKOV = (*_LINTERS, "CKV_K8S_23")
_ROOT = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostUsers: %s
  containers:
  - name: web
    image: web:1.4
    securityContext: {runAsUser: 0}%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Whether the image is asked."""

    image_user: bool = True
    """Where neither `runAsUser` nor `runAsNonRoot: true` holds, judge the user that the image itself names, as far
    as images are evidence. Pod Security Standards do not look at images."""


@rule(
    title="Container runs as root",
    why="Root in a container is the node's root behind thin walls: a flaw of the kernel or the runtime, or one "
    "mounted path too many, and it owns the node.",
    fix="Set `runAsUser` to a number other than 0, or remove it and have the image name an unprivileged `USER`.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Set `user` to a number other than 0, or remove it and have the image name a `USER`.",
    aliases=(*_ALIASES, *_CHECKOV),
    references=(
        "pss:restricted/running-as-non-root-user",
        "cis-kubernetes:5.2.7",
        "nsa-cisa:non-root-containers",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        _ROOT.replace("0}", "55774}") % ("true", ""),
        _ROOT % ("false", ""),
        Example(_ROOT % ("true", ""), release=(1, 22)),
    ),
    bad=(
        _ROOT % ("true", "  # violated"),
        Example(_ROOT % ("false", "  # violated"), release=(1, 34)),
        _ROOT.replace("0}", "root}") % ("true", "  # violated"),
        _ROOT.replace("0}", "app}") % ("true", "  # undecided"),
    ),
)
def root_user_forbidden(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """From 1.23 on report each `runAsUser: 0` of pod or container; with images also an image's own root."""
    if workload.pod.host_users is False and context.release >= (1, 35):
        return
    if context.release >= (1, 23):
        for pointer, name, security in workload.security_contexts():
            if security.run_as_user == 0 or security.malformed_user is not None:
                yield _stated(workload, pointer, name, security)
    if context.parameters.image_user and context.images is not None and workload.pod.os != "windows":
        yield from _of_images(workload, context)


def _stated(workload: Workload, pointer: str, name: str | None, security: SecurityContext) -> Finding:
    user, at = security.malformed_user, f"{pointer}/runAsUser"
    if user is None or _is_root(user):
        field = "runAsUser" if workload.dialect is Dialect.KUBERNETES else "user"
        message = f"{bearer(name)} runs as root: {field} is {'0' if user is None else repr(user)}"
        return Finding(Outcome.VIOLATED, message, at, name, (*_ALIASES, *_peers(workload, pointer, security)))
    message = f"runAsUser of {bearer(name)} is {user!r}, which is not a number, so nobody can tell who runs"
    return Finding(Outcome.UNDECIDED, message, at, name)


def _peers(workload: Workload, pointer: str, security: SecurityContext) -> tuple[str, ...]:
    """Return the codes of tools that content themselves with `runAsNonRoot: true`, whatever the number."""
    own = security.run_as_non_root
    if own or (own is None and workload.pod.security.run_as_non_root):
        return ()
    return _LINTERS if pointer.startswith("/spec/initContainers") else _CHECKOV


def _of_images(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    for container in workload.pod.containers:
        if workload.effective(container, "run_as_non_root") or any(
            workload.effective(container, field) is not None for field in ("run_as_user", "malformed_user")
        ):
            continue
        image, at = context.image(container.image), container.image.pointer
        if isinstance(image, Missing):
            message = f"the user of container {container.name!r} is its image's, and {image.reason}"
            yield Finding(Outcome.UNDECIDED, message, at, container.name)
        elif image is not None and image.platform.os != "windows" and _is_root(image.user):
            message = f"container {container.name!r} runs as root: its image names the user {image.user!r}"
            yield Finding(Outcome.VIOLATED, message, at, container.name)


def _is_root(user: str) -> bool:
    """Tell whether `user[:group]` is root by name, by number, or by being empty."""
    name = user.partition(":")[0]
    return name in {"", "root"} or (name.isdecimal() and int(name) == 0)
