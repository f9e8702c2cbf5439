"""What is no readable document, at the command line: one line each, the others still judged, memory bounded."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import ALLOWED, DENIED, HOLDFAST, UNDECIDED, Ended, holdfast
from holdfast.errors import SourceError
from holdfast.gates.cli.judging import batch

MIB = 1024 * 1024
POD = b'{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [%s]}}'


def laughs(levels: int) -> bytes:
    rows = [b"a0: &a0 [lol]"]
    rows += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, levels)]
    return b"\n".join(rows)


def doublings(levels: int) -> bytes:
    rows = [b"ARG a0=xxxxxxxxxxxxxxxx"] + [
        b"ARG a%d=${a%d}${a%d}" % (n, n - 1, n - 1) for n in range(1, levels)
    ]
    return b"\n".join([*rows, b"FROM $a%d" % (levels - 1)])


CONTENTS: dict[str, tuple[str, bytes]] = {
    "empty": ("a.yaml", b""),
    "blank": ("a.yaml", b"\n\n  \n"),
    "comments alone": ("a.yaml", b"# nothing\n---\n# here\n"),
    "empty json": ("a.json", b""),
    "binary": ("a.yaml", bytes(range(256)) * 16),
    "binary without an ending": ("a", b"\x7fELF\x02\x01\x01" + bytes(64)),
    "one byte over 16 MiB": ("a.yaml", b"#" * (16 * MIB + 1)),
    "a million sequences": ("a.yaml", b"[" * 10**6),
    "a million mappings": ("a.yaml", b"{a: " * 10**6),
    "a million indents": ("a.yaml", b"- " * 10**6),
    "a million json arrays": ("a.json", b"[" * 10**6),
    "a million json objects": ("a.json", b'{"a":' * 10**6),
    "alias bomb": ("a.yaml", laughs(20)),
    "10001 documents": ("a.yaml", b"---\na: 1\n" * 10_001),
    "duplicate key": ("a.yaml", ALLOWED.encode() + b"kind: Pod\n"),
    "duplicate json key": ("a.json", b'{"kind": "Pod", "kind": "Pod"}'),
    "unknown tag": ("a.yaml", b"a: !!python/object/apply:os.system [id]\n"),
    "half UTF-16": ("a.yaml", ALLOWED.encode("utf-16-le")),
    "Latin-1": ("a.yaml", "# caf\xe9\n".encode("latin-1") + ALLOWED.encode()),
    "encoded surrogate": ("a.yaml", b"a: \xed\xa0\x80\n"),
    "escaped surrogate": ("a.yaml", b'a: "\\ud800"\n'),
    "NaN": ("a.json", POD % b'{"name": "a", "image": "b", "ports": [{"hostPort": NaN}]}'),
    "two objects": ("a.json", b"{}{}"),
    "a template": ("a.yaml", b"{{- if .Values.on }}\n" + DENIED.encode() + b"{{- end }}\n"),
    "a foreign document": ("a.yaml", UNDECIDED.encode()),
    "an unknown kind": ("a.yaml", b"apiVersion: x.example/v1\nkind: Thing\nmetadata: {name: a}\n"),
    "a scalar": ("a.yaml", b"just a text"),
    "empty Dockerfile": ("Dockerfile", b""),
    "Dockerfile with a NUL": ("Dockerfile", b"FROM a\x00b\n"),
    "Dockerfile in UTF-16": ("Dockerfile", "FROM alpine:3.20\n".encode("utf-16")),
    "Dockerfile in Latin-1": ("Dockerfile", b"# caf\xe9\nFROM alpine:3.20\n"),
    "a line of 10 MB": ("Dockerfile", b"FROM a\nRUN " + b"x" * 10_000_000),
    "doubling arguments": ("Dockerfile", doublings(64)),
    "nested expansions": ("Dockerfile", b"FROM " + b"${a:-" * 20_000 + b"}" * 20_000),
    "endless heredoc": ("Dockerfile", b"FROM alpine:3.20\nRUN <<END\nid\n"),
    "endless quote": ("Dockerfile", b'FROM alpine:3.20\nLABEL a="b\n'),
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(ALLOWED)
    return path


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    path = tmp_path / "evil.yaml"
    path.write_text(DENIED)
    return path


def undecided_beside(good: Path, *subjects: str | bytes | Path, weak: bool = False) -> list[str]:
    """Judge `subjects` after a good one; return their reasons, after a look at what holds of all of them."""
    ended = holdfast("check", "--format", "json", good, *subjects, weak=weak)
    assert ended.err == ""
    assert ended.code == 3
    first, *others = ended.subjects
    assert first["verdict"] == "allow"
    assert {subject["verdict"] for subject in others} == {"undecided"}
    missing = [entry for subject in others for entry in subject["missing"]]
    assert all(len(subject["missing"]) > 0 or subject["findings"] for subject in others)
    reasons = [str(entry["reason"]) for entry in missing]
    assert all(reason.isprintable() and len(reason) < 500 for reason in reasons)
    return reasons


@pytest.mark.parametrize(("name", "data"), CONTENTS.values(), ids=CONTENTS.keys())
def test_a_document_that_cannot_be_read_is_undecided(
    name: str, data: bytes, good: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(data)

    undecided_beside(good, folder / name)


def test_a_template_is_told_to_be_rendered(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(CONTENTS["a template"][1])

    (reason,) = undecided_beside(good, path)

    assert "helm template" in reason


def test_a_chart_is_undecided_where_nothing_can_render_it(good: Path, tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (chart / "values.yaml").write_text("image: alpine\n")
    (chart / "templates" / "pod.yaml").write_text(DENIED.replace("alpine", "{{ .Values.image }}"))

    ended = holdfast("check", "--format", "json", good, chart, environment={"PATH": "/nonexistent"})

    assert ended.code == 3
    assert any("helm is needed" in entry["reason"] for s in ended.subjects for entry in s["missing"])


def test_what_every_reader_understands_is_judged(tmp_path: Path) -> None:
    contents = {
        "utf-16.yaml": DENIED.encode("utf-16"),
        "crlf.yaml": b"\xef\xbb\xbf" + DENIED.replace("\n", "\r\n").encode(),
        "flow.yaml": b"{apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{name: e, image: alpine}]}}",
        "stream.yaml": b'{"apiVersion": "v1", "kind": "ConfigMap"}\n---\n' + POD % b'{"name": "a", "image": "b"}',
        "mark.json": b"\xef\xbb\xbf" + POD % b'{"name": "\\ud800", "image": "b"}',
        "Dockerfile": b"\xef\xbb\xbfFROM alpine\r\nUSER 1000\r\n",
    }  # fmt: skip
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)

    ended = holdfast("check", "--format", "json", *(tmp_path / name for name in contents))

    verdicts = {Path(s["subject"]["source"]).name: s["verdict"] for s in ended.subjects}
    assert verdicts == dict.fromkeys(contents, "deny")


def listen(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


def spread(path: Path) -> None:
    path.touch()
    os.truncate(path, 100 * MIB)


SPECIAL: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "socket": listen,
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to nothing": lambda path: path.symlink_to("absent"),
    "100 MiB": spread,
    "absent": lambda path: path,
}


@pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL.keys())
def test_what_is_no_file_is_undecided_and_never_waited_for(
    make: Callable[[Path], object], good: Path, tmp_path: Path
) -> None:
    path = tmp_path / "special.yaml"
    make(path)

    assert len(undecided_beside(good, path)) == 1


def test_devices_and_the_memory_of_processes_are_undecided(good: Path) -> None:
    paths = ["/dev/zero", "/dev/null", "/dev/tty", "/proc/self/mem", "/proc/self/environ"]

    assert len(undecided_beside(good, *paths)) == len(paths)


def test_names_that_no_file_can_have_are_undecided(good: Path) -> None:
    assert len(undecided_beside(good, "a" * 5000, good / "below.yaml", "")) == 3


def test_names_cannot_speak_for_the_report(good: Path, tmp_path: Path) -> None:
    names = [b"a\nb.yaml", b"\x1b[31mred.yaml", b"\xff\xfe.yaml", "\u202egpj.yaml".encode(), b"\r\x07.yaml"]
    folder = tmp_path / "names"
    folder.mkdir()
    for name in names:
        (folder / os.fsdecode(name)).write_text(DENIED)

    shown = holdfast("check", folder)
    told = holdfast("check", "--format", "json", folder)
    logged = holdfast("check", "--format", "sarif", folder)

    assert shown.code == told.code == logged.code == 1
    assert all(line.isprintable() for line in shown.out.split("\n"))
    assert told.verdicts.count("deny") == len(names)
    assert told.out.isascii()
    assert json.loads(logged.out)["version"] == "2.1.0"
    assert len(undecided_beside(good, *(name + b".absent" for name in names))) == len(names)


def test_one_run_judges_all_and_denied_counts_before_undecided(
    good: Path, evil: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "all"
    for number, (name, data) in enumerate(CONTENTS.values()):
        below = folder / str(number)
        below.mkdir(parents=True)
        (below / name).write_bytes(data)
    for number, make in enumerate(SPECIAL.values()):
        make(folder / f"{number}.yaml")
    (folder / "good.yaml").write_text(ALLOWED)

    without, with_evil = (holdfast("check", "--format", "json", good, *more, folder) for more in ([], [evil]))

    assert without.code == 3
    assert with_evil.code == 1
    assert with_evil.verdicts.count("deny") == 1
    assert with_evil.verdicts.count("allow") == without.verdicts.count("allow") == 2


def test_directories_that_lead_into_themselves_end(tmp_path: Path) -> None:
    folder = tmp_path / "cycle"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "again").symlink_to("..")
    (folder / "again").symlink_to(".")
    (folder / "pod.yaml").write_text(ALLOWED)
    (folder / "pipe.yaml.d").mkdir()
    os.mkfifo(folder / "pipe.yaml")

    ended = holdfast("check", "--format", "json", folder)

    assert ended.code == 0
    assert ended.verdicts == ["allow"]


def test_what_lies_too_deep_is_undecided(good: Path, tmp_path: Path) -> None:
    deep = tmp_path / "deep"
    bottom = deep.joinpath(*["d"] * 200)
    bottom.mkdir(parents=True)
    (bottom / "pod.yaml").write_text(DENIED)

    (reason,) = undecided_beside(good, deep)

    assert "64 directories deep" in reason


def test_a_directory_or_file_without_permission_is_undecided_and_the_rest_judged(
    good: Path, tmp_path: Path
) -> None:
    closed, partly = tmp_path / "closed", tmp_path / "partly"
    (partly / "closed").mkdir(parents=True)
    closed.mkdir()
    (partly / "closed.yaml").write_text(DENIED)
    (partly / "open.yaml").write_text(DENIED)
    shut = (closed, partly / "closed", partly / "closed.yaml")
    for path in shut:
        path.chmod(0)
    try:
        reasons = undecided_beside(good, closed, weak=True)
        ended = holdfast("check", "--format", "json", partly, weak=True)
    finally:
        for path in shut:
            path.chmod(0o700)

    assert reasons == ["permission denied"]
    assert ended.code == 1
    assert sorted(ended.verdicts) == ["deny", "undecided", "undecided"]


def test_a_directory_without_documents_allows_nothing(good: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "prose").mkdir()
    (tmp_path / "prose" / "README").write_text("nothing")
    (tmp_path / "prose" / "a.yaml").touch()

    reasons = undecided_beside(good, tmp_path / "empty", tmp_path / "prose")

    assert reasons == ["holds no document"] * 2


def test_links_out_of_a_directory_are_not_followed_nor_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(DENIED)
    (folder / "notes.txt").write_text(DENIED)
    (folder / "out.yaml").symlink_to(tmp_path / "secret.txt")
    (folder / "in.yaml").symlink_to("notes.txt")

    ended = holdfast("check", "--format", "json", folder)

    verdicts = {Path(s["subject"]["source"]).name: s["verdict"] for s in ended.subjects}
    assert verdicts == {"out.yaml": "undecided", "in.yaml": "deny"}


def test_many_files_that_are_none_cost_next_to_nothing(evil: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(100_000):
        os.close(os.open(folder / f"{number}.txt", os.O_CREAT | os.O_WRONLY))

    ended = holdfast("check", "--format", "json", folder, evil)

    assert ended.code == 1
    assert ended.verdicts == ["undecided", "deny"]
    assert ended.peak <= 64


def test_many_manifests_are_judged_in_bounded_memory_and_always_in_one_order(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number:05}.yaml").write_text(ALLOWED.replace("name: good,", f"name: pod-{number},"))

    alone, together = (
        holdfast("check", "--format", "json", "--now", "2026-01-01", "--jobs", jobs, tmp_path)
        for jobs in ("1", "2")
    )

    assert alone.code == 0
    assert len(alone.subjects) == 10_000
    assert alone.out == together.out
    assert max(alone.peak, together.peak) <= 200
    names = [subject["subject"]["source"] for subject in alone.subjects]
    assert names == sorted(names)


def killed(_chunk: list[int]) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_a_worker_that_is_killed_ends_the_run_with_an_error() -> None:
    with pytest.raises(SourceError, match="killed"):
        list(batch.judge(range(batch.FEW + 1), killed, 2))


@pytest.mark.parametrize("verb", ["check", "admit", "explain"])
def test_standard_input_that_is_closed_is_undecided(verb: str) -> None:
    ended = holdfast(verb, "-", closed="0")

    assert ended.code == 3
    assert "standard input is closed" in ended.out + ended.err


def test_a_pause_on_standard_input_is_not_its_end() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with subprocess.Popen([HOLDFAST, "check", "-"], stdin=reading, stdout=subprocess.PIPE) as process:
        os.close(reading)
        os.write(writing, ALLOWED.encode())
        assert process.stdout is not None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        os.write(writing, b"---\n" + DENIED.encode())
        os.close(writing)
        assert b"denied" in process.stdout.read()
    assert process.returncode == 1


def test_a_report_that_cannot_be_written_is_never_success(good: Path, tmp_path: Path) -> None:
    closed = holdfast("check", good, closed="1")
    full = subprocess.run(
        ["sh", "-c", f"{HOLDFAST} check {good} >/dev/full"], capture_output=True, check=False
    )
    version = subprocess.run(
        ["sh", "-c", f"{HOLDFAST} --version >/dev/full"], capture_output=True, check=False
    )

    assert (closed.code, full.returncode, version.returncode) == (3, 3, 3)
    assert "standard output is closed" in closed.err
    assert full.stderr.count(b"\n") == version.stderr.count(b"\n") == 1
    for path in (tmp_path / "absent" / "report", tmp_path, tmp_path / ("a" * 300)):
        ended = holdfast("check", good, "--output", path)
        assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == [good]


def test_a_report_replaces_files_whole_and_nothing_else(good: Path, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    (tmp_path / "link").symlink_to("old")
    os.mkfifo(tmp_path / "pipe")

    assert holdfast("check", good, "--output", tmp_path / "link").code == 0
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        assert holdfast("check", good, "--output", tmp_path / "pipe").code == 0
        assert reader.stdout is not None
        assert b"allowed" in reader.stdout.read()

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "pipe").is_fifo()
    assert "allowed" in (tmp_path / "old").read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"good.yaml", "old", "link", "pipe"}


@pytest.mark.parametrize("arguments", ["check {0} -o json", "rules", "--help", "--version"])
def test_a_reader_that_has_gone_ends_the_run_quietly(arguments: str, good: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [str(HOLDFAST), *arguments.format(good).split()]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)

    assert ended.returncode == 128 + signal.SIGPIPE
    assert ended.stderr == b""


USAGE = [
    "--now nonsense", "--now 9999-12-31T23:59:59-23:00", "--profile nope", "--profile=", "--policy=",
    "--policy absent.yaml", "--floor=", "--pod-security-version vX", "--jobs 0", "--jobs 1000000", "--format xml",
    "--image-source nope", "--platform ///", "--build-arg HOLDFAST_NOT_SET", "--build-arg =x", "--nonsense",
]  # fmt: skip


@pytest.mark.parametrize("options", USAGE)
def test_wrong_usage_counts_before_denied(options: str, evil: Path) -> None:
    ended = holdfast("check", evil, *options.split())

    assert one_fault(ended) == 2


def one_fault(ended: Ended) -> int:
    """Return the exit code of a run that has judged nothing and says why in one line."""
    assert ended.out == ""
    *_, last = ended.err.splitlines()
    assert last.startswith(("holdfast: ", "Error: "))
    assert ended.err.count("Error: ") + ended.err.count("holdfast: ") == 1
    assert ended.err.replace("\n", "").isprintable()
    return ended.code
