"""Network policies that let anyone in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, Example, rule

_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What else is too open."""

    named_ports_too: bool = False
    """Report also what lets anyone in on the ports that it names, which a public service has to do."""
    egress_too: bool = False
    """Report also what lets pods out to anyone."""


@rule(
    title="NetworkPolicy lets anyone in",
    why="An ingress rule without peers and ports allows every port to every pod of the cluster and to whoever reaches "
    "its addresses. The policy looks like a fence, satisfies each check that asks for one, and is an open field.",
    fix="Name who may come in, under `from`, and on which `ports`. A policy that shall let nobody in has no ingress "
    "rule at all: `ingress: []`, not `ingress: [{}]`.",
    since="0.1.0",
    judges=(Namespace,),
    references=(
        "cis-kubernetes:5.3.2",
        "nsa-cisa:network-policies",
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    ),
    parameters=Parameters,
    good=(
        _POLICY + "  ingress: [{from: [{podSelector: {matchLabels: {app: gate}}}]}]\n",
        _POLICY + "  ingress: []\n  egress: [{}]\n",
        _POLICY + "  ingress: [{ports: [{port: 8443}]}]\n",
    ),
    bad=(
        "# violated\n" + _POLICY + "  ingress: [{}]\n",
        "# violated\n" + _POLICY + '  ingress: [{from: [{ipBlock: {cidr: "0.0.0.0/0"}}]}]\n',
        "# violated\n" + _POLICY + "  ingress: [{from: [{namespaceSelector: {}}]}]\n",
        Example(
            "# violated\n" + _POLICY + "  ingress: [{ports: [{port: 8443}]}]\n", {"named_ports_too": True}
        ),
        Example("# violated\n" + _POLICY + "  egress: [{}]\n", {"egress_too": True}),
    ),
)
def open_network_policy_forbidden(namespace: Namespace, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each policy with an entry that lets anyone through."""
    parameters = context.parameters
    directions = {"ingress"} | ({"egress"} if parameters.egress_too else set())
    for policy in namespace.policies:
        open_to = {
            entry.direction
            for entry in policy.rules
            if entry.anyone and (entry.any_port or parameters.named_ports_too)
        }
        for direction in sorted(open_to & directions):
            to_from = "in from" if direction == "ingress" else "out to"
            message = f"NetworkPolicy {policy.name} lets traffic {to_from} anyone"
            yield Finding(Outcome.VIOLATED, message, Position(policy.line), path=policy.path)
