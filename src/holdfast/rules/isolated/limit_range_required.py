"""Namespaces without a LimitRange."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("KSV039",)
_NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
_OTHER = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {namespace: shop}\n"


@rule(
    title="Namespace has no LimitRange",
    why="A LimitRange gives a container that sets no requests and limits those of its namespace, and refuses one that "
    "asks for too much; without it one forgotten field leaves a container free to take its node.",
    fix="Add a LimitRange to the namespace with `default`, `defaultRequest` and `max` for containers.",
    since="0.1.0",
    judges=(Namespace,),
    aliases=_ALIASES,
    references=("nsa-cisa:resource-policies", "https://kubernetes.io/docs/concepts/policy/limit-range/"),
    good=(
        f"""\
{_NAMESPACE}---
apiVersion: v1
kind: LimitRange
metadata: {{name: all, namespace: shop}}
spec: {{limits: [{{type: Container, default: {{memory: 256Mi}}}}]}}
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
def limit_range_required(namespace: Namespace, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a namespace that is declared without one; of what is not declared here nothing can be demanded."""
    if namespace.declared and not namespace.limit_ranges:
        fact = f"namespace {namespace.name} has no LimitRange"
        at = Position(namespace.line)
        if namespace.incomplete is not None:
            yield Finding(Outcome.UNDECIDED, f"{fact}, but {namespace.incomplete}", at, path=namespace.path)
        else:
            yield Finding(Outcome.VIOLATED, fact, at, aliases=_ALIASES, path=namespace.path)
