"""The policy profiles that come with the package, as bytes."""

from __future__ import annotations

import os

from holdfast.errors import ConfigurationError

# Plain paths: `pathlib` and what it imports would be a fortieth of the start-up.
_FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "policy", "profiles")  # noqa: PTH118, PTH120
_SUFFIX = ".yaml"


def names() -> tuple[str, ...]:
    """Return the names of the built-in profiles, sorted."""
    listing = os.listdir(_FOLDER)  # noqa: PTH208 - as above
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in listing if name.endswith(_SUFFIX)))


def read(name: str) -> bytes:
    """Return the document of profile `name`; raises `ConfigurationError` that lists what there is."""
    if name not in names():
        raise ConfigurationError(
            f"there is no profile {name!r}", code="unknown-profile", hint=f"use one of {', '.join(names())}"
        )
    with open(os.path.join(_FOLDER, name + _SUFFIX), "rb") as file:  # noqa: PTH118, PTH123 - as above
        return file.read()
