"""What the documentation shows is what happens: its commands are run, and its links lead somewhere.

In a console block a line `$ command` is run by bash in a scratch copy of `examples/`, one per page; `# exit N` at its end
states the exit code, which is 0 otherwise. The lines below it, if any, are its whole output: a line `...` stands for any
number of lines, and `...` within a line for any text. A block with `title=NAME` behind its language is written to the
file NAME, as the reader would do it.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from project import ROOT, files

PAGES = [path for path in files() if path.suffix == ".md" and "reference" not in path.parts]
GENERATED = [path for path in files() if path.suffix == ".md" and "reference" in path.parts]

_FENCE = re.compile(r"^```(\w+)(?: title=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit (\d+)$")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


class Command(NamedTuple):
    """A command that a page shows."""

    line: str
    code: int
    output: list[str]


class File(NamedTuple):
    """A file that a page shows."""

    name: str
    text: str


def page_id(path: Path) -> str:
    """Return the path of a page as tests are named by it."""
    return path.relative_to(ROOT).as_posix()


def steps(text: str) -> Iterator[Command | File]:
    """Yield what a page shows, in order."""
    for language, title, body in _FENCE.findall(text):
        if title:
            yield File(title, body)
        elif language == "console":
            yield from commands(body)


def commands(block: str) -> Iterator[Command]:
    """Yield the commands of one console block."""
    assert block.startswith("$ "), f"a console block begins with a command: {block!r}"
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, *output = part.rstrip("\n").split("\n")
        code = _EXIT.search(line)
        yield Command(_EXIT.sub("", line), int(code[1]) if code else 0, output)


def matches(shown: list[str], actual: str) -> bool:
    """Tell whether `actual` is what is shown, `...` standing for any lines, or for any text within one."""
    parts = [
        r"(?:.*\n)*?"
        if line.strip() == "..."
        else ".*".join(map(re.escape, line.rstrip().split("..."))) + r"\n"
        for line in shown
    ]
    lines = "".join(f"{line.rstrip()}\n" for line in actual.rstrip("\n").split("\n"))
    return re.fullmatch("".join(parts), lines) is not None


@pytest.mark.parametrize("path", [p for p in PAGES if any(steps(p.read_text(encoding="utf-8")))], ids=page_id)
def test_what_a_page_shows_is_what_happens(path: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "examples"
    shutil.copytree(ROOT / "examples", scratch, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
    }
    for step in steps(path.read_text(encoding="utf-8")):
        if isinstance(step, File):
            (scratch / step.name).write_text(step.text, encoding="utf-8")
            continue
        ran = subprocess.run(
            ["bash", "-c", step.line],
            cwd=scratch,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == step.code, f"$ {step.line}\n{ran.stdout}"
        assert not step.output or matches(step.output, ran.stdout), (
            f"$ {step.line}\n--- shown\n" + "\n".join(step.output) + f"\n--- happened\n{ran.stdout}"
        )


def test_the_documentation_shows_commands() -> None:
    shown = [s for p in PAGES for s in steps(p.read_text(encoding="utf-8")) if isinstance(s, Command)]
    assert len(shown) > 10


@pytest.mark.parametrize("path", [*PAGES, *GENERATED], ids=page_id)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = {a or b for a, b in _LINK.findall(path.read_text(encoding="utf-8"))}
    local = {link.partition("#")[0] for link in links if "://" not in link and not link.startswith("#")}
    assert {link for link in local if not (path.parent / link).exists()} == set()


def test_the_generated_reference_is_current() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_picture_shows_what_happens() -> None:
    picture = (ROOT / "docs" / "images" / "check.svg").read_text(encoding="utf-8")
    first, *shown = [
        html.unescape(re.sub(r"<[^>]*>", "", row)) for row in picture.split("\n") if "<text" in row
    ]
    holdfast = Path(sys.executable).with_name("holdfast")
    command = [str(holdfast), *first.removeprefix("$ holdfast ").split()]
    ran = subprocess.run(command, cwd=ROOT / "examples", capture_output=True, text=True, check=False)
    assert shown == ran.stdout.rstrip("\n").split("\n"), "run `make docs`"


@pytest.mark.parametrize(
    ("shown", "actual", "expected"),
    [
        (["one", "two"], "one\ntwo\n", True),
        (["one", "..."], "one\n", True),
        (["...", "three"], "one\ntwo\nthree\n", True),
        (["one"], "one\ntwo\n", False),
        (["one", "...", "three"], "one\ntwo\n", False),
        (["sha256:..., seen"], "sha256:1f, seen\n", True),
        (["a.c"], "abc\n", False),
    ],
)
def test_output_is_compared_line_by_line(shown: list[str], actual: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert matches(shown, actual) is expected
