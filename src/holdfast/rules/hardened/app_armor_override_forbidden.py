"""AppArmor profiles (Pod Security Standards, baseline: AppArmor)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import pointer_token
from holdfast.model.workload import Workload
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
    container.apparmor.security.beta.kubernetes.io/web: unconfined  # violated
spec:
  securityContext:
    appArmorProfile:
      type: Unconfined  # violated
  containers:
  - name: web
    image: web:1.4
    securityContext:
      appArmorProfile: {type: Unconfined}  # violated
""",
    ),
)
def app_armor_override_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each AppArmor profile, by field or by annotation, that is neither the default nor a local one."""
    for pointer, name, security in workload.security_contexts():
        profile = security.apparmor
        if profile is not None and profile.type not in _CONFINED:
            yield Finding(
                Outcome.VIOLATED,
                f"{bearer(name)} has the AppArmor profile {profile.type or ''!r}",
                f"{pointer}/appArmorProfile/type",
                name,
                _ALIASES,
            )
    for key, value in workload.annotations.items():
        if key.startswith(_ANNOTATION) and not _names_confinement(value):
            container = key.removeprefix(_ANNOTATION)
            yield Finding(
                Outcome.VIOLATED,
                f"{bearer(container)} has the AppArmor profile {value!r} by annotation",
                f"/metadata/annotations/{pointer_token(key)}",
                container,
                _ALIASES,
            )


def _names_confinement(profile: str) -> bool:
    return profile in ("", "runtime/default") or profile.startswith("localhost/")
