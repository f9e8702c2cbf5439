"""What `integrations/` offers runs: its files are what their schemas say, and their shell parts do what they promise.

The services are not here; their variables and files are given as they document them, and `gh` is a program that keeps
what it is asked to send.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from project import ROOT
from schemas import published

ACTION = ROOT / "integrations" / "github" / "action.yml"
GITLAB = ROOT / "integrations" / "gitlab" / "holdfast.gitlab-ci.yml"
JENKINS = ROOT / "integrations" / "jenkins" / "Jenkinsfile"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
CODES = {"allowed": 0, "denied": 1, "undecided": 3}
GH = """\
#!/bin/sh
set -eu
printf '%s\\n' "$@" > "$RUNNER_TEMP/asked"
for word; do case $word in sarif=@*) cp "${word#sarif=@}" "$RUNNER_TEMP/sent";; esac; done
"""


def read(path: Path) -> Any:  # noqa: ANN401
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(params=list(CODES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, int]:
    """Return a directory to judge and the exit code that it deserves."""
    work = tmp_path / "work"
    work.mkdir()
    golden = ROOT / "examples" / "golden"
    if request.param == "undecided":
        (work / "Dockerfile").write_text("ARG BASE\nFROM ${BASE}\nUSER 1000\n", encoding="utf-8")
    else:
        name = {"allowed": "secure", "denied": "insecure"}[request.param]
        shutil.copy(golden / f"{name}.yaml", work)
        shutil.copy(golden / f"{name}.Dockerfile", work)
    return work, CODES[request.param]


def run(script: str, work: Path, *shell: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{work.parent}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [*shell, "-c", script],
        cwd=work,
        env={"PATH": path, "HOME": str(work), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def steps() -> dict[str, Any]:
    return {step["name"]: step for step in read(ACTION)["runs"]["steps"]}


def test_the_action_is_what_its_schema_says() -> None:
    published(b"https://json.schemastore.org/github-action.json").validate(read(ACTION))


def test_the_action_brings_nobody_elses_code_and_expands_nothing_within_a_script() -> None:
    for step in steps().values():
        assert "uses" not in step
        assert "${{" not in step["run"]


def test_the_actions_inputs_are_all_used() -> None:
    text = ACTION.read_text(encoding="utf-8")
    for name in read(ACTION)["inputs"]:
        assert f"inputs.{name}" in text


def test_the_action_annotates_keeps_the_sarif_and_ends_with_the_verdict(place: tuple[Path, int]) -> None:
    work, code = place
    outputs = work.parent / "outputs"
    known = {"RUNNER_TEMP": str(work.parent), "GITHUB_OUTPUT": str(outputs)}
    bash = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
    inputs = {"SUBJECTS": ".\n\n", "POLICY": "", "PROFILE": "", "FLOOR": ""}

    ran = run(steps()["Check"]["run"], work, *bash, **known, **inputs)
    assert ran.returncode == 0, ran.stderr
    told = dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())
    assert told["exit-code"] == str(code)
    assert ran.stdout.startswith("::notice title=Holdfast")
    assert ("\n::error " in ran.stdout) == (code == 1)
    sarif = json.loads(Path(told["sarif"]).read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"

    for fail, expected in (("true", code), ("false", 0 if code == 3 else code)):
        ended = run(steps()["Verdict"]["run"], work, *bash, CODE=told["exit-code"], FAIL_ON_UNDECIDED=fail)
        assert ended.returncode == expected


def test_the_action_hands_its_inputs_on(tmp_path: Path) -> None:
    odd = tmp_path / "work" / "a $(touch pwned); b"
    odd.mkdir(parents=True)
    shutil.copy(ROOT / "examples" / "golden" / "secure.yaml", odd)
    known = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "outputs")}
    inputs = {"SUBJECTS": f"{odd.name}\n", "POLICY": "", "PROFILE": "strict", "FLOOR": ""}

    ran = run(steps()["Check"]["run"], odd.parent, "bash", "-eo", "pipefail", **known, **inputs)

    assert ran.returncode == 0, ran.stderr
    assert "policy strict" in ran.stdout
    assert "exit-code=1\n" in (tmp_path / "outputs").read_text(encoding="utf-8")
    assert not list(tmp_path.rglob("pwned"))


def test_the_action_sends_the_very_sarif(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    sarif = tmp_path / "holdfast.sarif"
    sarif.write_text('{"version": "2.1.0"}', encoding="utf-8")
    known = {
        "RUNNER_TEMP": str(tmp_path),
        "SARIF": str(sarif),
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_SHA": "c" * 40,
        "GITHUB_REF": "refs/pull/7/merge",
    }

    ran = run(steps()["Upload to code scanning"]["run"], work, "bash", "-eo", "pipefail", **known)

    assert ran.returncode == 0, ran.stderr
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert "/repos/acme/shop/code-scanning/sarifs" in asked
    assert {f"commit_sha={'c' * 40}", "ref=refs/pull/7/merge"} <= set(asked)
    assert gzip.decompress(base64.b64decode((tmp_path / "sent").read_bytes())) == sarif.read_bytes()


def test_the_install_step_names_files_that_are_there() -> None:
    script = steps()["Install the locked dependencies and Holdfast"]["run"]

    assert (ACTION.parent / ".." / ".." / "requirements" / "image.txt").is_file()
    assert "--require-hashes" in script
    assert subprocess.run(["bash", "-n", "-c", script], check=False).returncode == 0


def test_the_gitlab_job_is_what_its_schema_says() -> None:
    published(b"https://gitlab.com/.gitlab-ci.yml").validate(read(GITLAB))


def test_the_gitlab_job_leaves_its_reports_and_ends_with_the_verdict(place: tuple[Path, int]) -> None:
    work, code = place
    job = read(GITLAB)["holdfast"]
    ran = run(
        "\n".join(job["script"]), work, "sh", "-e", HOLDFAST_PATHS=read(GITLAB)["variables"]["HOLDFAST_PATHS"]
    )

    assert ran.returncode == code, ran.stderr
    reports = job["artifacts"]["reports"]
    issues = json.loads((work / reports["codequality"]).read_text(encoding="utf-8"))
    assert {issue["location"]["path"].partition("/")[0] for issue in issues} <= {
        p.name for p in work.iterdir()
    } | {"."}
    assert ET.parse(work / reports["junit"]).getroot().tag == "testsuites"
    assert all((work / name).is_file() for name in job["artifacts"]["paths"])


def test_the_jenkins_step_leaves_its_reports_and_ends_with_the_verdict(place: tuple[Path, int]) -> None:
    work, code = place
    pipeline = JENKINS.read_text(encoding="utf-8")
    (script,) = re.findall(r"'''(.*?)'''", pipeline, re.DOTALL)
    ran = run(script, work, "sh", "-xe")

    assert ran.returncode == code, ran.stderr
    named = re.findall(r"'(holdfast[\w.-]+\.\w+)", pipeline.partition("post {")[2])
    assert named
    assert all((work / name).is_file() for name in named)


def test_the_hook_judges_the_directory(place: tuple[Path, int]) -> None:
    work, code = place
    (hook,) = read(HOOKS)
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False

    assert run(" ".join((hook["entry"], *hook["args"])), work, "sh", "-e").returncode == code


def test_the_hook_passes_over_what_is_no_document(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(ROOT / "examples" / "golden" / "secure.yaml", work)
    (work / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    (hook,) = read(HOOKS)

    assert run(" ".join((hook["entry"], *hook["args"])), work, "sh", "-e").returncode == 0
