"""The configuration of an image (OCI image-spec 1.1, image configuration; Docker's container config JSON).

Labels, variables and the user are what an image says of itself: hostile text, kept as written, never run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from holdfast.errors import MalformedError
from holdfast.formats.oci import (
    ANNOTATION_LENGTH,
    ANNOTATIONS,
    CONFIG_BYTES,
    LAYERS,
    Manifest,
)
from holdfast.formats.strict_json import Node, load
from holdfast.model.digest import Digest
from holdfast.model.image import Descriptor, HistoryEntry, Image, Platform

WORDS = 10_000
"""Most entries of a list in a configuration: variables, arguments, ports, volumes, history."""

_ROOT = frozenset({"os", "architecture", "variant", "os.version", "os.features", "created", "author"}) | {
    "config",
    "rootfs",
    "history",
}
_RUN = frozenset(
    {"User", "Env", "Labels", "Entrypoint", "Cmd", "WorkingDir", "ExposedPorts", "Volumes", "OnBuild"}
    | {"Healthcheck", "StopSignal", "Shell", "ArgsEscaped"}
)
_HEALTH = frozenset({"Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"})
_ROOT_FILE_SYSTEM = frozenset({"type", "diff_ids"})
_HISTORY = frozenset({"created", "created_by", "author", "comment", "empty_layer"})


class Config(NamedTuple):
    """What a configuration says; the fields mean what those of `Image` mean."""

    platform: Platform
    user: str
    environment: tuple[str, ...]
    labels: Mapping[str, str]
    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    working_directory: str
    exposed_ports: tuple[str, ...]
    volumes: tuple[str, ...]
    onbuild: tuple[str, ...]
    healthcheck: bool
    diff_ids: tuple[Digest, ...]
    history: tuple[HistoryEntry, ...]
    created: str | None


def parse_config(data: bytes, what: str = "config") -> Config:
    """Parse an image configuration; raises `MalformedError` about `what`."""
    root = Node(load(data, what, CONFIG_BYTES), _ROOT, what)
    run = root.node("config", _RUN) or Node({}, _RUN, what)
    return Config(
        platform=_platform(root),
        user=run.text("User"),
        environment=run.texts("Env", WORDS),
        labels=run.texts_by_name("Labels", ANNOTATIONS, ANNOTATION_LENGTH),
        entrypoint=run.texts("Entrypoint", WORDS),
        command=run.texts("Cmd", WORDS),
        working_directory=run.text("WorkingDir"),
        exposed_ports=run.names("ExposedPorts", WORDS),
        volumes=run.names("Volumes", WORDS),
        onbuild=run.texts("OnBuild", WORDS),
        healthcheck=_healthcheck(run),
        diff_ids=_diff_ids(root),
        history=tuple(_history(node) for node in root.nodes("history", _HISTORY, WORDS)),
        created=root.text("created") or None,
    )


def image(  # noqa: PLR0913 - the parts that an image is put together from
    *,
    digest: Digest,
    index_digest: Digest | None,
    config_digest: Digest,
    config: Config,
    layers: tuple[Descriptor, ...],
    annotations: Mapping[str, str],
    references: tuple[str, ...],
) -> Image:
    """Put an image together; raises `MalformedError` where layers and `diff_ids` differ in number."""
    if len(layers) != len(config.diff_ids):
        raise MalformedError(
            f"the image has {len(layers)} layers, but its config names {len(config.diff_ids)} diff_ids"
        )
    return Image(
        digest=digest,
        index_digest=index_digest,
        config_digest=config_digest,
        layers=layers,
        annotations=annotations,
        references=references,
        **config._asdict(),
    )


def manifest_image(
    manifest: Manifest,
    config: Config,
    *,
    digest: Digest,
    index_digest: Digest | None,
    references: tuple[str, ...],
) -> Image:
    """Put the image of `manifest`, whose bytes have `digest`, and `config` together; raises as `image` does."""
    return image(
        digest=digest,
        index_digest=index_digest,
        config_digest=manifest.config.digest,
        config=config,
        layers=manifest.layers,
        annotations=manifest.annotations,
        references=references,
    )


def _platform(root: Node) -> Platform:
    for name in ("os", "architecture"):
        if not root.text(name):
            root.refuse(name, "is missing")
    return Platform(
        root.text("os"),
        root.text("architecture"),
        root.text("variant") or None,
        root.text("os.version") or None,
    )


def _healthcheck(run: Node) -> bool:
    """Tell whether there is a health check; `["NONE"]` switches one off, an empty list inherits none."""
    health = run.node("Healthcheck", _HEALTH)
    test = health.texts("Test", WORDS) if health is not None else ()
    return bool(test) and test[0] != "NONE"


def _diff_ids(root: Node) -> tuple[Digest, ...]:
    if (file_system := root.node("rootfs", _ROOT_FILE_SYSTEM)) is None:
        root.refuse("rootfs", "is missing")
    if file_system.text("type") != "layers":
        root.refuse("rootfs.type", "is not `layers`")
    found: list[Digest] = []
    for i, text in enumerate(file_system.texts("diff_ids", LAYERS)):
        try:
            found.append(Digest.parse(text))
        except MalformedError as error:
            root.refuse(f"rootfs.diff_ids[{i}]", f"is wrong: {error.message}", code=error.code)
    return tuple(found)


def _history(node: Node) -> HistoryEntry:
    return HistoryEntry(node.text("created_by"), node.flag("empty_layer"), node.text("comment"))
