"""Seccomp profiles (Pod Security Standards, baseline and restricted: Seccomp)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import pointer_token
from holdfast.model.workload import ConfinementProfile, ContainerKind, Workload
from holdfast.rules.kit import Context, Example, bearer, rule

_POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod"
_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/"
_CONFINED = ("RuntimeDefault", "Localhost")
_UNSET = ("K8sPSPSeccompV2", "restrict-seccomp-strict", "KSV030")
_UNCONFINED = (*_UNSET, "K8sPSPSeccomp", "restrict-seccomp", "KSV104")
_CHECKOV = ("CKV_K8S_31",)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Whether silence is enough."""

    required: bool = True
    """Report containers without a profile too, as the restricted standard does from Kubernetes 1.19 on (from 1.25 on
    not of Windows pods). Otherwise only what a profile says is judged, as in the baseline standard."""


@rule(
    title="Container has no seccomp profile",
    why="Without a seccomp profile a container may make every system call, those that most kernel exploits need "
    "among them; the runtime's default profile refuses some sixty of them and hardly ever matters to a program.",
    fix="Set `seccompProfile: {type: RuntimeDefault}` in the pod's `securityContext`, and remove what overrides it.",
    since="0.1.0",
    judges=(Workload,),
    aliases=(*_UNCONFINED, *_CHECKOV),
    references=(
        "pss:baseline/seccomp",
        "pss:restricted/seccomp",
        "cis-kubernetes:5.7.2",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
spec:
  securityContext: {seccompProfile: {type: RuntimeDefault}}
  containers:
  - {name: web, image: "web:1.4"}
  - name: log
    securityContext: {seccompProfile: {type: Localhost, localhostProfile: log.json}}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
spec:
  containers:
  - {name: web, image: "web:1.4"}  # violated
  - name: log
    securityContext:
      seccompProfile: {type: Unconfined}  # violated
""",
        Example(
            """\
apiVersion: v1
kind: Pod
metadata:
  annotations:
    seccomp.security.alpha.kubernetes.io/pod: unconfined  # violated
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
            release=(1, 18),
        ),
    ),
)
def seccomp_profile_required(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Judge the annotations up to 1.18, the fields from 1.19 on."""
    if context.release < (1, 19):
        yield from _annotations(workload)
        return
    required = context.parameters.required
    if required and workload.pod.os == "windows" and context.release >= (1, 25):
        return
    of_pod = workload.pod.security.seccomp
    if of_pod is not None and of_pod.type not in _CONFINED:
        yield _unconfined("/spec/securityContext", None, of_pod, _CHECKOV)
    for container in workload.pod.containers:
        profile = container.security.seccomp
        checkov = _CHECKOV if of_pod is None and container.kind is ContainerKind.REGULAR else ()
        if profile is not None and profile.type not in _CONFINED:
            yield _unconfined(f"{container.pointer}/securityContext", container.name, profile, checkov)
        elif required and profile is None and of_pod is None:
            message = f"neither container {container.name!r} nor the pod has a seccomp profile"
            at = f"{container.pointer}/securityContext/seccompProfile"
            yield Finding(Outcome.VIOLATED, message, at, container.name, (*_UNSET, *checkov))


def _unconfined(at: str, name: str | None, profile: ConfinementProfile, more: tuple[str, ...]) -> Finding:
    message = f"{bearer(name)} has the seccomp profile {profile.type or ''!r}"
    return Finding(Outcome.VIOLATED, message, f"{at}/seccompProfile/type", name, (*_UNCONFINED, *more))


def _annotations(workload: Workload) -> Iterator[Finding]:
    keys = {_ANNOTATION + container.name: container.name for container in workload.pod.containers}
    for key, value in workload.annotations.items():
        named = key == _POD_ANNOTATION or key in keys
        if (
            named
            and value not in ("runtime/default", "docker/default")
            and not value.startswith("localhost/")
        ):
            message = f"{bearer(keys.get(key))} has the seccomp profile {value!r} by annotation"
            at = f"/metadata/annotations/{pointer_token(key)}"
            yield Finding(Outcome.VIOLATED, message, at, keys.get(key), _UNCONFINED)
