"""Host names that a pod overrules."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("KSV007",)


@rule(
    title="Pod overrules host names",
    why="Entries of `hostAliases` answer before DNS does: one line sends the traffic of a well-known name to any "
    "address, and nobody who looks at DNS will ever see it.",
    fix="Remove `hostAliases`, and give the name to the address where names are kept: a Service without selector, "
    "or the DNS zone.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/",),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostAliases: []
  containers: [{name: web, image: "web:1.4"}]
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostAliases:  # violated
  - {ip: 203.0.113.7, hostnames: [api.example.com]}
  containers: [{name: web, image: "web:1.4"}]
""",
    ),
)
def host_aliases_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a pod with `hostAliases`."""
    if workload.pod.host_aliases:
        message = f"the pod overrules host names by {workload.pod.host_aliases} entries of its own"
        yield Finding(Outcome.VIOLATED, message, "/spec/hostAliases", aliases=_ALIASES)
