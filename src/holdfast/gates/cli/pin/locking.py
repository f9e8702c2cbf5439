"""The lock that `--lock` names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime

from holdfast.errors import ConfigurationError, SourceError
from holdfast.formats import lock
from holdfast.formats.lock import Locked
from holdfast.model.reference import Reference
from holdfast.remedy.pin import Resolved
from holdfast.sources import files


def read(path: str | None) -> Sequence[Locked]:
    """Return what the lock holds; one that is not there yet is empty. Raises `ConfigurationError`."""
    if path is None or not os.path.lexists(path):
        return ()
    try:
        return lock.parse(files.read(path), path)
    except SourceError as error:
        raise ConfigurationError(f"the lock cannot be read: {error}", code="bad-option") from None


def write(path: str | None, resolved: Mapping[Reference, Resolved], now: datetime) -> None:
    """Add to the lock what was `resolved`; an entry that says the same keeps its time. Raises `ConfigurationError`."""
    if path is None:
        return
    held = {entry.reference: entry for entry in read(path)}
    for reference, (digest, source) in resolved.items():
        if reference not in held or held[reference].digest != digest:
            moment = now.isoformat().replace("+00:00", "Z")
            held[reference] = Locked(reference, digest, moment, source)
    data = lock.render(held.values(), as_json=path.lower().endswith(".json"))
    try:
        files.write(path, iter((data,)))
    except SourceError as error:
        raise ConfigurationError(f"the lock cannot be written: {error}", code="bad-option") from None
