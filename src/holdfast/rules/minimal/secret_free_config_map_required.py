"""ConfigMaps that hold secrets."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.finding import Finding, Outcome
from holdfast.model.namespace import Namespace
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule

_ALIASES = ("sensitiveConfigmapContent", "C-0012", "KSV109")


@rule(
    title="ConfigMap holds a secret",
    why="A ConfigMap is read by everybody who may look around in the namespace, is not encrypted where secrets are, is "
    "kept out of no log, and here it also stands in the repository.",
    fix="Change the secret, which has been seen; keep the new one in a Secret that a manager fills (External Secrets, "
    "the Secrets Store CSI driver, Vault) or that is sealed, and let the configuration name it.",
    since="0.1.0",
    judges=(Namespace,),
    aliases=_ALIASES,
    references=(
        "cwe:312",
        "https://kubernetes.io/docs/concepts/configuration/configmap/",
        "https://external-secrets.io/",
    ),
    good=(
        """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data:
  PASSWORD_FILE: /run/secrets/db
  DATABASE_PASSWORD: ${DATABASE_PASSWORD}
  application.properties: |
    server.port=8080
    db.password=${DATABASE_PASSWORD}
""",
    ),
    bad=(
        """\
# violated
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data:
  DATABASE_PASSWORD: hunter2
""",
        """\
# violated
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data:
  application.properties: |
    server.port=8080
    db.password=hunter2
""",
    ),
)
def secret_free_config_map_required(namespace: Namespace, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each ConfigMap with the keys that hold secrets, never with a value."""
    for found in namespace.credentials:
        if found.kind == "ConfigMap":
            message = f"ConfigMap {found.name}: {'; '.join(found.faults)}"
            yield Finding(Outcome.VIOLATED, message, Position(found.line), aliases=_ALIASES, path=found.path)
