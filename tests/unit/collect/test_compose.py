from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from holdfast.collect import documents
from holdfast.collect.collected import Collected
from holdfast.collect.documents import Found, Reading
from holdfast.model.tree import locate
from holdfast.model.verdict import SubjectKind
from holdfast.model.workload import Dialect, Workload
from holdfast.policy.evaluate import judges
from holdfast.rules import catalogue
from holdfast.rules.kit import Context
from holdfast.sources.files import Candidate

DIGEST = f"sha256:{'a' * 64}"
HARDENED = f"""\
services:
  web:
    image: ghcr.io/acme/web:1.4@{DIGEST}
    user: "1000:1000"
    read_only: true
    cap_drop: [ALL]
    cap_add: [NET_BIND_SERVICE]
    security_opt: ["no-new-privileges:true"]
    environment: {{MODE: prod, DB_PASSWORD: "$DB_PASSWORD", TOKEN: null}}
    volumes: ["data:/data", "./src:/src:ro"]
    ports: ["80:80"]
    deploy: {{resources: {{limits: {{cpus: "1", memory: 64M}}}}}}
volumes: {{data: {{}}}}
"""
BARE = f"services: {{web: {{image: 'ghcr.io/acme/web:1.4@{DIGEST}'}}}}"
OPEN = """\
services:
  web:
    image: alpine:3.4
    privileged: true
    user: root
    network_mode: host
    cap_add:
    - SYS_ADMIN
    security_opt:
    - seccomp:unconfined
    - apparmor:unconfined
    - systempaths=unconfined
    - label:disable
    - no-new-privileges:false
    volumes:
    - /var/run/docker.sock:/s
    - {type: image, source: alpine, target: /b}
    ports: ["22:22"]
    environment:
    - DB_PASSWORD=hunter2
"""
LACKING = {
    "hardened/capabilities-drop-required",
    "hardened/privilege-escalation-forbidden",
    "hardened/read-only-root-filesystem-required",
    "hardened/resource-limits-required",
}
PLACES = {
    "hardened/added-capabilities-limited": 8,
    "hardened/app-armor-override-forbidden": 11,
    "hardened/capabilities-drop-required": 2,
    "hardened/host-namespaces-forbidden": 6,
    "hardened/privilege-escalation-forbidden": 14,
    "hardened/privileged-forbidden": 4,
    "hardened/read-only-root-filesystem-required": 2,
    "hardened/resource-limits-required": 2,
    "hardened/root-user-forbidden": 5,
    "hardened/runtime-socket-forbidden": 16,
    "hardened/se-linux-options-limited": 13,
    "hardened/seccomp-unconfined-forbidden": 10,
    "hardened/ssh-port-forbidden": 18,
    "hardened/unmasked-proc-forbidden": 12,
    "immutable/explicit-tag-required": 17,
    "immutable/digest-required": 3,
    "minimal/secret-free-environment-required": 20,
    "minimal/supported-base-image-required": 3,
}
NEED_A_LIST = {"immutable/approved-registry-required"}
"""Rules that find something in every document until the policy has given them a list."""


def collect(folder: Path, text: str, name: str = "compose.yaml", *, named: bool = False) -> Found:
    path = folder / name
    path.write_text(text)
    return documents.collect(Candidate(str(path), named), Reading())


def spoken(subject: Collected) -> dict[str, set[int]]:
    """Return the lines on which each rule of the catalogue finds something."""
    found: dict[str, set[int]] = {}
    assert isinstance(subject.evidence, Workload)
    for rule in catalogue().values():
        if judges(rule, subject.evidence) and rule.id not in NEED_A_LIST:
            for finding in rule.check(subject.evidence, Context(rule.parameters(), date(2026, 1, 1))):
                assert isinstance(finding.at, str)
                line = locate(subject.root, subject.pointer(finding.at)).line
                found.setdefault(rule.id, set()).add(line)
    return found


def only(found: Found) -> Collected:
    (subject,) = found.subjects
    return subject


def test_every_rule_is_silent_on_a_hardened_service(tmp_path: Path) -> None:
    assert spoken(only(collect(tmp_path, HARDENED))) == {}


def test_what_only_kubernetes_has_is_not_missed_in_a_service(tmp_path: Path) -> None:
    assert spoken(only(collect(tmp_path, BARE))).keys() == LACKING


def test_each_fault_of_a_service_is_found_where_it_is_written(tmp_path: Path) -> None:
    found = spoken(only(collect(tmp_path, OPEN)))
    assert {rule: min(lines) for rule, lines in found.items()} == PLACES
    assert {rule for rule, lines in found.items() if len(lines) > 1} == {"immutable/digest-required"}


def test_rules_that_hold_for_compose_say_so() -> None:
    stated = {rule.id for rule in catalogue().values() if Dialect.COMPOSE in rule.dialects}
    assert stated == PLACES.keys() | NEED_A_LIST


def test_a_remedy_speaks_of_what_a_compose_file_has() -> None:
    kubernetes = re.compile(
        r"securityContext|runAs|capabilities\.|hostP|hostN|seccompP|procMount|allowP|readOnlyR"
    )
    for rule in catalogue().values():
        if Dialect.COMPOSE in rule.dialects:
            assert not kubernetes.search(rule.fix_in(Dialect.COMPOSE)), rule.id


def test_a_service_is_a_subject_of_its_own(tmp_path: Path) -> None:
    subject = only(collect(tmp_path, BARE)).subject
    assert (subject.kind, subject.name, subject.namespace) == (
        SubjectKind.WORKLOAD,
        "compose Service web",
        None,
    )
    assert subject.digest is not None


def test_what_extends_another_file_is_undecided(tmp_path: Path) -> None:
    found = only(collect(tmp_path, "services: {web: {extends: {file: a.yml, service: b}}}"))
    assert found.evidence is None
    assert ["a.yml" in missing.reason for missing in found.missing] == [True]


def test_what_completes_another_file_is_skipped_and_undecided_where_it_is_named(tmp_path: Path) -> None:
    text = "services: {web: {ports: ['80:80']}}"
    found = collect(tmp_path, text, "compose.override.yaml")
    assert (len(found.subjects), len(found.skipped)) == (0, 1)
    named = only(collect(tmp_path, text, "compose.override.yaml", named=True))
    assert "docker compose config" in named.missing[0].reason


@pytest.mark.parametrize("text", ["services: {a: 1}", "services: {web: {image: a}, b: null}"])
def test_a_service_that_is_no_mapping_is_undecided(tmp_path: Path, text: str) -> None:
    assert any(subject.missing for subject in collect(tmp_path, text).subjects)


def test_a_waiver_stands_in_a_label(tmp_path: Path) -> None:
    said = "hardened/x owner=a ticket=T-1 expires=2026-03-01 reason=why"
    text = f"services: {{web: {{image: a, labels: {{holdfast.dev/waive: '{said}'}}}}}}"
    (request,) = only(collect(tmp_path, text)).requests
    assert request.rule == "hardened/x"
