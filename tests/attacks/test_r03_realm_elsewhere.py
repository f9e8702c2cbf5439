"""R03: `WWW-Authenticate: Bearer realm=...` must not send us, or our credentials, wherever a registry likes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from holdfast.errors import HoldfastError, SourceError
from holdfast.model.reference import Reference
from holdfast.sources.registry import Access
from registries import Answer, Heard, auths, client, hostile_registry, served


@pytest.mark.parametrize(
    "realm",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/token",
        "https://[::ffff:169.254.169.254]/token",
        "https://2852039166/token",
        "http://metadata.google.internal/token",
        "https://auth.evil.example/token",
        "https://user:password@127.0.0.1/token",
        "file:///etc/passwd",
        "//auth.evil.example/token",
        "https://auth.evil.example\\@127.0.0.1/token",
    ],
)
def test_a_realm_on_another_host_is_not_asked(realm: str, tmp_path: Path) -> None:
    def script(_: Heard) -> Answer:
        return Answer(401, {"WWW-Authenticate": f'Bearer realm="{realm}",service="x"'})

    with hostile_registry(script) as registry:
        auth = auths(tmp_path / "auth.json", {registry.host: "user:secret"})
        with pytest.raises(HoldfastError) as raised:
            client(registry.host, auth=auth).manifest(Reference.parse(f"{registry.host}/web:1"))
        assert "secret" not in str(raised.value)
        assert {heard.authorization for heard in registry.heard} == {None}


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_another_servers_realm_gets_nothing(name: str, tmp_path: Path) -> None:
    with hostile_registry(lambda _: Answer(200, {}, b'{"token": "t"}')) as sink:

        def script(_: Heard) -> Answer:
            return Answer(401, {"WWW-Authenticate": f'Bearer realm="https://{name}:{sink.host[10:]}/token"'})

        with hostile_registry(script) as registry:
            auth = auths(tmp_path / "auth.json", {registry.host: "user:secret"})
            with pytest.raises(SourceError, match="another host"):
                client(registry.host, sink.host, auth=auth).manifest(
                    Reference.parse(f"{registry.host}/web:1")
                )
        assert sink.heard == []


def test_a_server_that_the_operator_names_may_be_asked(tmp_path: Path) -> None:
    with hostile_registry(lambda _: Answer(200, {}, b'{"access_token": "granted"}')) as server:

        def script(heard: Heard) -> Answer:
            if heard.authorization is None:
                return Answer(401, {"WWW-Authenticate": f'Bearer realm="http://{server.host}/token"'})
            return served() if heard.authorization == "Bearer granted" else Answer(403)

        with hostile_registry(script) as registry:
            auth = auths(tmp_path / "auth.json", {registry.host: "user:secret"})
            hosts = frozenset({registry.host, server.host})
            access = Access(private=hosts, token_hosts=frozenset({server.host}))
            found = client(auth=auth, access=access).manifest(Reference.parse(f"{registry.host}/web:1"))
        assert found.data
        assert [heard.authorization for heard in server.heard] == ["Basic dXNlcjpzZWNyZXQ="]


def test_the_registrys_own_realm_gets_the_credentials_and_the_registry_the_token(tmp_path: Path) -> None:
    def script(heard: Heard) -> Answer:
        if heard.path.startswith("/token"):
            return Answer(200, {}, b'{"token": "granted"}')
        realm = f"http://{heard.headers['host']}/token"
        if heard.authorization is None:
            return Answer(401, {"WWW-Authenticate": f'Bearer realm="{realm}",service="tests"'})
        return Answer(404)

    with hostile_registry(script) as registry:
        auth = auths(tmp_path / "auth.json", {registry.host: "user:secret"})
        with pytest.raises(SourceError, match="is not in the registry"):
            client(registry.host, auth=auth).manifest(Reference.parse(f"{registry.host}/acme/web:1"))
        asked, token, again = registry.heard
        assert (asked.authorization, token.authorization) == (None, "Basic dXNlcjpzZWNyZXQ=")
        assert parse_qs(urlsplit(token.path).query) == {
            "service": ["tests"],
            "scope": ["repository:acme/web:pull"],
        }
        assert again.authorization == "Bearer granted"
