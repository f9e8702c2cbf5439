"""Sizes, names and silences that the project has agreed on. An exception is listed here with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from project import PACKAGE, ROOT, files, modules

MODULE_LINES = 400
RULE_LINES = 120
FUNCTION_LINES = 50
FOLDER_MODULES = 15

FULL_FOLDERS = {
    "rules/hardened": "a family grows by one file per rule, and the catalogue is its index",
    "rules/immutable": "likewise",
    "rules/isolated": "likewise",
    "rules/minimal": "likewise",
    "rules/sound": "likewise",
}
DYNAMIC = {
    "rules/kit.py": "a rule's check and parameters differ from rule to rule, and the catalogue holds them all",
}
OUTERMOST = {
    "gates/cli/__init__.py": "the one handler that turns a defect of ours into exit code 4",
    "gates/cli/judging/workers.py": "the same in a worker process: what ends it is carried to that handler",
}
BANNED_WORDS = frozenset(
    {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "lib"}
)
BANNED_NAMES = frozenset({"base", "core", "stuff"})

each_module = pytest.mark.parametrize("module", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))


def name(module: Path) -> str:
    """Return the path of `module` within the package."""
    return module.relative_to(PACKAGE).as_posix()


def nodes(module: Path) -> Iterator[ast.AST]:
    """Yield every node of a module's syntax tree."""
    return ast.walk(ast.parse(module.read_text(encoding="utf-8")))


def is_rule(module: Path) -> bool:
    """Tell whether `module` is a rule's: in a family below `rules`."""
    return re.fullmatch(r"rules/(?!readings/)[a-z]+/(?!__init__)\w+\.py", name(module)) is not None


@each_module
def test_a_module_holds_one_idea(module: Path) -> None:
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= (RULE_LINES if is_rule(module) else MODULE_LINES)


@each_module
def test_a_function_fits_on_a_screen(module: Path) -> None:
    long = {
        node.name: length
        for node in nodes(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_a_folder_can_be_taken_in_at_a_glance() -> None:
    counts = {
        folder.relative_to(PACKAGE).as_posix(): len(
            [m for m in folder.glob("*.py") if m.name != "__init__.py"]
        )
        for folder in {module.parent for module in modules()}
    }
    assert {f: n for f, n in counts.items() if n > FOLDER_MODULES and f not in FULL_FOLDERS} == {}


@each_module
def test_a_module_is_named_for_what_it_holds(module: Path) -> None:
    stem = module.parent.name if module.name == "__init__.py" else module.stem
    assert BANNED_WORDS.isdisjoint(stem.split("_"))
    assert stem not in BANNED_NAMES


@pytest.mark.parametrize(
    "module",
    [m for package in ("model", "rules", "policy") for m in modules(below=package)],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_what_decides_is_typed_throughout(module: Path) -> None:
    untyped = [node.lineno for node in nodes(module) if isinstance(node, ast.Name) and node.id == "Any"]
    assert untyped == [] or name(module) in DYNAMIC


def test_only_a_gates_outermost_handler_catches_everything() -> None:
    broad = {
        name(module)
        for module in modules()
        for node in nodes(module)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or any(
                isinstance(n, ast.Name) and n.id in {"Exception", "BaseException"}
                for n in ast.walk(node.type)
            )
        )
    }
    assert broad <= OUTERMOST.keys()


@each_module
def test_an_exception_to_a_norm_is_still_one(module: Path) -> None:
    """A list of exceptions that nothing needs any more is a hole."""
    if name(module) in DYNAMIC:
        assert any(isinstance(node, ast.Name) and node.id == "Any" for node in nodes(module))


MACHINE = re.compile(
    "|".join([re.escape(f"{ROOT}/"), "/work/" + "main", "/work/" + "shared", r"\.pyenv/" + "versions"])
)
INDEXES = re.compile(
    "|".join(re.escape(part + rest) for part, rest in [
        ("pypi", ".org"), ("pythonhosted", ".org"), ("proxy.golang", ".org"), ("registry.npmjs", ".org"),
        ("--index", "-url"), ("--extra-index", "-url"), ("--find", "-links"),
    ])
)  # fmt: skip


@pytest.mark.parametrize("pattern", [MACHINE, INDEXES], ids=["machine path", "package index"])
def test_no_file_names_a_machine_or_a_package_index(pattern: re.Pattern[str]) -> None:
    named = {}
    for path in files():
        text = path.read_text(encoding="utf-8", errors="replace")
        if found := pattern.search(text):
            named[str(path.relative_to(ROOT))] = found[0]
    assert named == {}
