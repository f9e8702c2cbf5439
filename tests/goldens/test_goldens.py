"""The examples of the founding documents, each with what it is expected to get, written by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, NamedTuple

import pytest

from project import ROOT

NOW = "2026-01-01T00:00:00Z"


class Golden(NamedTuple):
    """What one file is expected to get, fault by fault: line, rule, and the enforcement in each profile."""

    file: str
    standard: str
    strict: str
    faults: dict[tuple[int, str], tuple[str | None, str | None]]
    """Enforcement under `standard` and under `strict`; `None` where the profile does not ask for it."""


WARNED = ("warn", "enforce")
REFUSED = ("enforce", "enforce")
STRICT_ONLY = (None, "enforce")
ADVISED = ("warn", "warn")
AUDITED = ("audit", "warn")
"""What only `strict` shows without being asked."""

GOLDENS = [
    Golden(
        "insecure.Dockerfile",
        "deny",
        "deny",
        {
            (1, "immutable/explicit-tag-required"): REFUSED,
            (1, "immutable/digest-required"): WARNED,
            (1, "sound/healthcheck-required"): AUDITED,
            (3, "sound/workdir-required"): ADVISED,
            (4, "hardened/non-root-image-required"): REFUSED,
        },
    ),
    Golden(
        "secure.Dockerfile",
        "allow",
        "deny",
        {
            (1, "immutable/digest-required"): WARNED,
            (1, "minimal/supported-base-image-required"): WARNED,
            (1, "sound/healthcheck-required"): AUDITED,
            (2, "hardened/known-user-required"): WARNED,
        },
    ),
    Golden(
        "insecure.yaml",
        "deny",
        "deny",
        {
            (11, "isolated/default-namespace-forbidden"): AUDITED,
            (14, "hardened/own-service-account-required"): AUDITED,
            (14, "hardened/token-automount-forbidden"): WARNED,
            (16, "hardened/ephemeral-storage-limit-required"): AUDITED,
            (16, "hardened/liveness-probe-required"): AUDITED,
            (16, "hardened/readiness-probe-required"): AUDITED,
            (16, "hardened/resource-limits-required"): WARNED,
            (16, "hardened/resource-requests-required"): WARNED,
            (17, "immutable/digest-required"): WARNED,
            (17, "immutable/explicit-tag-required"): REFUSED,
            (18, "hardened/capabilities-drop-required"): WARNED,
            (18, "hardened/privilege-escalation-forbidden"): WARNED,
            (18, "hardened/read-only-root-filesystem-required"): WARNED,
            (18, "hardened/run-as-non-root-required"): STRICT_ONLY,
            (18, "hardened/seccomp-profile-required"): WARNED,
            (19, "hardened/privileged-forbidden"): REFUSED,
            (20, "hardened/root-user-forbidden"): REFUSED,
        },
    ),
    Golden(
        "secure.yaml",
        "allow",
        "deny",
        {
            (11, "isolated/default-namespace-forbidden"): AUDITED,
            (14, "hardened/own-service-account-required"): AUDITED,
            (14, "hardened/token-automount-forbidden"): WARNED,
            (16, "hardened/ephemeral-storage-limit-required"): AUDITED,
            (16, "hardened/liveness-probe-required"): AUDITED,
            (16, "hardened/readiness-probe-required"): AUDITED,
            (16, "immutable/fresh-pull-required"): AUDITED,
            (16, "hardened/resource-limits-required"): WARNED,
            (16, "hardened/resource-requests-required"): WARNED,
            (17, "immutable/digest-required"): WARNED,
            (17, "minimal/supported-base-image-required"): WARNED,
            (18, "hardened/capabilities-drop-required"): WARNED,
            (18, "hardened/privilege-escalation-forbidden"): WARNED,
            (18, "hardened/read-only-root-filesystem-required"): WARNED,
            (18, "hardened/run-as-non-root-required"): STRICT_ONLY,
            (18, "hardened/seccomp-profile-required"): WARNED,
        },
    ),
    Golden(
        "readonly.yaml",
        "deny",
        "deny",
        {
            (3, "isolated/default-namespace-forbidden"): AUDITED,
            (5, "hardened/own-service-account-required"): AUDITED,
            (5, "hardened/token-automount-forbidden"): WARNED,
            (7, "hardened/ephemeral-storage-limit-required"): AUDITED,
            (7, "hardened/liveness-probe-required"): AUDITED,
            (9, "hardened/high-user-required"): AUDITED,
            (7, "hardened/readiness-probe-required"): AUDITED,
            (7, "hardened/resource-limits-required"): WARNED,
            (7, "hardened/resource-requests-required"): WARNED,
            (8, "immutable/digest-required"): WARNED,
            (8, "immutable/explicit-tag-required"): REFUSED,
            (9, "hardened/capabilities-drop-required"): WARNED,
            (9, "hardened/privilege-escalation-forbidden"): WARNED,
            (9, "hardened/run-as-non-root-required"): WARNED,
            (9, "hardened/seccomp-profile-required"): WARNED,
        },
    ),
]


def checked(file: str, profile: str, *options: str) -> tuple[int, dict[str, Any]]:
    """Run `holdfast check` on a golden file and return the exit code and the report."""
    subject = f"examples/golden/{file}"
    command = [sys.executable, "-m", "holdfast", "check", subject, "--profile", profile]
    command += ["--now", NOW, "--format", "json", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.file)
@pytest.mark.parametrize("profile", ["standard", "strict"])
def test_a_golden_file_gets_each_of_its_faults_once_and_on_its_line(golden: Golden, profile: str) -> None:
    code, report = checked(golden.file, profile)
    verdict = golden.standard if profile == "standard" else golden.strict
    place = 0 if profile == "standard" else 1

    (subject,) = report["subjects"]
    found = sorted(
        (f["location"]["line"], f["rule"], f["outcome"], f["enforcement"]) for f in subject["findings"]
    )
    assert found == sorted(
        (line, rule, "violated", enforcement)
        for (line, rule), enforcements in golden.faults.items()
        if (enforcement := enforcements[place]) is not None
    )
    assert (report["verdict"], subject["verdict"]) == (verdict, verdict)
    assert code == (0 if verdict == "allow" else 1)
    assert subject["missing"] == []


def test_the_read_only_root_of_the_example_pod_is_seen() -> None:
    _, report = checked("readonly.yaml", "standard", "--all")
    (subject,) = report["subjects"]
    outcomes = {f["rule"]: f["outcome"] for f in subject["findings"]}
    assert outcomes["hardened/read-only-root-filesystem-required"] == "satisfied"
    assert outcomes["hardened/privileged-forbidden"] == "satisfied"
    assert outcomes["immutable/digest-required"] == "violated"


def test_what_the_secure_examples_lack_is_said_in_words() -> None:
    _, deployment = checked("secure.yaml", "standard")
    _, dockerfile = checked("secure.Dockerfile", "standard")
    said = " / ".join(
        finding["message"]
        for report in (deployment, dockerfile)
        for finding in report["subjects"][0]["findings"]
    )
    for fact in (
        "alpine:3.14 has no digest",
        "2023-05-01",
        "2023-11-01",
        "userone",
        "limit",
        "escalation",
        "writable",
    ):
        assert fact in said
