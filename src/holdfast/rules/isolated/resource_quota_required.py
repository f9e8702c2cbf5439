"""Namespaces without a ResourceQuota."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("KSV040", "add-ns-quota")
_NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
_OTHER = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {namespace: shop}\n"


@rule(
    title="Namespace has no ResourceQuota",
    why="Without a quota one team, one runaway autoscaler or one intruder can take all the processors, memory and "
    "volumes of the cluster: limits of containers bound each pod, and nothing bounds their number.",
    fix="Add a ResourceQuota to the namespace that bounds requests, limits and the number of pods.",
    since="0.1.0",
    judges=(Namespace,),
    aliases=_ALIASES,
    references=("nsa-cisa:resource-policies", "https://kubernetes.io/docs/concepts/policy/resource-quotas/"),
    good=(
        f"""\
{_NAMESPACE}---
apiVersion: v1
kind: ResourceQuota
metadata: {{name: all, namespace: shop}}
spec: {{hard: {{pods: "20", limits.memory: 16Gi}}}}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
    ),
    bad=(
        f"# violated\n{_NAMESPACE}",
        f"# undecided\n{_NAMESPACE}---\n{_OTHER}",
    ),
)
def resource_quota_required(namespace: Namespace, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a namespace that is declared without one; of what is not declared here nothing can be demanded."""
    if namespace.declared and not namespace.quotas:
        fact = f"namespace {namespace.name} has no ResourceQuota"
        at = Position(namespace.line)
        if namespace.incomplete is not None:
            yield Finding(Outcome.UNDECIDED, f"{fact}, but {namespace.incomplete}", at, path=namespace.path)
        else:
            yield Finding(Outcome.VIOLATED, fact, at, aliases=_ALIASES, path=namespace.path)
