"""ConfigMaps and Secrets (core/v1) that are written down with secrets in them: which keys, never which values.

A Secret whose content is somewhere else is none: SealedSecret and ExternalSecret are other kinds, a file that SOPS has
encrypted says so, and a placeholder (`<path:...>`, `${PASSWORD}`, `ref+vault://...`) is filled in by a secret manager.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.formats.kubernetes.values import Node, mapping, text, text_map
from holdfast.model.namespace import Credentials
from holdfast.model.secret_shapes import fault, shape

MOST_KEYS = 1_000
"""Keys of one object that are looked at."""
MOST_LINES = 2_000
"""Lines of one value that are looked at."""
_LINE = re.compile(r"[ \t]*[\"']?([A-Za-z][\w.-]{0,120})[\"']?[ \t]*[=:][ \t]*[\"']?([^\"'\n]{1,512})")
_PLACEHOLDER = re.compile(r"\s*$|.*(?:\$\(|\$\{|\{\{|<[^<>\n]{1,200}>)|\s*(?:ENC\[|ref\+|vault:|op://|arn:)")
_BEGINNING = 4_096
"""Characters of a Secret's value in which a placeholder is looked for."""
_PUBLIC = frozenset(
    ("ca.crt", "tls.crt", "ca.pem", "cert.pem", "ca-bundle.crt", "namespace", "username", "user")
)
"""Keys of a Secret that hold nothing secret."""
_ISSUED = frozenset(("kubernetes.io/service-account-token",))
"""Types of Secret whose content the cluster writes."""


def config_map(node: Node, name: str, path: str, line: int) -> Credentials | None:
    """Return what is secret in the ConfigMap `node`, `None` for nothing."""
    faults = list(_configured(text_map(node, "data")))
    return Credentials("ConfigMap", name, tuple(faults), path, line) if faults else None


def secret(node: Node, name: str, path: str, line: int) -> Credentials | None:
    """Return what is written in plain, or merely encoded, in the Secret `node`, `None` for nothing."""
    if "sops" in node or text(node, "type") in _ISSUED:
        return None
    written = [*mapping(node, "data").items(), *mapping(node, "stringData").items()][:MOST_KEYS]
    faults = tuple(f"{key} stands in the file" for key, value in written if _is_given(key, value))
    return Credentials("Secret", name, faults, path, line) if faults else None


def _is_given(key: str, value: object) -> bool:
    if not isinstance(value, str):
        return value is not None
    return key not in _PUBLIC and _PLACEHOLDER.match(value[:_BEGINNING]) is None


def _configured(data: dict[str, str]) -> Iterator[str]:
    for key, value in list(data.items())[:MOST_KEYS]:
        if (why := fault(key, value) if "\n" not in value.strip() else _in_file(key, value)) is not None:
            yield why


def _in_file(key: str, value: str) -> str | None:
    """Return what is wrong with a value that is a whole file: the first of its settings that holds a secret."""
    if (what := shape(value)) is not None:
        return f"{key} holds {what}"
    for line in value.splitlines()[:MOST_LINES]:
        setting = _LINE.match(line)
        if setting is not None and (why := fault(setting[1], setting[2].strip())) is not None:
            return f"{key}: {why}"
    return None
