"""Tokens of service accounts that are mounted unasked."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = (
    "CKV_K8S_38",
    "automountServiceAccountToken",
    "K8sPSPAutomountServiceAccountTokenPod",
    "restrict-automount-sa-token",
    "C-0034",
    "KSV036",
)


@rule(
    title="Token of the service account is mounted unasked",
    why="Kubernetes mounts a token for its API into every container that does not refuse it. Whoever takes over the "
    "program can use it to read secrets or start pods, as far as the service account may, and few programs need one.",
    fix="Set `automountServiceAccountToken: false` in the pod's `spec`. A program that does talk to the API gets its "
    "token from a projected volume with an audience and a short life, or has this finding waived.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "cis-kubernetes:5.1.6",
        "nsa-cisa:service-account-tokens",
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  automountServiceAccountToken: false
  containers:
  - {name: web, image: "web:1.4"}
  volumes:
  - name: token
    projected: {sources: [{serviceAccountToken: {path: token, audience: vault, expirationSeconds: 600}}]}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
# violated
spec:
  serviceAccountName: web
  containers:
  - {name: web, image: "web:1.4"}
""",
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  automountServiceAccountToken: true  # violated
  containers:
  - {name: web, image: "web:1.4"}
""",
    ),
)
def token_automount_forbidden(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report a pod that does not refuse the token; what its service account says is not known where pods are judged."""
    if workload.pod.complete and workload.pod.automount_token is not False:
        yield Finding(
            Outcome.VIOLATED,
            "every container of the pod gets a token for the Kubernetes API",
            "/spec/automountServiceAccountToken",
            aliases=_ALIASES,
        )
