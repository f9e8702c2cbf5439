"""Network policies that select nothing."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("dangling-networkpolicy", "networkpolicy-targets-pod")
_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {matchLabels: {app: %s}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1.4"}]}
"""
_NAMESPACE = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"


@rule(
    title="NetworkPolicy selects no pod",
    why="A policy whose selector matches nothing protects nothing: mostly a label was renamed, or has a slip of the "
    "pen, and the pods that it was written for are open again.",
    fix="Make `podSelector` match the labels of the pod template, or remove the policy.",
    since="0.1.0",
    judges=(Namespace,),
    aliases=_ALIASES,
    references=("https://kubernetes.io/docs/concepts/services-networking/network-policies/",),
    good=(_POLICY % "web", _POLICY % "web" + _NAMESPACE),
    bad=("# violated\n" + _POLICY % "wbe" + _NAMESPACE, "# undecided\n" + _POLICY % "wbe"),
)
def selecting_network_policy_required(namespace: Namespace, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each policy that selects none of the pods of a namespace that has some."""
    for policy in namespace.policies:
        if any(policy.selector.selects(pods.labels) for pods in namespace.pods):
            continue
        if not policy.selector.labels and not policy.selector.expressions:
            continue
        fact = f"NetworkPolicy {policy.name} selects no pod of namespace {namespace.name}"
        at = Position(policy.line)
        if namespace.incomplete is not None or not namespace.declared or not namespace.pods:
            doubt = namespace.incomplete or "its pods may be kept elsewhere"
            yield Finding(Outcome.UNDECIDED, f"{fact}, but {doubt}", at, path=policy.path)
        else:
            yield Finding(Outcome.VIOLATED, fact, at, aliases=_ALIASES, path=policy.path)
