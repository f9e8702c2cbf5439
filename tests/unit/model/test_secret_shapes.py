"""Secrets by name and by form; few false alarms is the aim."""

from __future__ import annotations

import pytest

from holdfast.model.secret_shapes import buildkit_warns, fault, is_literal, named_secret, shape


@pytest.mark.parametrize(
    "name",
    """PASSWORD DB_PASSWORD dbPassword db-password MYSQL_ROOT_PASSWORD PGPASSWORD_1 TOKEN GITHUB_TOKEN API_KEY APIKEY
    clientSecret SECRET_KEY SECRET_KEY_BASE AWS_SECRET_ACCESS_KEY AWS_ACCESS_KEY_ID PRIVATE_KEY TLS_PRIVATE_KEY CREDENTIALS
    DB_PWD DB_PASS PASSPHRASE spring.datasource.password ENCRYPTION_KEY""".replace(
        "PGPASSWORD_1", "PG_PASSWORD1"
    ).split(),
)
def test_a_name_that_ends_in_a_secret_holds_one(name: str) -> None:
    assert named_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD_FILE",
        "TOKEN_TTL",
        "TOKEN_URL",
        "SECRET_NAME",
        "PWD",
        "OLDPWD",
        "PATH",
        "MONKEY",
        "KEYBOARD",
        "PUBLIC_KEY",
        "PUBLIC_TOKEN",
        "TOKENIZER",
        "IMAGE_PULL_SECRET",
        "TLS_SECRET",
        "COMPASS",
        "BYPASS",
        "MAX_TOKENS",
        "GPG_KEY",
        "PASSWORD_MIN_LENGTH",
        "PRIVATE_KEY_PATH",
        "CREDENTIALS_DIR",
        "MYSQL_ALLOW_EMPTY_PASSWORD",
    ],
)
def test_a_name_that_only_speaks_of_a_secret_holds_none(name: str) -> None:
    assert not named_secret(name)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("AKIA" + "Z" * 16, "an AWS access key id"),
        ("ghp_" + "a1B2" * 9, "a GitHub token"),
        ("xoxb-1234567890-abcdef", "a Slack token"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLW9mLWpudA", "a JSON Web Token"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "a private key"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "a private key"),
        ("postgres://app:hunter2@db:5432/shop", "a URL with a password"),
        ("redis://:hunter2@cache", "a URL with a password"),
        ("see https://me:hunter2@example.com/x for more", "a URL with a password"),
    ],
)
def test_a_value_is_known_by_its_form(value: str, what: str) -> None:
    assert shape(value) == what


@pytest.mark.parametrize(
    "value",
    [
        "",
        "postgres://app@db:5432/shop",
        "postgres://app:$(PASSWORD)@db/shop",
        "postgres://app:${PASSWORD}@db/shop",
        "https://example.com:8443/a@b",
        "-----BEGIN CERTIFICATE-----",
        "AKIA",
        "git@github.com:acme/web.git",
        "eyJust.a.sentence",
    ],
)
def test_an_ordinary_value_has_no_such_form(value: str) -> None:
    assert shape(value) is None


@pytest.mark.parametrize("value", ["hunter2", "changeme", "12345", "a/b+c=", "secret", "pässwört"])
def test_a_literal_is_a_secret_even_if_it_is_a_bad_one(value: str) -> None:
    assert is_literal(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "$X",
        "${X}",
        "$(X)",
        "{{ .Values.x }}",
        "<password>",
        "/run/secrets/x",
        "./x",
        "true",
        "None",
        "****",
        "xxxx",
        "https://vault.example.com/x",
        "vault:secret/data/x",
        "arn:aws:secretsmanager:eu:1:secret:x",
        "op://a/b",
    ],
)
def test_a_reference_a_switch_or_a_mask_is_no_secret(value: str) -> None:
    assert not is_literal(value)


def test_a_fault_never_repeats_the_value() -> None:
    for name, value in (("PASSWORD", "hunter2"), ("X", "ghp_" + "a1B2" * 9), ("", "redis://:hunter2@cache")):
        told = fault(name, value)
        assert told is not None
        assert value not in told
        assert "hunter2" not in told
    assert fault("USER", "hunter2") is None


def test_the_forms_are_found_in_linear_time() -> None:
    for hostile in (
        "a" * 200_000,
        "a+." * 70_000,
        "eyJ" + "a" * 200_000,
        "://" * 70_000,
        "a://" + ":" * 200_000,
    ):
        assert shape(hostile) is None


@pytest.mark.parametrize(
    ("name", "warned"),
    [
        ("AWS_ACCESS_KEY_ID", True),
        ("passwd", True),
        ("TOKEN_TTL", True),
        ("MONKEY", False),
        ("PUBLIC_KEY", False),
    ],
)
def test_buildkit_goes_by_any_word_of_the_name(name: str, warned: bool) -> None:  # noqa: FBT001 - an expected value
    assert buildkit_warns(name) is warned
