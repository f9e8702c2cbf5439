"""Seccomp profiles that confine nothing (Pod Security Standards, baseline: Seccomp)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import pointer_token
from holdfast.model.workload import ConfinementProfile, ContainerKind, Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, bearer, rule

_POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod"
_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/"
_CONFINED = ("RuntimeDefault", "Localhost")
_UNCONFINED = (
    "K8sPSPSeccompV2",
    "restrict-seccomp-strict",
    "KSV030",
    "K8sPSPSeccomp",
    "restrict-seccomp",
    "KSV104",
)
_CHECKOV = ("CKV_K8S_31",)
_WINDOWS = """\
apiVersion: v1
kind: Pod
spec:
  os: {name: windows}
  containers:
  - name: web
    securityContext:
      seccompProfile: {type: Unconfined}%s
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Whose profiles are judged."""

    except_windows: bool = False
    """Leave Windows pods alone from Kubernetes 1.25 on, as the restricted standard does; the baseline one does not."""


@rule(
    title="Seccomp is switched off",
    why="Without a seccomp profile a container may make every system call, those that most kernel exploits need "
    "among them; a pod that says `Unconfined` gives up even what its cluster would have set by itself.",
    fix="Set `seccompProfile: {type: RuntimeDefault}`, or a `Localhost` profile with what the program needs.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Remove `seccomp:unconfined` from `security_opt`, or name a profile of your own.",
    aliases=(*_UNCONFINED, *_CHECKOV),
    references=(
        "pss:baseline/seccomp",
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
        Example(_WINDOWS % "", {"except_windows": True}),
    ),
    bad=(
        _WINDOWS % "  # violated",
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
def seccomp_unconfined_forbidden(workload: Workload, context: Context[Parameters]) -> Iterator[Finding]:
    """Judge the annotations up to 1.18, the fields from 1.19 on."""
    if context.release < (1, 19):
        yield from _annotations(workload)
        return
    if context.parameters.except_windows and workload.pod.os == "windows" and context.release >= (1, 25):
        return
    of_pod = workload.pod.security.seccomp
    if of_pod is not None and of_pod.type not in _CONFINED:
        yield _unconfined("/spec/securityContext", None, of_pod, _CHECKOV)
    for container in workload.pod.containers:
        profile = container.security.seccomp
        if profile is not None and profile.type not in _CONFINED:
            checkov = _CHECKOV if of_pod is None and container.kind is ContainerKind.REGULAR else ()
            yield _unconfined(f"{container.pointer}/securityContext", container.name, profile, checkov)


def _unconfined(at: str, name: str | None, profile: ConfinementProfile, more: tuple[str, ...]) -> Finding:
    message = f"{bearer(name)} has the seccomp profile {profile.type or ''!r}"
    return Finding(Outcome.VIOLATED, message, f"{at}/seccompProfile/type", name, (*_UNCONFINED, *more))


def _annotations(workload: Workload) -> Iterator[Finding]:
    keys = {_ANNOTATION + container.name: container.name for container in workload.pod.containers}
    confined = ("runtime/default", "docker/default")
    for key, value in workload.annotations.items():
        named = key == _POD_ANNOTATION or key in keys
        if named and value not in confined and not value.startswith("localhost/"):
            message = f"{bearer(keys.get(key))} has the seccomp profile {value!r} by annotation"
            at = f"/metadata/annotations/{pointer_token(key)}"
            yield Finding(Outcome.VIOLATED, message, at, keys.get(key), _UNCONFINED)
