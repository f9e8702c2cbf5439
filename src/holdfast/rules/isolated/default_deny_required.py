"""Namespaces whose next pod nobody isolates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import LabelSelector, Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, Example, rule

_EVERY_POD = LabelSelector({})
_SHOP = """\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: %s, policyTypes: [Ingress]}
"""
_ONE_APP = "{matchLabels: {app: web}}"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is to be denied where nothing is said."""

    egress: bool = False
    """Demand that outgoing traffic is denied by default too."""


@rule(
    title="Namespace does not deny traffic by default",
    why="Where each policy selects some pods by label, the pod that is added tomorrow, or a pod whose label has a slip "
    "of the pen, is selected by none and open to the whole cluster.",
    fix="Add a NetworkPolicy `{podSelector: {}, policyTypes: [Ingress]}` without rules, and leave it to the others to "
    "allow what is needed.",
    since="0.1.0",
    judges=(Namespace,),
    aliases=("C-0030",),
    references=(
        "nsa-cisa:network-policies",
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies",
    ),
    parameters=Parameters,
    good=(_SHOP % "{}",),
    bad=(
        "# violated\n" + _SHOP % _ONE_APP,
        Example("# violated\n" + _SHOP % "{}", {"egress": True}),
        "# undecided\n" + _SHOP % _ONE_APP + "---\n"
        "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: all, namespace: shop}\n",
    ),
)
def default_deny_required(namespace: Namespace, context: Context[Parameters]) -> Iterator[Finding]:
    """Report a declared namespace in which no policy selects every pod; pods open today are another rule's."""
    if not namespace.declared or namespace.open_pods():
        return
    general = [policy for policy in namespace.policies if policy.selector == _EVERY_POD]
    lacking = [] if any(policy.ingress for policy in general) else ["incoming"]
    if context.parameters.egress and not any(policy.egress for policy in general):
        lacking.append("outgoing")
    if lacking:
        fact = f"no NetworkPolicy of namespace {namespace.name} selects every pod for {' and '.join(lacking)} traffic"
        at, unsure = Position(namespace.line), namespace.incomplete
        if unsure is not None:
            yield Finding(Outcome.UNDECIDED, f"{fact}, but {unsure}", at, path=namespace.path)
        else:
            yield Finding(Outcome.VIOLATED, fact, at, aliases=("C-0030",), path=namespace.path)
