"""SELinux options (Pod Security Standards, baseline: SELinux)."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, NoParameters, bearer, rule

_TYPES = frozenset(("", "container_t", "container_init_t", "container_kvm_t"))
_TYPES_SINCE_1_31 = _TYPES | {"container_engine_t"}
_ALIASES = ("K8sPSPSELinuxV2", "disallow-selinux", "KSV025")
_ENGINE = """\
apiVersion: v1
kind: Pod
metadata: {name: builder}
spec:
  containers:
  - name: builder
    image: builder:1.0
    securityContext:
      seLinuxOptions: {type: container_engine_t}%s
"""


@rule(
    title="SELinux options leave the container types",
    why="SELinux keeps a container from the node by its type. Another type, user or role, such as `spc_t`, "
    "gives the process the reach of an ordinary process of the node.",
    fix="Remove `type`, `user` and `role`; a `level` of its own may stay. "
    "Where a type is needed, use container_t, container_init_t, container_kvm_t or container_engine_t.",
    since="0.1.0",
    judges=(Workload,),
    dialects=EVERYWHERE,
    compose_fix="Remove `label:...` from `security_opt`; a `level` of its own may stay.",
    aliases=_ALIASES,
    references=(
        "pss:baseline/selinux",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext:
    seLinuxOptions: {type: container_t, level: "s0:c1,c2"}
  containers:
  - {name: web, image: "web:1.4"}
""",
        _ENGINE % "",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext:
    seLinuxOptions:
      user: system_u  # violated
      role: system_r  # violated
  containers:
  - name: web
    image: web:1.4
    securityContext:
      seLinuxOptions:
        type: spc_t  # violated
""",
        Example(_ENGINE % "  # violated", release=(1, 30)),
    ),
)
def se_linux_options_limited(workload: Workload, context: Context[NoParameters]) -> Iterator[Finding]:
    """Report each SELinux type that is not a container's (container_engine_t counts from 1.31), user and role."""
    types = _TYPES_SINCE_1_31 if context.release >= (1, 31) else _TYPES
    for pointer, name, security in workload.security_contexts():
        options = security.se_linux
        if options is None:
            continue
        of_container = (options.type or "") in types
        named = (
            ("type", None if of_container else options.type),
            ("user", options.user),
            ("role", options.role),
        )
        for field, value in named:
            if value:
                yield Finding(
                    Outcome.VIOLATED,
                    f"{bearer(name)} sets the SELinux {field} {value!r}",
                    f"{pointer}/seLinuxOptions/{field}",
                    name,
                    _ALIASES,
                )
