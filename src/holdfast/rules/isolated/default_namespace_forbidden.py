"""Workloads in the namespace `default`."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.named_images import is_read_by_peers

_ALIASES = ("CKV_K8S_21", "use-namespace", "disallow-default-namespace", "C-0061", "KSV110")


@rule(
    title="Workload runs in the default namespace",
    why="Network policies, quotas, roles and Pod Security labels all hold per namespace. What lands in `default`, "
    "mostly because nobody said otherwise, shares them with everything else that landed there.",
    fix="Give the workload a namespace of its own in `metadata.namespace`; where the namespace is chosen on "
    "deployment, tell it with `--namespace`.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "cis-kubernetes:5.7.4",
        "nsa-cisa:namespaces",
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: default  # violated
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
        """\
apiVersion: v1
kind: Pod
# violated
metadata: {name: web}
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
    ),
)
def default_namespace_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a workload whose namespace is `default`, written or because none is."""
    if workload.namespace == "default":
        yield Finding(
            Outcome.VIOLATED,
            "the workload runs in the namespace 'default'",
            "/metadata/namespace",
            aliases=_ALIASES if is_read_by_peers(workload) else (),
        )
