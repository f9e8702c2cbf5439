"""Fixtures that several tests share: programs of others, as oracles."""

from __future__ import annotations

pytest_plugins = ["oracles.kubernetes", "oracles.kustomize"]
