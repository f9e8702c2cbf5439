"""Pods that any other pod may reach."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule

_NAMED = 3
"""How many pods a message names."""


@rule(
    title="Pods are isolated by no NetworkPolicy",
    why="Pods that no NetworkPolicy selects accept connections from every pod of the cluster, so one that is taken over "
    "reaches all others.",
    fix="Add a NetworkPolicy with an empty `podSelector` and `policyTypes: [Ingress]`, which denies all, and beside it "
    "one that allows what is needed.",
    since="0.1.0",
    judges=(Namespace,),
    aliases=("CKV2_K8S_6", "non-isolated-pod", "missingNetworkPolicy", "pod-networkpolicy"),
    references=(
        "cis-kubernetes:5.3.2",
        "nsa-cisa:network-policies",
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    ),
    good=(
        """\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
    ),
    bad=(
        """\
# violated
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: database, namespace: shop}
spec: {podSelector: {matchLabels: {app: database}}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
        """\
# undecided
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1.4"}]}
""",
    ),
)
def network_policy_required(namespace: Namespace, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report the pods of a namespace that no policy selects for incoming traffic, all in one statement."""
    open_to_all = namespace.open_pods()
    if not open_to_all:
        return
    named = ", ".join(pods.subject for pods in open_to_all[:_NAMED])
    more = f" and {len(open_to_all) - _NAMED} more" if len(open_to_all) > _NAMED else ""
    fact = f"no NetworkPolicy isolates {named}{more}"
    at = Position(namespace.line)
    if namespace.incomplete is not None:
        yield Finding(Outcome.UNDECIDED, f"{fact}, but {namespace.incomplete}", at, path=namespace.path)
    elif namespace.declared:
        peers = ("CKV2_K8S_6", "non-isolated-pod", "missingNetworkPolicy", "pod-networkpolicy")
        yield Finding(Outcome.VIOLATED, fact, at, aliases=peers, path=namespace.path)
    else:
        message = f"{fact}; a policy may be kept elsewhere"
        yield Finding(Outcome.UNDECIDED, message, at, path=namespace.path)
