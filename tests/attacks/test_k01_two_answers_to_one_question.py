"""K01, K02, K04: a reference is resolved by one request, and its digest is that of the bytes that this one brought."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest

from holdfast.errors import IntegrityError
from holdfast.gates.cli import run
from holdfast.model.reference import Reference
from images import digest
from registries import (
    CONFIG_BYTES,
    MANIFEST_BYTES,
    MANIFEST_DIGEST,
    Answer,
    Heard,
    client,
    hostile_registry,
    served,
)

OTHER = json.dumps(json.loads(MANIFEST_BYTES) | {"annotations": {"other": "yes"}}).encode()


def test_a_tag_that_means_something_else_each_time_is_asked_for_once(tmp_path: Path) -> None:
    answers: list[bytes] = []

    def script(heard: Heard) -> Answer:
        assert heard.method == "GET"
        data = json.dumps(json.loads(MANIFEST_BYTES) | {"annotations": {"n": str(len(answers))}}).encode()
        answers.append(data)
        return served(data)

    with hostile_registry(script) as registry:
        image = f"{registry.host}/web:1"
        (tmp_path / "Dockerfile").write_text(f"FROM {image}\nCOPY --from={image} / /\n")
        (tmp_path / "pod.yaml").write_text(
            f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: '{image}'}}]}}\n"
        )
        assert run(["pin", "--quiet", str(tmp_path), "--allow-private-registry", registry.host]) == 0
    (data,) = answers
    pinned = f"{image}@sha256:{hashlib.sha256(data).hexdigest()}"
    assert (tmp_path / "Dockerfile").read_text() == f"FROM {pinned}\nCOPY --from={pinned} / /\n"
    assert f"image: '{pinned}'" in (tmp_path / "pod.yaml").read_text()


def test_whatever_the_schedule_the_digest_is_that_of_the_bytes() -> None:
    rng = random.Random(1)
    with hostile_registry(lambda _: served(rng.choice((MANIFEST_BYTES, OTHER)))) as registry:
        one = client(registry.host)
        for _ in range(200):
            found = one.manifest(Reference.parse(f"{registry.host}/web:1"))
            assert str(found.digest) == f"sha256:{hashlib.sha256(found.data).hexdigest()}"


@pytest.mark.parametrize("stated", [digest(OTHER), "sha256:../../etc", "md5:00"])
def test_k02_a_header_that_states_another_digest_is_refused(stated: str) -> None:
    answer = served(Docker_Content_Digest=stated)
    with (
        hostile_registry(lambda _: answer) as registry,
        pytest.raises(IntegrityError, match="another digest"),
    ):
        client(registry.host).manifest(Reference.parse(f"{registry.host}/web:1"))


def test_k04_a_pinned_digest_always_wins() -> None:
    with hostile_registry(lambda _: served(OTHER)) as registry:
        with pytest.raises(IntegrityError, match="serves other bytes"):
            client(registry.host).manifest(Reference.parse(f"{registry.host}/web:1@{MANIFEST_DIGEST}"))
        assert registry.heard[0].path == f"/v2/web/manifests/{MANIFEST_DIGEST}"


def test_a_configuration_of_other_bytes_is_refused() -> None:
    from holdfast.sources.registry import RegistryImages

    def script(heard: Heard) -> Answer:
        return (
            Answer(200, {}, CONFIG_BYTES.replace(b"linux", b"LINUX")) if "/blobs/" in heard.path else served()
        )

    with hostile_registry(script) as registry, pytest.raises(IntegrityError, match="other bytes"):
        RegistryImages(client(registry.host)).find(Reference.parse(f"{registry.host}/web:1"), None)
