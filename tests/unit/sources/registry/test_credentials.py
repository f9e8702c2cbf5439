from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from holdfast.errors import HoldfastError, SourceError
from holdfast.sources.registry import credentials
from holdfast.sources.registry.credentials import Credential, Credentials


def write(path: Path, config: object) -> str:
    path.write_text(json.dumps(config))
    return str(path)


def auth(text: str) -> dict[str, str]:
    return {"auth": base64.b64encode(text.encode()).decode()}


@pytest.mark.parametrize(
    ("key", "registry", "repository"),
    [
        ("registry.example", "registry.example", "a/b"),
        ("https://registry.example", "registry.example", "a/b"),
        ("https://registry.example/v2/", "registry.example", "a/b"),
        ("registry.example/a", "registry.example", "a/b"),
        ("https://index.docker.io/v1/", "docker.io", "library/alpine"),
    ],
)
def test_what_is_stored_for_a_host_is_found(tmp_path: Path, key: str, registry: str, repository: str) -> None:
    path = write(tmp_path / "c", {"auths": {key: auth("me:pass:word")}})
    assert Credentials(path).of(registry, repository) == Credential("me", "pass:word")


def test_the_longest_prefix_of_the_repository_counts(tmp_path: Path) -> None:
    stored = {
        "r.example": auth("all:1"),
        "r.example/a": auth("a:1"),
        "r.example/a/b": auth("b:1"),
        "r.example/ab": auth("ab:1"),
    }
    found = Credentials(write(tmp_path / "c", {"auths": stored}))
    users = {name: found.of("r.example", name) for name in ("a/b/c", "a/x", "ab", "abc", "z")}
    assert {name: each.user for name, each in users.items() if each is not None} == {
        "a/b/c": "b", "a/x": "a", "ab": "ab", "abc": "all", "z": "all",
    }  # fmt: skip


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert Credentials(str(tmp_path / "none")).of("r.example", "a") is None
    assert Credentials(None).of("r.example", "a") is None


def test_an_identity_token_is_one(tmp_path: Path) -> None:
    path = write(tmp_path / "c", {"auths": {"r.example": {"identitytoken": "t"}}})
    assert Credentials(path).of("r.example", "a") == Credential("", "", "t")


def test_helpers_come_first_and_are_asked_for_their_host(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def helper(name: str, host: str) -> bytes:
        asked.append((name, host))
        return (
            b'{"Username": "<token>", "Secret": "s"}'
            if host == "r.example"
            else b"credentials not found in native keychain"
        )

    config = {
        "credHelpers": {"r.example": "one"},
        "credsStore": "all",
        "auths": {"other.example": auth("u:p")},
    }
    found = Credentials(write(tmp_path / "c", config), helper)
    assert found.of("r.example", "a") == Credential("", "", "s")
    assert found.of("other.example", "a") == Credential("u", "p")
    assert found.of("docker.io", "library/a") is None
    assert asked == [("one", "r.example"), ("all", "other.example"), ("all", "https://index.docker.io/v1/")]


@pytest.mark.parametrize("printed", [b"", b"oops", b"[]", b"{" * 100])
def test_a_helper_that_answers_nonsense_is_no_anonymity(tmp_path: Path, printed: bytes) -> None:
    found = Credentials(write(tmp_path / "c", {"credsStore": "x"}), lambda _name, _host: printed)
    with pytest.raises(SourceError, match="docker-credential-x"):
        found.of("r.example", "a")


@pytest.mark.parametrize("config", [[], {"credsStore": "../x"}, {"auths": {"r.example": {"auth": "!"}}}])
def test_a_wrong_configuration_is_no_anonymity_either(tmp_path: Path, config: object) -> None:
    with pytest.raises(HoldfastError):
        Credentials(write(tmp_path / "c", config), lambda _name, _host: b"{}").of("r.example", "a")


def test_a_helper_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="docker-credential-none-such is not installed"):
        Credentials(write(tmp_path / "c", {"credsStore": "none-such"})).of("r.example", "a")


def test_secrets_are_not_in_what_python_shows() -> None:
    assert "hidden" not in repr(Credential("me", "hidden", "hidden"))


def test_the_file_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("REGISTRY_AUTH_FILE", raising=False)
    monkeypatch.delenv("DOCKER_CONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert credentials.default_path() == f"{tmp_path}/.docker/config.json"
    monkeypatch.setenv("DOCKER_CONFIG", "/d")
    assert credentials.default_path() == "/d/config.json"
    monkeypatch.setenv("REGISTRY_AUTH_FILE", "/a")
    assert credentials.default_path() == "/a"
