"""The volumes of a service, in their short and their long form, as those of a pod."""

from __future__ import annotations

import re
from typing import Any

from holdfast.formats.compose.layers import Layers

_PARTS = re.compile(r"((?:[A-Za-z]:[\\/])?[^:]*)(?::((?:[A-Za-z]:[\\/])?[^:]*))?(?::([^:]*))?")
_PATH = re.compile(r"[./~\\]|[A-Za-z]:[\\/]")
_MOUNTS = "/spec/containers/0/volumeMounts"

Tree = dict[str, Any]


def volumes(service: Layers, places: dict[str, str]) -> tuple[list[Tree], list[Tree]]:
    """Return the volumes and their mounts, noting in `places` where each is written."""
    found: list[Tree] = []
    mounts: list[Tree] = []
    short = [(_short(text), pointer) for text, pointer in service.texts("volumes")]
    long = [(_long(each.value), each.pointer) for each in service.mappings("volumes")]
    for (source, target, read_only), pointer in (*short, *long):
        number = len(found)
        places[f"/spec/volumes/{number}"] = places[f"{_MOUNTS}/{number}"] = pointer
        found.append({"name": target, **source})  # one name per volume, so that each mount finds its own
        mounts.append({"name": target, "mountPath": target, "readOnly": read_only})
    return found, mounts


def _short(text: str) -> tuple[Tree, str, bool]:
    """Read `[SOURCE:]TARGET[:MODE]`: a source that is a path is the host's, any other one a volume's name."""
    parts = _PARTS.fullmatch(text)
    first, second, mode = parts.groups() if parts is not None else (text, None, None)
    if second is None:
        return {}, first, False
    source = {"hostPath": {"path": first}} if _PATH.match(first) else {"volume": {}}
    return source, second, "ro" in (mode or "").split(",")


def _long(node: Tree) -> tuple[Tree, str, bool]:
    """Read the long form, of type `bind`, `volume`, `tmpfs`, `image` and others."""
    kind, written = node.get("type"), node.get("source")
    source: Tree = {}
    if kind == "bind":
        source = {"hostPath": {"path": str(written)}}
    elif kind == "image":
        source = {"image": {"reference": written}}
    elif kind == "volume":
        source = {"volume": {}}
    return source, str(node.get("target") or ""), node.get("read_only") is True
