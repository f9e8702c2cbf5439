"""What a build runs, behind wrappers, shells and here-documents."""

from __future__ import annotations

import pytest

from holdfast.formats import dockerfile
from holdfast.model.dockerfile import Dockerfile
from holdfast.rules.readings.run_commands import (
    RunCommand,
    mounted,
    pipelines,
    removed,
    run_commands,
    scripts,
)


def parsed(text: str) -> Dockerfile:
    return dockerfile.parse(text.encode())


def commands(text: str) -> tuple[RunCommand, ...]:
    return run_commands(parsed(text))


@pytest.mark.parametrize(
    ("run", "program", "arguments", "plain"),
    [
        ("apt-get update", "apt-get", ("update",), True),
        ("/usr/bin/apt-get update", "apt-get", ("update",), False),
        ("sudo -u root -E apt-get update", "apt-get", ("update",), False),
        ("env -u A B=c apt-get update", "apt-get", ("update",), False),
        ("sudo env A=b nice -n 5 make", "make", (), False),
        ("A=b apt-get update", "apt-get", ("update",), True),
        ("time make -j", "make", ("-j",), True),
        ("sudo", "sudo", (), True),
        ("sudo -u root", "sudo", ("-u", "root"), True),
        ("$TOOL x", "", ("x",), True),
        ('["apt-get", "update"]', "apt-get", ("update",), True),
    ],
)
def test_a_command_is_seen_through_its_wrappers(
    run: str, program: str, arguments: tuple[str, ...], *, plain: bool
) -> None:
    (found,) = commands(f"FROM a\nRUN {run}\n")
    assert (found.program, found.texts, found.plain) == (program, arguments, plain)


@pytest.mark.parametrize(
    ("run", "inner"),
    [
        ("bash -c 'a && b'; c", [("bash", False), ("a", True), ("b", True), ("c", False)]),
        ('["sh", "-c", "a; b"]', [("a", True), ("b", True)]),
        ("x=$(a) && (b)", [("", False), ("a", False), ("b", False)]),
    ],
)
def test_the_commands_of_a_shell_within_the_shell_are_told_apart(
    run: str, inner: list[tuple[str, bool]]
) -> None:
    assert [(c.program, c.inner) for c in commands(f"RUN {run}\n")] == inner


def test_only_run_is_read_with_triggers_and_every_stage() -> None:
    text = "FROM a\nCMD x\nONBUILD RUN b\nFROM c\nRUN <<EOF\nd\ne\nEOF\nHEALTHCHECK CMD f\n"
    assert [(c.program, c.stage.index, c.run.onbuild) for c in commands(text)] == [
        ("b", 0, True),
        ("d", 1, False),
        ("e", 1, False),
    ]


def test_a_shell_that_is_not_posix_is_left_alone() -> None:
    assert commands('SHELL ["powershell"]\nRUN Get-Item x | y\n') == ()


def test_one_file_is_read_once_and_two_are_not_mixed_up() -> None:
    one, other = parsed("RUN a\n"), parsed("RUN b\n")
    assert run_commands(one) is run_commands(one)
    assert [c.program for c in run_commands(other)] == ["b"]
    assert [c.program for c in run_commands(one)] == ["a"]


def test_scripts_are_grouped_by_their_run() -> None:
    found = scripts(parsed("RUN a && b\nRUN c\n"))
    assert [[c.program for c in group] for _, group in found] == [["a", "b"], ["c"]]


def test_no_run_has_no_script() -> None:
    assert list(scripts(parsed("FROM a\n"))) == []


def test_pipelines_hold_what_pipes_join_at_one_depth() -> None:
    found = pipelines(commands("RUN a $(b | c) | d && e\n"))
    assert sorted([c.program for c in group] for group in found) == [["a", "d"], ["b", "c"], ["e"]]


def test_mounts_that_keep_what_is_written_out_of_the_layer() -> None:
    text = "RUN --mount=type=cache,target=/a/ --mount=dst=/b,type=tmpfs --mount=type=bind,target=/c true\n"
    (found,) = commands(text)
    assert mounted(found.run) == ("/a", "/b")


@pytest.mark.parametrize(
    ("run", "paths"),
    [
        ("rm -rf /a/* /b/", ["/a", "/b"]),
        ("rm --recursive /a", ["/a"]),
        ("rm -f /a", []),
        ("rm -rf /var/{a,b}/*", ["/var/a", "/var/b"]),
        ("find /a/ -type f -delete", ["/a"]),
        ("find /a -name b", []),
    ],
)
def test_removed_paths(run: str, paths: list[str]) -> None:
    assert list(removed(commands(f"RUN {run}\n"))) == paths
