"""Namespaces that admit any pod."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, Example, rule

_ENFORCE = "pod-security.kubernetes.io/enforce"
_LEVELS = ("privileged", "baseline", "restricted")
_LABELLED = """\
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: %s}}
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a namespace has to demand of its pods."""

    level: str = "baseline"
    """The least level of the Pod Security Standards: `baseline` or `restricted`."""
    exempt: tuple[str, ...] = ("kube-system",)
    """Namespaces whose pods have to be privileged."""


@rule(
    title="Namespace does not enforce a Pod Security Standard",
    why="Kubernetes itself refuses privileged pods where the namespace asks it to, with nothing to install, and still "
    "does when every other gate is down. Without the label it admits anything.",
    fix="Label the namespace `pod-security.kubernetes.io/enforce: baseline`, better `restricted`.",
    since="0.1.0",
    judges=(Namespace,),
    references=(
        "cis-kubernetes:5.2.1",
        "nsa-cisa:pod-security-enforcement",
        "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
    ),
    parameters=Parameters,
    good=(
        _LABELLED % "restricted",
        _LABELLED % "baseline",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system}\n",
    ),
    bad=(
        "# violated\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
        "# violated\n" + _LABELLED % "privileged",
        Example("# violated\n" + _LABELLED % "baseline", {"level": "restricted"}),
        Example(
            "# violated\napiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system}\n", {"exempt": ()}
        ),
    ),
)
def pod_security_labels_required(namespace: Namespace, context: Context[Parameters]) -> Iterator[Finding]:
    """Judge the label `enforce` of a Namespace object; a level that is none counts as none, as it does in Kubernetes."""
    parameters = context.parameters
    if not namespace.declared or namespace.name in parameters.exempt:
        return
    level = namespace.labels.get(_ENFORCE)
    if _rank(level) < max(_rank(parameters.level), 1):
        has = (
            f"enforces the Pod Security level {level!r}"
            if level is not None
            else "enforces no Pod Security level"
        )
        message = f"namespace {namespace.name} {has}, and {parameters.level} is demanded"
        yield Finding(Outcome.VIOLATED, message, Position(namespace.line), path=namespace.path)


def _rank(level: str | None) -> int:
    return _LEVELS.index(level) if level in _LEVELS else 0
