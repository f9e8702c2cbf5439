"""AppArmor profiles (Pod Security Standards, baseline: AppArmor)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import pointer_token
from holdfast.model.workload import ConfinementProfile, Workload
from holdfast.rules.kit import EVERYWHERE, Context, NoParameters, bearer, rule

_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
_CONFINED = ("RuntimeDefault", "Localhost")
_ALIASES = ("K8sPSPAppArmor", "restrict-apparmor-profiles")


@rule(
    title="AppArmor profile is overridden",
    why="Nodes with AppArmor confine every container by the runtime's default profile; `Unconfined` takes that "
    "wall away and leaves the container's process as free as any of the node's.",
    fix="Remove the profile, or set it to `RuntimeDefault` or to a `Localhost` profile that the nodes hold.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Remove `apparmor:unconfined` from `security_opt`, or name a profile of your own.",
    aliases=_ALIASES,
    references=(
        "pss:baseline/apparmor",
        "https://kubernetes.io/docs/tutorials/security/apparmor/",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    container.apparmor.security.beta.kubernetes.io/web: localhost/web
spec:
  containers:
  - {name: web, image: "web:1.4"}
  - name: log
    image: log:1.0
    securityContext:
      appArmorProfile: {type: RuntimeDefault}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    container.apparmor.security.beta.kubernetes.io/log: unconfined  # violated
spec:
  securityContext:
    appArmorProfile:
      type: Unconfined  # violated
  containers:
  - name: web
    image: web:1.4
    securityContext:
      appArmorProfile: {type: Unconfined}  # violated
  - name: log
    image: log:1.0
    securityContext:
      appArmorProfile: {type: RuntimeDefault}
""",
    ),
)
def app_armor_override_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report pod and containers whose AppArmor profile, by field or annotation, is neither the default nor a local one.

    API servers since 1.30 keep the two in step in a Pod, and not in a template: what both say is said once, at the field.
    """
    annotated = {
        key.removeprefix(_ANNOTATION): value
        for key, value in workload.annotations.items()
        if key.startswith(_ANNOTATION)
    }
    of_pod = workload.pod.security.apparmor
    for pointer, name, security in workload.security_contexts():
        own, profile = annotated.pop(name, None) if name is not None else None, security.apparmor
        if profile is not None and profile.type not in _CONFINED:
            yield _finding(name, profile.type or "", f"{pointer}/appArmorProfile/type")
        elif (
            own is not None
            and not _names_confinement(own)
            and (profile is not None or not _repeats(own, of_pod))
        ):
            yield _finding(name, own, f"{pointer}/appArmorProfile/type", _annotation(name))
    for absent, value in annotated.items():
        if not _names_confinement(value):
            yield _finding(absent, value, _annotation(absent))


def _finding(name: str | None, profile: str, at: str, written: str | None = None) -> Finding:
    message = f"{bearer(name)} has the AppArmor profile {profile!r}"
    return Finding(Outcome.VIOLATED, message, at, name, _ALIASES, written=written)


def _annotation(container: str | None) -> str:
    return f"/metadata/annotations/{pointer_token(f'{_ANNOTATION}{container}')}"


def _repeats(annotation: str, of_pod: ConfinementProfile | None) -> bool:
    """Tell whether an annotation only says for a container what the pod's field says for all."""
    return annotation == "unconfined" and of_pod is not None and of_pod.type == "Unconfined"


def _names_confinement(profile: str) -> bool:
    return profile in ("", "runtime/default") or profile.startswith("localhost/")
