"""What a set of documents says of one namespace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelSelector:
    """`matchLabels` and `matchExpressions`; an empty one selects everything."""

    labels: Mapping[str, str]
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Key, operator (`In`, `NotIn`, `Exists`, `DoesNotExist`), values."""

    def selects(self, labels: Mapping[str, str]) -> bool:
        """Tell whether `labels` match (Kubernetes, labels and selectors)."""
        if any(labels.get(key) != value for key, value in self.labels.items()):
            return False
        for key, operator, values in self.expressions:
            present = key in labels
            match operator:
                case "In":
                    holds = present and labels[key] in values
                case "NotIn":
                    holds = not present or labels[key] not in values
                case "Exists":
                    holds = present
                case "DoesNotExist":
                    holds = not present
                case _:
                    holds = False
            if not holds:
                return False
        return True


@dataclass(frozen=True, slots=True)
class TrafficRule:
    """One entry of `ingress` or `egress` of a NetworkPolicy: what it lets through."""

    direction: str
    """`ingress` or `egress`."""
    anyone: bool
    """Whether the other side may be anyone: no peers, every address, or every pod of every namespace."""
    any_port: bool
    """Whether it names no ports, and so means all of them."""


@dataclass(frozen=True, slots=True)
class NetworkPolicy:
    """A `networking.k8s.io/v1` NetworkPolicy, as far as it tells which pods it isolates, and from whom."""

    name: str
    selector: LabelSelector
    ingress: bool
    """Whether it isolates its pods for incoming traffic (`policyTypes`, or its default)."""
    egress: bool
    path: str
    line: int = 1
    rules: tuple[TrafficRule, ...] = ()


@dataclass(frozen=True, slots=True)
class PodGroup:
    """A workload of the namespace, as far as selectors see it."""

    subject: str
    """Such as `apps/v1 Deployment default/web`."""
    labels: Mapping[str, str]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Credentials:
    """A ConfigMap or a Secret that is written down with secrets in it; none of their values is kept."""

    kind: str
    """`ConfigMap` or `Secret`."""
    name: str
    faults: tuple[str, ...]
    """What is wrong, one phrase per key, such as `DATABASE_PASSWORD holds a secret in plain text`."""
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Namespace:
    """One namespace as a directory describes it."""

    name: str
    declared: bool
    """Whether the directory holds the Namespace object itself, and so may be taken to describe all of it."""
    labels: Mapping[str, str]
    policies: tuple[NetworkPolicy, ...]
    pods: tuple[PodGroup, ...]
    path: str
    """Of the Namespace object, else of the first document that speaks of it."""
    line: int
    quotas: tuple[str, ...] = ()
    """Names of its ResourceQuotas."""
    limit_ranges: tuple[str, ...] = ()
    """Names of its LimitRanges."""
    credentials: tuple[Credentials, ...] = ()
    incomplete: str | None = None
    """Why the files cannot tell everything (a document that could not be read), if so."""

    def open_pods(self) -> list[PodGroup]:
        """Return the pods that no policy isolates for incoming traffic."""
        selectors = [policy.selector for policy in self.policies if policy.ingress]
        return [pods for pods in self.pods if not any(each.selects(pods.labels) for each in selectors)]
