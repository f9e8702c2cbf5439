"""What counts as a secret that is written down, and that its value is never repeated."""

from __future__ import annotations

import json

import pytest

from holdfast.formats.json_tree import parse
from holdfast.formats.kubernetes import facts, read
from holdfast.formats.kubernetes.credentials import MOST_LINES
from holdfast.model.namespace import Credentials

VALUE = "hunter2-swordfish"


def found(document: dict[str, object]) -> Credentials | None:
    """Return what the reader of facts says of one object."""
    whole = {"apiVersion": "v1", "metadata": {"name": "x", "namespace": "shop"}, **document}
    (item,) = read(parse(json.dumps(whole).encode(), path="x.json"))
    stated = [fact.credentials for fact in facts(item, "x.json")]
    return stated[0] if stated else None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("DATABASE_PASSWORD", VALUE),
        ("db.password", VALUE),
        ("settings", f"ghp_{'a1B2' * 9}"),
        ("url", f"postgres://app:{VALUE}@db:5432/shop"),
        ("application.properties", f"server.port=8080\ndb.password={VALUE}\n"),
        ("config.yaml", f"db:\n  user: app\n  password: {VALUE}\n"),
        ("config.json", f'{{\n  "apiKey": "{VALUE}"\n}}\n'),
        ("id_rsa", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n"),
    ],
)
def test_a_config_map_that_holds_a_secret_is_named_with_its_key_and_never_its_value(
    key: str, value: str
) -> None:
    said = found({"kind": "ConfigMap", "data": {key: value}})
    assert said is not None
    assert (said.kind, said.name, said.path, said.line) == ("ConfigMap", "x", "x.json", 1)
    assert key in said.faults[0]
    assert VALUE not in repr(said)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("PASSWORD_FILE", "/run/secrets/db"),
        ("DATABASE_PASSWORD", "${DATABASE_PASSWORD}"),
        ("TOKEN_TTL", "3600"),
        ("application.properties", "server.port=8080\ndb.password=${DB_PASSWORD}\n# password=\n"),
        ("nginx.conf", "server {\n  listen 8080;\n  proxy_set_header X-Token $token;\n}\n"),
        ("README", "password handling is described elsewhere\nsecond line\n"),
    ],
)
def test_a_config_map_that_only_speaks_of_secrets_is_left_alone(key: str, value: str) -> None:
    assert found({"kind": "ConfigMap", "data": {key: value}}) is None


@pytest.mark.parametrize(
    "content",
    [
        {"data": {"password": "aHVudGVyMg=="}},
        {"stringData": {"password": VALUE}},
        {"stringData": {"url": f"postgres://app:{VALUE}@db/shop"}},
        {"type": "kubernetes.io/tls", "data": {"tls.crt": "LS0t", "tls.key": "LS0t"}},
        {"type": "kubernetes.io/dockerconfigjson", "data": {".dockerconfigjson": "e30="}},
    ],
)
def test_a_secret_that_stands_in_the_file_is_found(content: dict[str, object]) -> None:
    said = found({"kind": "Secret", **content})
    assert said is not None
    assert said.kind == "Secret"
    assert VALUE not in repr(said)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"data": {}},
        {"data": {"ca.crt": "LS0t"}},
        {"data": {"password": None}},
        {"type": "kubernetes.io/service-account-token", "data": {"extra": "YQ=="}},
        {"stringData": {"password": "<path:secret/data/db#password>"}},
        {"stringData": {"password": "ref+vault://secret/db#password"}},
        {"stringData": {"password": "${PASSWORD}"}},
        {"stringData": {"password": "ENC[AES256_GCM,data:p673w==,type:str]"}},
        {"data": {"password": "ENC[x]"}, "sops": {"version": "3.9.0"}},
    ],
)
def test_a_secret_whose_content_is_kept_elsewhere_is_left_alone(content: dict[str, object]) -> None:
    assert found({"kind": "Secret", **content}) is None


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("external-secrets.io/v1", "ExternalSecret"),
        ("bitnami.com/v1alpha1", "SealedSecret"),
        ("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass"),
    ],
)
def test_what_a_secret_manager_fills_is_no_secret(api_version: str, kind: str) -> None:
    document: dict[str, object] = {"apiVersion": api_version, "kind": kind, "data": {"password": VALUE}}
    assert found(document) is None


def test_lines_beyond_the_bound_are_not_read() -> None:
    filling = "port=1\n" * (MOST_LINES - 1)
    within = found({"kind": "ConfigMap", "data": {"f": f"{filling}password={VALUE}\n"}})
    beyond = found({"kind": "ConfigMap", "data": {"f": f"port=1\n{filling}password={VALUE}\n"}})
    assert within is not None
    assert beyond is None
