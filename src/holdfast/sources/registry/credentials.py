"""Who we are to a registry: what Docker and containers' tools have stored, and nothing that is not stored for that host.

No credentials are guessed, taken from a cloud's metadata service, or given to a host whose name only looks alike.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from holdfast.errors import HoldfastError, MalformedError, SourceError
from holdfast.formats.strict_json import load
from holdfast.sources import files
from holdfast.sources.registry.access import DOCKER_HUB

CONFIG_BYTES = 1 << 20
HELPER_BYTES = 64 << 10
HELPER_SECONDS = 15.0
_HUB_KEY = "https://index.docker.io/v1/"
"""What Docker stores the credentials of its hub under (docker login)."""
_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_IDENTITY = "<token>"
"""User name by which a helper says that the secret is an identity token (docker-credential-helpers protocol)."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A user's name and password, or an identity token."""

    user: str
    password: str = field(repr=False)
    identity_token: str = field(default="", repr=False)

    @property
    def basic(self) -> str:
        """Return the value of an `Authorization` header (RFC 7617)."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


RunHelper = Callable[[str, str], bytes]
"""Runs the helper of that name for that host, and returns what it prints."""


class Credentials:
    """The credentials of one configuration file."""

    def __init__(self, path: str | None, run_helper: RunHelper | None = None) -> None:
        """Read `path` when it is first needed; `None` means that there are none."""
        self._path = path
        self._run = run_helper or _run_helper
        self._config: Mapping[str, Any] | None = None

    def of(self, registry: str, repository: str) -> Credential | None:
        """Return the credential stored for exactly `registry` (and the longest prefix of `repository`), if any.

        Raises `SourceError` or `MalformedError` where the configuration or a helper gives no answer: being anonymous
        instead would hide that.
        """
        config = self._loaded()
        helper = _mapping(config, "credHelpers").get(registry) or config.get("credsStore")
        if isinstance(helper, str) and helper:
            asked = self._ask(helper, _HUB_KEY if registry == DOCKER_HUB else registry)
            if asked is not None:
                return asked
        auths = _mapping(config, "auths")
        for key in _keys(registry, repository):
            if isinstance(entry := auths.get(key), dict) and (found := _stored(entry, key)) is not None:
                return found
        return None

    def _loaded(self) -> Mapping[str, Any]:
        if self._config is None:
            self._config = self._read()
        return self._config

    def _read(self) -> Mapping[str, Any]:
        if self._path is None:
            return {}
        try:
            data = files.read(self._path, CONFIG_BYTES)
        except SourceError as error:
            if error.code == "not-found":
                return {}
            raise
        value = load(data, f"the credentials in {self._path}", CONFIG_BYTES)
        if not isinstance(value, dict):
            raise MalformedError("the credentials are not a JSON object", subject=self._path)
        return value

    def _ask(self, helper: str, host: str) -> Credential | None:
        if _HELPER.fullmatch(helper) is None:
            raise MalformedError(f"not the name of a credential helper: {helper!r}", subject=self._path)
        printed = self._run(helper, host)
        if b"credentials not found" in printed:
            return None
        try:
            value = load(printed, f"the answer of docker-credential-{helper}", HELPER_BYTES)
        except HoldfastError:
            value = None
        if not isinstance(value, dict):
            raise SourceError(
                f"docker-credential-{helper} gives no credentials for {host}", code="credentials"
            )
        user, secret = str(value.get("Username", "")), str(value.get("Secret", ""))
        return Credential("", "", secret) if user == _IDENTITY else Credential(user, secret)


def default_path() -> str | None:
    """Return where the credentials of this user are: `REGISTRY_AUTH_FILE`, else Docker's `config.json`."""
    if chosen := os.environ.get("REGISTRY_AUTH_FILE"):
        return chosen
    folder = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")  # noqa: PTH111, PTH118 - plain texts, as in sources.files
    return os.path.join(folder, "config.json")  # noqa: PTH118 - as above


def _keys(registry: str, repository: str) -> list[str]:
    """Return the keys under which credentials may be stored, the closest first (containers-auth.json)."""
    parts = repository.split("/")
    paths = [f"{registry}/{'/'.join(parts[:count])}" for count in range(len(parts), 0, -1)]
    hub = [_HUB_KEY, "index.docker.io"] if registry == DOCKER_HUB else []
    urls = [f"https://{registry}{end}" for end in ("", "/", "/v1/", "/v2/")]
    return [*paths, registry, *hub, *urls]


def _stored(entry: Mapping[str, Any], key: str) -> Credential | None:
    token = entry.get("identitytoken")
    if isinstance(token, str) and token:
        return Credential("", "", token)
    encoded = entry.get("auth")
    if isinstance(encoded, str) and encoded:
        try:
            user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            colon = ""
        if not colon:
            raise MalformedError(f"the credentials stored for {key} cannot be decoded", code="credentials")
        return Credential(user, password.strip("\0"))
    name, secret = entry.get("username"), entry.get("password")
    return Credential(name, secret) if isinstance(name, str) and isinstance(secret, str) else None


def _mapping(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = node.get(name)
    return value if isinstance(value, dict) else {}


def _run_helper(helper: str, host: str) -> bytes:
    """Run `docker-credential-HELPER get`, which reads the host from its standard input."""
    import subprocess

    program = f"docker-credential-{helper}"
    try:
        ran = subprocess.run(  # noqa: S603 - the operator's own configuration names the program
            [program, "get"],
            input=host.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=HELPER_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise SourceError(
            f"{program} is not installed",
            code="credentials",
            hint="or remove it from the credentials' configuration",
        ) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"{program} does not answer: {type(error).__name__}", code="credentials") from None
    return ran.stdout
