"""Tiller, the server of Helm 2."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("CKV_K8S_34", "KSV102")


@rule(
    title="Tiller is deployed",
    why="Tiller, the server part of Helm 2, installs whatever any pod of the cluster asks of it, with the rights of a "
    "cluster administrator and without asking who it is; it has had no fixes since November 2020.",
    fix="Move the releases to Helm 3 or later with its `2to3` plugin, which needs no server, and delete Tiller.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=("https://helm.sh/docs/faq/changes_since_helm2/",),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "distiller:1.4"}]}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: tiller-deploy}
spec:
  containers:
  - name: tiller
    image: gcr.io/kubernetes-helm/tiller:v2.16.1  # violated
""",
    ),
)
def tiller_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report images called `tiller`."""
    for use in workload.pod.images:
        if use.reference is not None and use.reference.repository.rpartition("/")[2] == "tiller":
            message = f"{use.reference.familiar} is the server of Helm 2"
            yield Finding(Outcome.VIOLATED, message, use.pointer, use.container, _ALIASES)
