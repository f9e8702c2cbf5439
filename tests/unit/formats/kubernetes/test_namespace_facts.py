from __future__ import annotations

import pickle  # noqa: TID251 - what passes between worker processes, on our own bytes
import random

import pytest

from holdfast.formats.kubernetes import NamespaceFact, facts, namespaces, read
from holdfast.formats.yaml_tree import documents
from holdfast.model.namespace import LabelSelector, Namespace


def stated(text: str, path: str = "a.yaml") -> list[NamespaceFact]:
    return [
        fact
        for tree in documents(text.encode(), path=path)
        for found in read(tree)
        for fact in facts(found, path)
    ]


def only(text: str) -> Namespace:
    (namespace,) = namespaces(stated(text))
    return namespace


def policy(spec: str) -> Namespace:
    return only(
        f"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p, namespace: shop}}, spec: {spec}}}"
    )


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ("{podSelector: {}}", True, False),
        ("{podSelector: {}, ingress: []}", True, False),
        ("{podSelector: {}, egress: []}", True, False),
        ("{podSelector: {}, egress: [{}]}", True, True),
        ("{podSelector: {}, policyTypes: [Egress]}", False, True),
        ("{podSelector: {}, policyTypes: [Ingress], egress: [{}]}", True, False),
        ("{podSelector: {}, policyTypes: [Ingress, Egress]}", True, True),
    ],
)
def test_what_a_policy_isolates(spec: str, ingress: bool, egress: bool) -> None:  # noqa: FBT001 - expected values
    (found,) = policy(spec).policies
    assert (found.ingress, found.egress) == (ingress, egress)


def test_a_policy_selects_by_labels_and_expressions() -> None:
    (found,) = policy(
        "{podSelector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}}"
    ).policies
    assert found.selector == LabelSelector({"app": "web"}, (("tier", "In", ("a", "b")),))
    assert found.path == "a.yaml"


def test_a_namespace_is_declared_by_its_object() -> None:
    found = only("# here\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n")
    assert (found.name, found.declared, found.labels, found.path, found.line) == (
        "shop",
        True,
        {"team": "a"},
        "a.yaml",
        2,
    )


def test_pods_of_every_kind_count_with_the_labels_of_their_template() -> None:
    found = only("""
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {no: "1"}}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
""")
    (pods,) = found.pods
    assert (pods.subject, pods.labels, pods.line) == ("apps/v1 Deployment shop/web", {"app": "web"}, 2)
    assert not found.declared


def test_other_policies_leave_a_gap() -> None:
    text = "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: shop}}"
    assert only(text).incomplete == "a.yaml: what a cilium.io/v2 CiliumNetworkPolicy isolates is not known"


def test_what_holds_for_the_cluster_leaves_a_gap_everywhere() -> None:
    text = """
{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
"""
    assert only(text).incomplete is not None


def test_an_unreadable_file_leaves_a_gap_everywhere() -> None:
    found = namespaces(
        [
            *stated("{apiVersion: v1, kind: Namespace, metadata: {name: a}}"),
            NamespaceFact.unreadable("b.yaml"),
        ]
    )
    assert [each.incomplete for each in found] == ["b.yaml cannot be read"]


def test_the_order_of_facts_and_the_way_through_pickle_change_nothing() -> None:
    text = """
{apiVersion: v1, kind: Namespace, metadata: {name: b}}
---
{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: a}, spec: {}}
---
{apiVersion: v1, kind: Pod, metadata: {name: y, namespace: a}, spec: {}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: {}}
"""
    gathered = [*stated(text), *stated(text, "b.yaml")]
    expected = namespaces(gathered)
    assert [each.name for each in expected] == ["a", "b"]
    random.Random(1).shuffle(gathered)
    assert namespaces(pickle.loads(pickle.dumps(gathered))) == expected


@pytest.mark.parametrize(
    ("entry", "anyone", "any_port"),
    [
        ("{}", True, True),
        ("{from: []}", True, True),
        ("{ports: [{port: 80}]}", True, False),
        ("{from: [{podSelector: {}}]}", False, True),
        ("{from: [{namespaceSelector: {}}]}", True, True),
        ("{from: [{namespaceSelector: {}, podSelector: {}}]}", True, True),
        ("{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: gate}}}]}", False, True),
        ("{from: [{namespaceSelector: {matchLabels: {team: shop}}}]}", False, True),
        ('{from: [{ipBlock: {cidr: "0.0.0.0/0"}}]}', True, True),
        ('{from: [{ipBlock: {cidr: "::/0"}}]}', True, True),
        ('{from: [{ipBlock: {cidr: "0.0.0.0/0", except: ["10.0.0.0/8"]}}]}', False, True),
        ('{from: [{ipBlock: {cidr: "10.0.0.0/8"}}]}', False, True),
        ('{from: [{podSelector: {}}, {ipBlock: {cidr: "0.0.0.0/0"}}], ports: [{port: 80}]}', True, False),
    ],
)
def test_whom_an_entry_lets_in(entry: str, anyone: bool, any_port: bool) -> None:  # noqa: FBT001 - expected values
    (found,) = policy(f"{{podSelector: {{}}, ingress: [{entry}]}}").policies
    assert [(each.direction, each.anyone, each.any_port) for each in found.rules] == [
        ("ingress", anyone, any_port)
    ]
