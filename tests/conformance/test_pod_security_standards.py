"""Pod Security Standards: the profiles against the upstream library, for every release and both levels.

The library (`tests/oracles/podsecurity`) is the oracle. Every pod here is one that an API server would take: what
the server refuses before admission (a volume of two types) or fills in (a volume of none) is not upstream's to say.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import holdfast.policy
from holdfast.formats import json_tree, kubernetes, yaml_tree
from holdfast.model.tree import Mapping, Value
from holdfast.model.workload import Workload
from holdfast.rules import find
from holdfast.rules.kit import NEWEST_RELEASE, Context, Release, Rule
from pods import HARDENED, Pod, pod_with, random_pod, systematic

ORACLE = Path(__file__).parent.parent / "oracles" / "podsecurity"
PROFILES = Path(holdfast.policy.__file__).parent / "profiles"
RELEASES: list[Release] = [(1, minor) for minor in range(NEWEST_RELEASE[1] + 1)]
LEVELS = ("baseline", "restricted")
CONTROLS = {
    "hardened/added-capabilities-limited": "capabilities",
    "hardened/app-armor-override-forbidden": "appArmorProfile",
    "hardened/capabilities-drop-required": "capabilities",
    "hardened/host-namespaces-forbidden": "hostNamespaces",
    "hardened/host-path-forbidden": "volumes",
    "hardened/host-ports-forbidden": "hostPorts",
    "hardened/host-probes-forbidden": "hostProbesAndHostLifecycle",
    "hardened/host-process-forbidden": "windowsHostProcess",
    "hardened/privilege-escalation-forbidden": "allowPrivilegeEscalation",
    "hardened/privileged-forbidden": "privileged",
    "hardened/root-user-forbidden": "runAsUser",
    "hardened/run-as-non-root-required": "runAsNonRoot",
    "hardened/se-linux-options-limited": "seLinuxOptions",
    "hardened/seccomp-profile-required": "seccompProfile",
    "hardened/seccomp-unconfined-forbidden": "seccompProfile",
    "hardened/unmasked-proc-forbidden": "procMount",
    "hardened/unsafe-sysctls-forbidden": "sysctls",
    "hardened/volume-types-limited": "volumes",
}
"""Which of upstream's controls a rule stands for; upstream's own ids add the level to some."""


def built() -> Path:
    """Return the oracle's program, built once per version of its source outside the tree."""
    if shutil.which("go") is None:
        message = "go is not installed (Debian: golang-go); without it Pod Security Standards have no oracle"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    sources = sorted(path for path in ORACLE.iterdir() if path.is_file())
    version = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    program = cache_home / "holdfast-tests" / f"podsecurity-{version}"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        part = program.with_suffix(f".{os.getpid()}")
        subprocess.run(
            ["go", "build", "-trimpath", "-o", str(part), "."], cwd=ORACLE, check=True, timeout=600
        )
        part.replace(program)
    return program


def upstream(pods: list[Pod], level: str, versions: list[str]) -> list[list[set[str]]]:
    """Return, per pod and version, the controls that upstream finds violated."""
    asked = "".join(json.dumps({"pod": pod, "level": level, "versions": versions}) + "\n" for pod in pods)
    done = subprocess.run([built()], input=asked, capture_output=True, text=True, check=True, timeout=300)
    return [
        [{control(check) for check in failed} for failed in json.loads(line)]
        for line in done.stdout.splitlines()
    ]


def control(check: str) -> str:
    """Return the control behind an upstream check, whatever level it has it for."""
    check = check.removesuffix("_baseline").removesuffix("_restricted")
    return "volumes" if check in {"hostPathVolumes", "restrictedVolumes"} else check


@cache
def profile(level: str) -> tuple[tuple[Rule, Any], ...]:
    """Return the rules of `pss-LEVEL`, with their parameters as the profile states them."""
    (document,) = yaml_tree.documents((PROFILES / f"pss-{level}.yaml").read_bytes(), path=level)
    assert isinstance(document, Mapping)
    rules = document["rules"]
    assert isinstance(rules, Mapping)
    return tuple(_selected(name, settings) for name, settings in rules.items())


def _selected(name: str, settings: Value) -> tuple[Rule, Any]:
    rule = find(name)
    assert rule is not None, name
    assert isinstance(settings, Mapping)
    assert settings["enforcement"] == "enforce"
    parameters = settings.get("parameters", Mapping())
    assert isinstance(parameters, Mapping)
    return rule, rule.parameters(**parameters)


def violated(workload: Workload, level: str, release: Release) -> set[str]:
    """Return the controls that the profile's rules find violated."""
    return {
        CONTROLS[rule.id]
        for rule, parameters in profile(level)
        for _ in rule.check(workload, Context(parameters, date(2026, 1, 1), release))
    }


def workload(pod: Pod) -> Workload:
    """Read `pod` as the gates do."""
    document = {"apiVersion": "v1", "kind": "Pod", **pod}
    (found,) = kubernetes.read(json_tree.parse(json.dumps(document).encode(), path="pod"))
    (result,) = found.workloads
    return result


def assert_same(pods: list[Pod]) -> None:
    """Compare both levels at every release."""
    workloads = [workload(pod) for pod in pods]
    versions = [f"v{major}.{minor}" for major, minor in RELEASES]
    for level in LEVELS:
        answers = upstream(pods, level, versions)
        assert len(answers) == len(pods)
        for pod, read, answer in zip(pods, workloads, answers, strict=True):
            ours = [violated(read, level, release) for release in RELEASES]
            assert named(ours, read) == named(answer, read), f"{level}: {json.dumps(pod)}"


def named(answers: list[set[str]], read: Workload) -> list[set[str]]:
    """Leave out host ports where `hostNetwork`, a violation of the same level, implies them: Holdfast names one fault."""
    return [answer - {"hostPorts"} for answer in answers] if read.pod.host_network else answers


def test_every_value_of_every_control_is_judged_like_upstream_at_every_release() -> None:
    assert_same(list(systematic()))


def test_random_pods_are_judged_like_upstream_at_every_release() -> None:
    dice = random.Random(20260101)
    count = int(os.environ.get("HOLDFAST_TEST_PODS", "200"))
    assert_same([random_pod(dice) for _ in range(count)])


def test_latest_and_releases_to_come_are_judged_as_the_newest_known() -> None:
    pods = list(systematic())[::7]
    for level in LEVELS:
        for pod, answers in zip(pods, upstream(pods, level, ["latest", "v1.99"]), strict=True):
            newest = violated(workload(pod), level, NEWEST_RELEASE)
            assert answers == [newest, newest]
            assert violated(workload(pod), level, (1, 99)) == newest


def test_the_newest_release_is_the_one_of_the_library() -> None:
    required = re.search(r"k8s\.io/pod-security-admission v0\.(\d+)\.", (ORACLE / "go.mod").read_text())
    assert required is not None
    assert (1, int(required[1])) == NEWEST_RELEASE


def test_every_control_of_upstream_can_be_violated_here() -> None:
    assert {CONTROLS[rule.id] for rule, _ in profile("restricted")} == set(CONTROLS.values())
    everything = upstream(list(systematic()), "restricted", ["v1.0", "v1.37"])
    assert {name for answers in everything for failed in answers for name in failed} == set(CONTROLS.values())


def test_a_volume_of_no_type_is_an_empty_directory() -> None:
    read = workload(pod_with(HARDENED, volumes=[{"name": "v"}, {"name": "w", "hostPath": None}]))
    assert violated(read, "restricted", NEWEST_RELEASE) == set()


def test_a_volume_of_two_types_does_not_hide_the_worse_one() -> None:
    read = workload(pod_with(HARDENED, volumes=[{"name": "v", "emptyDir": {}, "hostPath": {"path": "/"}}]))
    assert violated(read, "restricted", NEWEST_RELEASE) == {"volumes"}


@pytest.mark.parametrize("level", LEVELS)
def test_a_host_port_that_an_api_server_derives_from_host_network_is_no_second_fault(level: str) -> None:
    port = {"containerPort": 80, "hostPort": 80}
    pod = pod_with(HARDENED, container={"ports": [port]}, hostNetwork=True)
    assert violated(workload(pod), level, NEWEST_RELEASE) == {"hostNamespaces"}
    assert upstream([pod], level, ["latest"]) == [[{"hostNamespaces", "hostPorts"}]]
