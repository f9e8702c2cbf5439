"""Registries of the OCI distribution specification 1.1 and Docker's: manifests and configurations, read only.

One GET per reference, and everything rests on those very bytes. Credentials stay with the host that they belong to.
"""

from __future__ import annotations

from holdfast.sources.registry.access import Access
from holdfast.sources.registry.client import Fetched, Registry
from holdfast.sources.registry.images import RegistryImages

__all__ = ["Access", "Fetched", "Registry", "RegistryImages"]
