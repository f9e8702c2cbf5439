"""What a short run must not import: a budget of names, so that it holds on slow and fast machines alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys
from holdfast.__main__ import main
try:
    code = main()
except SystemExit as end:
    code = end.code
print()
print(code or 0, *sys.modules)
"""

NOT_FOR_ONE_DOCUMENT = {
    "asyncio": "nothing is waited for",
    "concurrent.futures": "one file needs no workers",
    "email": "no message is read",
    "importlib.metadata": "the version is a constant",
    "jsonschema": "the reader of policies checks them itself",
    "multiprocessing": "one file needs no workers",
    "rich": "text is rendered without it",
    "socket": "documents are judged without a network",
    "ssl": "likewise",
    "subprocess": "no program is started",
    "tempfile": "nothing is written",
    "urllib.request": "documents are judged without a network",
}
"""Modules that cost more than a short run can pay, with why it does not need them."""

NOT_FOR_THE_VERSION = {
    **NOT_FOR_ONE_DOCUMENT,
    "click": "answered before the command-line library is imported",
    "dataclasses": "no value of the model is made",
    "holdfast.model": "likewise",
    "inspect": "what makes dataclasses slow",
    "json": "nothing is read",
    "pathlib": "likewise",
    "yaml": "likewise",
}

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: web}
"""


SITE = f"import sys; sys.path[:] = {sys.path!r}\n"
"""The paths of this very interpreter, without what its site packages import on their own at start."""


def imported(*arguments: str) -> tuple[int, set[str]]:
    """Run the command in a fresh interpreter; return its exit code and what it had imported at its end."""
    command = [sys.executable, "-I", "-S", "-c", SITE + PROBE, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    code, *modules = ran.stdout.splitlines()[-1].split()
    return int(code), set(modules)


def test_the_version_is_answered_before_anything_heavy_is_imported() -> None:
    code, modules = imported("--version")
    assert code == 0
    assert "holdfast.__main__" in modules
    assert NOT_FOR_THE_VERSION.keys() & modules == set()


@pytest.mark.parametrize("document", [POD, "FROM scratch\nUSER 1000\n"], ids=["manifest", "dockerfile"])
def test_one_document_is_judged_without_anything_heavy(tmp_path: Path, document: str) -> None:
    path = tmp_path / ("pod.yaml" if document is POD else "Dockerfile")
    path.write_text(document, encoding="utf-8")
    code, modules = imported("check", "--profile", "standard", str(path))
    assert code in {0, 1, 3}
    assert "holdfast.assess" in modules
    assert NOT_FOR_ONE_DOCUMENT.keys() & modules == set()
