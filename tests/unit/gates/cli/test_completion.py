"""Shells ask for completion through a variable; with arguments it changes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from project import ROOT

SCRIPTS = Path(sys.executable).parent
ASK = """\
eval "$(_HOLDFAST_COMPLETE=bash_source holdfast)"
COMP_WORDS=({words}) COMP_CWORD={index}
_holdfast_completion holdfast
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT / "examples",
    )


def completed(*words: str) -> set[str]:
    """Return what bash offers for the last of `words`."""
    script = ASK.format(words=" ".join(words), index=len(words) - 1)
    ran = run("bash", "--norc", "-c", script)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    ran = run("holdfast", _HOLDFAST_COMPLETE=f"{shell}_source")

    assert ran.returncode == 0
    assert "_HOLDFAST_COMPLETE" in ran.stdout
    if found := shutil.which(shell):  # the shell itself finds no fault in it
        assert subprocess.run([found, "-n"], input=ran.stdout, text=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("holdfast", "exp"), {"explain"}),
        (("holdfast", "check", "--profile", "st"), {"standard", "strict"}),
        (("holdfast", "check", "--format", "j"), {"json", "junit"}),
        (("holdfast", "check", "--quie"), {"--quiet"}),
        (("holdfast", "explain", "hardened/privileged-f"), {"hardened/privileged-forbidden"}),
    ],
)
def test_bash_completes_commands_options_profiles_formats_and_rules(
    words: tuple[str, ...], expected: set[str]
) -> None:
    assert completed(*words) == expected


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("holdfast check golden/", "file"),
        ("holdfast check --floor gol", "file"),
        ("holdfast explain ./x", "file"),
    ],
)
def test_files_are_left_to_the_shell(words: str, kind: str) -> None:
    ran = run(
        "holdfast",
        _HOLDFAST_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split()) - 1),
    )

    assert ran.stdout.split(",")[0] == kind


def test_an_unknown_question_is_wrong_usage() -> None:
    assert run("holdfast", _HOLDFAST_COMPLETE="teapot_source").returncode == 2


def test_the_variable_turns_no_verdict() -> None:
    command = ("holdfast", "check", "--quiet", "golden/insecure.yaml")

    assert run(*command, _HOLDFAST_COMPLETE="bash_source").returncode == 1
