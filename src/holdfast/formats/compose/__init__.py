"""Compose files (https://github.com/compose-spec/compose-spec): each service as a workload."""

from __future__ import annotations

from holdfast.formats.compose.project import Service, is_compose, is_named_compose, services

__all__ = ["Service", "is_compose", "is_named_compose", "services"]
