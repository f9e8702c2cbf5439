"""Secrets that are handed over as environment variables."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.workload import Workload
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("CKV_K8S_35", "read-secret-from-env-var", "C-0207")
_WHOLE = ("CKV_K8S_35", "C-0207")


@rule(
    title="Secret is handed over as an environment variable",
    why="An environment is inherited by every child process, printed by crash reports and debug pages, shown by "
    "`kubectl exec -- env`, and keeps its first value when the secret is changed.",
    fix="Mount the Secret as a volume and let the program read the file; or let a secret manager put the file there: "
    "the Secrets Store CSI driver, or an agent such as Vault's.",
    since="0.1.0",
    judges=(Workload,),
    aliases=_ALIASES,
    references=(
        "cis-kubernetes:5.4.1",
        "https://kubernetes.io/docs/concepts/configuration/secret/",
        "https://secrets-store-csi-driver.sigs.k8s.io/",
    ),
    good=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - {name: db, secret: {secretName: db}}
  - {name: keys, csi: {driver: secrets-store.csi.k8s.io, volumeAttributes: {secretProviderClass: keys}}}
  containers:
  - name: web
    image: web:1.4
    env: [{name: PASSWORD_FILE, value: /run/db/password}]
    volumeMounts: [{name: db, mountPath: /run/db, readOnly: true}]
""",
        """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    vault.hashicorp.com/agent-inject: "true"
    vault.hashicorp.com/agent-inject-secret-db: database/creds/web
spec: {containers: [{name: web, image: "web:1.4", envFrom: [{configMapRef: {name: settings}}]}]}
""",
    ),
    bad=(
        """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1.4
    env:
    - name: PASSWORD  # violated
      valueFrom: {secretKeyRef: {name: db, key: password}}
    envFrom:
    - {secretRef: {name: keys}}  # violated
""",
    ),
)
def secret_files_required(workload: Workload, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each variable, and each set of variables, that comes from a Secret."""
    for container in workload.pod.containers:
        for entry in container.environment:
            if entry.source == "secretKeyRef":
                message = f"container {container.name!r} gets the secret {entry.name} in its environment"
                yield Finding(Outcome.VIOLATED, message, entry.pointer, container.name, _ALIASES)
        for source in container.environment_from:
            if source.kind == "secretRef":
                message = (
                    f"container {container.name!r} gets all of Secret {source.name!r} in its environment"
                )
                yield Finding(Outcome.VIOLATED, message, source.pointer, container.name, _WHOLE)
