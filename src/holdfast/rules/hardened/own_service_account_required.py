"""Pods that share the default service account."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("default-service-account", "C-0189")


@rule(
    title="Pod uses the default service account",
    why="All pods of a namespace that name no service account share one, so a right that one of them is given is "
    "given to all, and the audit log cannot tell which of them used it.",
    fix="Create a ServiceAccount for the workload and name it in `serviceAccountName`, or refuse the token with "
    "`automountServiceAccountToken: false`.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "cis-kubernetes:5.1.5",
        "https://kubernetes.io/docs/concepts/security/service-accounts/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  serviceAccountName: web
  containers: [{name: web, image: "web:1.4"}]
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  automountServiceAccountToken: false
  containers: [{name: web, image: "web:1.4"}]
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
# violated
spec:
  containers: [{name: web, image: "web:1.4"}]
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  serviceAccountName: default  # violated
  containers: [{name: web, image: "web:1.4"}]
""",
    ),
)
def own_service_account_required(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report the account `default`, named or not, where its token is mounted: without a token nobody is impersonated."""
    pod = workload.pod
    if pod.complete and pod.automount_token is not False and pod.service_account in (None, "", "default"):
        yield Finding(
            Outcome.VIOLATED,
            "the pod runs as the service account 'default', which others of its namespace share",
            "/spec/serviceAccountName",
            aliases=_ALIASES,
        )
