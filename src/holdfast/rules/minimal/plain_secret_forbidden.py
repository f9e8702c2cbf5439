"""Secrets written down in manifests."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule


@rule(
    title="Secret stands in a manifest",
    why="`data` of a Secret is base64, which hides nothing: whoever can read the file, its history or the log of the "
    "pipeline that applies it has the secret, and it stays there when it has long been changed in the cluster.",
    fix="Change the secret, which has been seen, and let a manager create the Secret: an ExternalSecret, a "
    "SealedSecret, a SecretProviderClass of the Secrets Store CSI driver, Vault's injector, or a file encrypted by SOPS.",
    since="0.1.0",
    judges=(Namespace,),
    references=(
        "cwe:312",
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
        "https://external-secrets.io/",
        "https://sealed-secrets.netlify.app/",
    ),
    good=(
        """\
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec: {secretStoreRef: {name: vault}, data: [{secretKey: password, remoteRef: {key: db}}]}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: db, namespace: shop}
spec: {encryptedData: {password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq}}
---
apiVersion: v1
kind: Secret
metadata: {name: filled, namespace: shop, annotations: {avp.kubernetes.io/path: secret/data/db}}
stringData: {password: <password>}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: shop}
type: kubernetes.io/service-account-token
""",
    ),
    bad=(
        """\
# violated
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
data: {password: aHVudGVyMg==}
""",
    ),
)
def plain_secret_forbidden(namespace: Namespace, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each Secret whose content stands in the file, never with a value."""
    for found in namespace.credentials:
        if found.kind == "Secret":
            message = f"Secret {found.name}: {'; '.join(found.faults)}"
            yield Finding(Outcome.VIOLATED, message, Position(found.line), path=found.path)
