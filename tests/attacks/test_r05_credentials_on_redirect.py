"""R01, R05: credentials belong to one scheme, host and port, and no redirect carries them anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import SourceError
from holdfast.model.reference import Reference
from registries import MANIFEST_DIGEST, Answer, Heard, auths, client, hostile_registry, served

CHALLENGE = {"WWW-Authenticate": 'Basic realm="x"'}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_redirect_to_another_port_or_host_carries_no_credentials(
    status: int, name: str, tmp_path: Path
) -> None:
    with hostile_registry(lambda _: served()) as sink:
        onward = f"{name}:{sink.host[10:]}"

        def script(heard: Heard) -> Answer:
            if heard.authorization is None:
                return Answer(401, CHALLENGE)
            return Answer(status, {"Location": f"http://{onward}/stolen"})

        with hostile_registry(script) as registry:
            auth = auths(tmp_path / "auth.json", {registry.host: "user:secret"})
            found = client(registry.host, onward, auth=auth).manifest(
                Reference.parse(f"{registry.host}/web:1")
            )
            assert registry.heard[-1].authorization == "Basic dXNlcjpzZWNyZXQ="
        assert str(found.digest) == MANIFEST_DIGEST
        assert [heard.path for heard in sink.heard] == ["/stolen"]
        assert {"authorization", "cookie", "proxy-authorization"}.isdisjoint(sink.heard[0].headers)


def test_a_host_behind_a_redirect_gets_no_answer_to_its_own_challenge(tmp_path: Path) -> None:
    with hostile_registry(lambda _: Answer(401, CHALLENGE)) as sink:
        with hostile_registry(lambda _: Answer(307, {"Location": f"http://{sink.host}/x"})) as registry:
            auth = auths(tmp_path / "auth.json", {registry.host: "user:secret", sink.host: "user:other"})
            with pytest.raises(SourceError):
                client(registry.host, sink.host, auth=auth).manifest(
                    Reference.parse(f"{registry.host}/web:1")
                )
        assert [heard.authorization for heard in sink.heard] == [None]


def test_redirects_end() -> None:
    def script(heard: Heard) -> Answer:
        return Answer(302, {"Location": f"{heard.path}x"})

    with hostile_registry(script) as registry:
        with pytest.raises(SourceError, match="redirects more than 3 times"):
            client(registry.host).manifest(Reference.parse(f"{registry.host}/web:1"))
        assert len(registry.heard) == 4


@pytest.mark.parametrize(
    "location",
    ["http://evil.example/\r\nX: y", "http://a b/", "gopher://x/", "http://u:p@x/", "http:///x", ""],
)
def test_r22_a_location_that_is_no_url_is_refused(location: str) -> None:
    from holdfast.errors import HoldfastError
    from holdfast.sources.registry.connection import Target, target

    at = Target("https", "registry.example", 443, "/v2/")
    if location:
        with pytest.raises(HoldfastError):
            target(location, at)
    else:
        assert target(location, at).origin == at.origin
