"""Kubernetes documents: from a tree to the objects that it holds, their workloads and what they say of namespaces."""

from __future__ import annotations

from holdfast.formats.kubernetes.namespace_facts import NamespaceFact, facts, namespaces
from holdfast.formats.kubernetes.objects import KubernetesObject, Standing, group_of, read

__all__ = ["KubernetesObject", "NamespaceFact", "Standing", "facts", "group_of", "namespaces", "read"]
