"""What is no usable policy, at the command line: every problem said, exit code 2, nothing judged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commands import ALLOWED, DENIED, holdfast

HEAD = b"schema: holdfast.policy/v1\n"
LENIENT = "schema: holdfast.policy/v1\nrules: {hardened/host-ports-forbidden: enforce}\n"
POLICIES: dict[str, tuple[bytes, list[str]]] = {
    "unknown keys and rules": (
        HEAD + b"extends: [standard]\nfoo: 1\nrules:\n  nope/x: enforce\n  hardened/privileged-forbidden: maybe\n",
        [":3:1: ", ":5:3: ", ":6:"],
    ),
    "empty": (b"", ["0"]),
    "empty mapping": (b"{}", ["schema", "no rule"]),
    "empty selection": (HEAD + b"rules: {}\n", ["no rule"]),
    "everything off": (HEAD + b"rules: {hardened/privileged-forbidden: off}\n", ["no rule"]),
    "two documents": (HEAD + b"extends: [standard]\n---\n" + HEAD + b"extends: [standard]\n", ["2"]),
    "binary": (bytes(range(256)), ["binary"]),
    "a list": (b"[1]", ["mapping"]),
    "another schema": (b"schema: holdfast.policy/v9\nextends: [standard]\n", ["holdfast.policy/v9"]),
    "too deep": (HEAD + b"extends: " + b"[" * 10**6, ["line 2"]),
    "unknown profile": (HEAD + b'extends: ["\\e[31m", ../../etc/passwd]\n', ["31m", "passwd"]),
    "duplicate key": (HEAD + HEAD + b"extends: [standard]\n", ["line 2"]),
    "Latin-1": (HEAD + b"# \xe9\nextends: [standard]\n", ["UTF-8"]),
}  # fmt: skip


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    path = tmp_path / "evil.yaml"
    path.write_text(DENIED)
    return path


@pytest.mark.parametrize(("data", "said"), POLICIES.values(), ids=POLICIES.keys())
def test_every_problem_of_a_policy_is_said_in_a_line_of_its_own(
    data: bytes, said: list[str], evil: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_bytes(data)

    ended = holdfast("check", evil, "--policy", policy)
    as_floor = holdfast("check", evil, "--floor", policy)

    assert (ended.code, ended.out) == (as_floor.code, as_floor.out) == (2, "")
    lines = ended.err.splitlines()
    assert all(line.isprintable() and line.startswith("holdfast: ") for line in lines)
    assert str(policy) in ended.err
    assert all(any(text in line for line in lines) for text in said)


@pytest.mark.parametrize("name", ["absent.yaml", ".", "pipe", "sparse"])
@pytest.mark.parametrize("way", ["--policy", "--floor", "HOLDFAST_POLICY", "HOLDFAST_FLOOR"])
def test_a_policy_that_cannot_be_read_is_never_another_policy(
    name: str, way: str, evil: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 100 * 1024 * 1024)
    path = str(tmp_path / name)

    as_option = [way, path] if way.startswith("--") else []
    ended = holdfast("check", evil, *as_option, environment={} if as_option else {way: path})

    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert path in ended.err


def test_a_policy_beside_the_subject_is_never_read(tmp_path: Path) -> None:
    subject, elsewhere = tmp_path / "subject", tmp_path / "elsewhere"
    subject.mkdir()
    elsewhere.mkdir()
    (subject / "evil.yaml").write_text(DENIED)
    (subject / "holdfast.yaml").write_text(LENIENT)
    unset = {"HOLDFAST_POLICY": ""}

    assert holdfast("check", subject / "evil.yaml", cwd=elsewhere, environment=unset).code == 1
    assert holdfast("check", "evil.yaml", cwd=subject, environment=unset).code == 0


def test_the_working_directory_cannot_go_below_the_floor(tmp_path: Path) -> None:
    (tmp_path / "evil.yaml").write_text(DENIED)
    (tmp_path / "holdfast.yaml").write_text(LENIENT)
    floor = tmp_path / "floor"
    floor.write_text("schema: holdfast.policy/v1\nrules: {hardened/privileged-forbidden: enforce}\n")
    environment = {"HOLDFAST_POLICY": "", "HOLDFAST_FLOOR": str(floor)}

    ended = holdfast("check", "evil.yaml", cwd=tmp_path, environment=environment)

    assert ended.code == 1


def test_a_broken_policy_in_the_working_directory_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "good").write_text(ALLOWED)
    (tmp_path / "holdfast.yaml").symlink_to("absent")

    ended = holdfast("check", "good", cwd=tmp_path, environment={"HOLDFAST_POLICY": ""})

    assert (ended.code, ended.out) == (2, "")


def test_standard_input_is_a_policy_once(tmp_path: Path) -> None:
    (tmp_path / "evil.yaml").write_text(DENIED)
    arguments = ("check", tmp_path / "evil.yaml", "--policy", "-")

    assert holdfast(*arguments, given=LENIENT.encode()).code == 0
    assert holdfast(*arguments, closed="0").code == 2
    assert holdfast(*arguments, "--floor", "-", given=LENIENT.encode()).code == 2
