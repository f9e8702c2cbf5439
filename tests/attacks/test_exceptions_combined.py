"""Two exceptions, each harmless, that together let through what neither covers (GHSA-gg4x-fgg2-h9w9, Kyverno)."""

from __future__ import annotations

from holdfast.model.verdict import Verdict
from policies import PRIVILEGED, finding, judged, pod, policy, use

WAIVER = "owner: o, reason: r, ticket: T, granted: 2026-01-01, expires: 2026-02-01}"
BODY = f"""\
rules: {{{PRIVILEGED}: enforce}}
waivers:
  entries:
  - {{rule: {PRIVILEGED}, match: {{namespaces: [build], images: [ghcr.io/acme/builder]}}, {WAIVER}
  - {{rule: {PRIVILEGED}, match: {{namespaces: [prod], images: [ghcr.io/acme/driver]}}, {WAIVER}
"""


def test_a_namespace_of_one_and_an_image_of_the_other_are_not_enough() -> None:
    driver = pod("build", images=(use("web", "ghcr.io/acme/driver:1"),))
    assert judged(policy(BODY), (PRIVILEGED, finding()), subject=driver).verdict is Verdict.DENY


def test_a_harmless_image_beside_it_does_not_lend_its_waiver() -> None:
    both = (use("web", "ghcr.io/acme/builder:1"), use("evil", "docker.io/evil/miner:1"))
    beside = pod("build", images=both)
    assert (
        judged(policy(BODY), (PRIVILEGED, finding(container="evil")), subject=beside).verdict is Verdict.DENY
    )
    assert judged(policy(BODY), (PRIVILEGED, finding(container=None)), subject=beside).verdict is Verdict.DENY
    assert (
        judged(policy(BODY), (PRIVILEGED, finding(container="web")), subject=beside).verdict is Verdict.ALLOW
    )


def test_a_container_does_not_borrow_anothers_name() -> None:
    twins = pod("build", images=(use("web", "ghcr.io/acme/builder:1"), use("web", "docker.io/evil/miner:1")))
    assert judged(policy(BODY), (PRIVILEGED, finding()), subject=twins).verdict is Verdict.DENY
