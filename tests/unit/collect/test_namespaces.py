"""What a directory, and what a file alone, says of namespaces."""

from __future__ import annotations

from holdfast.collect.namespaces import collect
from holdfast.formats.kubernetes import NamespaceFact, facts, read
from holdfast.formats.yaml_tree import documents
from holdfast.model.namespace import Namespace

POD = "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {containers: []}}\n"
SECRET = "{apiVersion: v1, kind: Secret, metadata: {name: db, namespace: shop}, data: {password: YQ==}}\n"
NAMESPACE = "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n"
QUOTA = "{apiVersion: v1, kind: ResourceQuota, metadata: {name: all, namespace: shop}}\n"


def stated(text: str) -> list[NamespaceFact]:
    trees = documents(text.encode(), path="a.yaml")
    return [fact for tree in trees for item in read(tree) for fact in facts(item, "a.yaml")]


def collected(text: str, *, alone: bool) -> list[Namespace]:
    found = [each.evidence for each in collect(stated(text), "a.yaml", alone=alone)]
    return [each for each in found if isinstance(each, Namespace)]


def test_a_directory_that_runs_pods_speaks_of_their_namespace_and_a_file_alone_does_not() -> None:
    assert [each.name for each in collected(POD, alone=False)] == ["shop"]
    assert collected(POD, alone=True) == []


def test_a_file_alone_speaks_of_what_it_holds_and_leaves_open_what_it_lacks() -> None:
    (of_secret,) = collected(SECRET, alone=True)
    (of_namespace,) = collected(NAMESPACE, alone=True)
    assert [each.name for each in of_secret.credentials] == ["db"]
    assert of_namespace.declared
    assert of_secret.incomplete is not None
    assert of_namespace.incomplete is not None
    assert [each.incomplete for each in collected(NAMESPACE, alone=False)] == [None]


def test_quotas_and_limit_ranges_count_by_name() -> None:
    (found,) = collected(
        f"{NAMESPACE}---\n{QUOTA}---\n{QUOTA.replace('ResourceQuota', 'LimitRange')}", alone=False
    )
    assert (found.quotas, found.limit_ranges) == (("all",), ("all",))
