"""What documents say of namespaces: small facts that can be gathered anywhere, in any order, and put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from holdfast.formats.kubernetes.credentials import config_map, secret
from holdfast.formats.kubernetes.objects import KubernetesObject, Standing
from holdfast.formats.kubernetes.values import Node, items, mapping, text, text_map, texts
from holdfast.model.namespace import (
    Credentials,
    LabelSelector,
    Namespace,
    NetworkPolicy,
    PodGroup,
    TrafficRule,
)

_POLICY_GROUPS = frozenset(("networking.k8s.io", "extensions"))
_CLUSTER_WIDE = ("Admin", "Baseline", "Cluster", "Global")
"""How the kinds of network policy begin that hold for every namespace."""


@dataclass(frozen=True, slots=True)
class NamespaceFact:
    """One statement about a namespace; it can be pickled and holds no tree."""

    namespace: str | None
    """`None` for a statement about all of them."""
    path: str
    line: int = 1
    labels: Mapping[str, str] | None = None
    """Set where the statement is the Namespace object itself."""
    policy: NetworkPolicy | None = None
    pods: PodGroup | None = None
    quota: str | None = None
    """Name of a ResourceQuota."""
    limit_range: str | None = None
    """Name of a LimitRange."""
    credentials: Credentials | None = None
    gap: str | None = None
    """What could not be understood."""

    @classmethod
    def unreadable(cls, path: str) -> NamespaceFact:
        """Return the fact that `path`, or the rest of it, could not be read and may say anything."""
        return cls(None, path, gap=f"{path} cannot be read")


def facts(found: KubernetesObject, path: str) -> Iterator[NamespaceFact]:
    """Yield what `found`, which stands in `path`, says of its namespace."""
    line = getattr(found.node, "line", 1)
    if found.standing is Standing.WORKLOAD:
        name = f"{found.api_version} {found.kind} {found.namespace}/{found.name}"
        for workload in found.workloads:
            pods = PodGroup(name, workload.labels, path, line)
            yield NamespaceFact(found.namespace, path, line, pods=pods)
    elif not isinstance(found.node, dict):
        return
    elif found.api_version == "v1":
        yield from _of_core(found, found.node, path, line)
    elif found.kind == "NetworkPolicy" and found.group in _POLICY_GROUPS:
        policy = _network_policy(found.name, mapping(found.node, "spec"), path, line)
        yield NamespaceFact(found.namespace, path, line, policy=policy)
    elif found.kind.endswith("NetworkPolicy"):
        where = None if found.kind.startswith(_CLUSTER_WIDE) else found.namespace
        gap = f"{path}: what a {found.api_version} {found.kind} isolates is not known"
        yield NamespaceFact(where, path, line, gap=gap)


def _of_core(found: KubernetesObject, node: Node, path: str, line: int) -> Iterator[NamespaceFact]:
    """Yield what an object of the core group says of its namespace."""
    if found.kind == "Namespace":
        labels = text_map(mapping(node, "metadata"), "labels")
        yield NamespaceFact(found.name, path, line, labels=labels)
    elif found.kind == "ResourceQuota":
        yield NamespaceFact(found.namespace, path, line, quota=found.name)
    elif found.kind == "LimitRange":
        yield NamespaceFact(found.namespace, path, line, limit_range=found.name)
    elif found.kind in ("ConfigMap", "Secret"):
        read = config_map if found.kind == "ConfigMap" else secret
        if (credentials := read(node, found.name, path, line)) is not None:
            yield NamespaceFact(found.namespace, path, line, credentials=credentials)


def namespaces(stated: Iterable[NamespaceFact]) -> tuple[Namespace, ...]:
    """Return every namespace that a fact speaks of, in order of name, whatever the order of the facts."""
    of: dict[str, list[NamespaceFact]] = {}
    general: list[NamespaceFact] = []
    for fact in stated:
        (general if fact.namespace is None else of.setdefault(fact.namespace, [])).append(fact)
    return tuple(_namespace(name, of[name], general) for name in sorted(of))


def _namespace(name: str, own: list[NamespaceFact], general: list[NamespaceFact]) -> Namespace:
    own.sort(key=lambda fact: (fact.path, fact.line))
    declared = next((fact for fact in own if fact.labels is not None), None)
    at = declared or own[0]
    gaps = sorted({fact.gap for fact in (*own, *general) if fact.gap is not None})
    return Namespace(
        name=name,
        declared=declared is not None,
        labels=declared.labels or {} if declared is not None else {},
        policies=tuple(fact.policy for fact in own if fact.policy is not None),
        pods=tuple(fact.pods for fact in own if fact.pods is not None),
        path=at.path,
        line=at.line,
        quotas=tuple(fact.quota for fact in own if fact.quota is not None),
        limit_ranges=tuple(fact.limit_range for fact in own if fact.limit_range is not None),
        credentials=tuple(fact.credentials for fact in own if fact.credentials is not None),
        incomplete="; ".join(gaps) or None,
    )


def _network_policy(name: str, spec: Node, path: str, line: int) -> NetworkPolicy:
    """Read a policy; without `policyTypes` it isolates ingress, and egress if it has rules for that."""
    types = texts(spec, "policyTypes")
    egress = "Egress" in types if types else bool(spec.get("egress"))
    return NetworkPolicy(
        name=name,
        selector=_selector(mapping(spec, "podSelector")),
        ingress="Ingress" in types if types else True,
        egress=egress,
        path=path,
        line=line,
        rules=(*_traffic(spec, "ingress", "from"), *_traffic(spec, "egress", "to")),
    )


def _traffic(spec: Node, direction: str, side: str) -> Iterator[TrafficRule]:
    """Yield what the entries of `direction` let through; peers and ports that are not written mean all of them."""
    for _, entry in items(spec, direction):
        peers = [peer for _, peer in items(entry, side)]
        yield TrafficRule(direction, not entry.get(side) or any(map(_anyone, peers)), not entry.get("ports"))


def _anyone(peer: Node) -> bool:
    """Tell whether a peer is every address (RFC 4632), or every pod of every namespace."""
    block = mapping(peer, "ipBlock")
    if block:
        return (text(block, "cidr") or "").endswith("/0") and not block.get("except")
    return peer.get("namespaceSelector") == {} and not peer.get("podSelector")


def _selector(node: Node) -> LabelSelector:
    expressions = tuple(
        (text(entry, "key") or "", text(entry, "operator") or "", texts(entry, "values"))
        for _, entry in items(node, "matchExpressions")
    )
    return LabelSelector(text_map(node, "matchLabels"), expressions)
