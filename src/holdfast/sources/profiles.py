"""The policy profiles that come with the package, as bytes."""

from __future__ import annotations

from pathlib import Path

from holdfast.errors import ConfigurationError

_FOLDER = Path(__file__).parent.parent / "policy" / "profiles"


def names() -> tuple[str, ...]:
    """Return the names of the built-in profiles, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def read(name: str) -> bytes:
    """Return the document of profile `name`; raises `ConfigurationError` that lists what there is."""
    if name not in names():
        raise ConfigurationError(
            f"there is no profile {name!r}", code="unknown-profile", hint=f"use one of {', '.join(names())}"
        )
    return (_FOLDER / f"{name}.yaml").read_bytes()
