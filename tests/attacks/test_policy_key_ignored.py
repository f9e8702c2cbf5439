"""A key that is accepted and has no effect: who wrote it believes to be safe (GHSA-52v5-jr5w-gjxr, CVE-2025-29778)."""

from __future__ import annotations

import pytest

from holdfast.errors import ConfigurationError
from policies import HOST, PRIVILEGED, document

WAIVER = (
    f"waivers: {{entries: [{{rule: {HOST}, match: {{namespaces: [a]}}, owner: o, reason: r, ticket: T,"
    " granted: 2026-01-01, expires: 2026-02-01%s}]}"
)


@pytest.mark.parametrize(
    "body",
    [
        "extends: [standard]\nenforcment: enforce",
        f"rules: {{{PRIVILEGED}: {{enforcement: enforce, paramters: {{}}}}}}",
        f"rules: {{{PRIVILEGED}: {{enforcement: enforce, parameters: {{strict: true}}}}}}",
        f"extends: [standard]\noverrides: [{{match: {{namespace: [a]}}, rules: {{{HOST}: warn}}}}]",
        f"extends: [standard]\noverrides: [{{match: {{namespaces: [a]}}, unless: {{}}, rules: {{{HOST}: warn}}}}]",
        "extends: [standard]\nundecided: {audit: deny}",
        "extends: [standard]\nwaivers: {maximumHours: 1}",
        "extends: [standard]\n" + WAIVER % ", until: 2026-01-02",
        "extends: [standard]\nworkloads: [{apiVersion: a, kind: b, template: /c, optional: true}]",
    ],
)
def test_a_key_that_nobody_reads_is_refused(body: str) -> None:
    with pytest.raises(ConfigurationError):
        document(body)
