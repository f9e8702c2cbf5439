"""The layers and the other import contracts of pyproject hold, and the model stands on the library alone."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from project import PACKAGE, ROOT, modules

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_contracts_leave_no_layer_out_and_count_imports_for_types() -> None:
    (layers,) = (c for c in CONTRACTS["contracts"] if c.get("containers") == ["holdfast"])
    named = {name.strip() for line in layers["layers"] for name in line.split("|")}
    there = {p.stem for p in PACKAGE.glob("*.py")} | {p.parent.name for p in PACKAGE.glob("*/__init__.py")}

    assert layers["exhaustive"]
    assert named == there - {"__init__"}
    assert CONTRACTS["exclude_type_checking_imports"] is False
    assert not any("ignore_imports" in contract for contract in CONTRACTS["contracts"])


@pytest.mark.parametrize("module", modules(below="model"), ids=lambda path: path.stem)
def test_the_model_imports_the_standard_library_only(module: Path) -> None:
    foreign = {
        name
        for name in _imported(module)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not name.startswith(("holdfast.model", "holdfast.errors"))
    }
    assert foreign == set()


def _imported(module: Path) -> set[str]:
    """Return the dotted names of everything that `module` imports, at its top or within."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {
        "." * node.level + (node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
