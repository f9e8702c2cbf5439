"""The rule that the guide shows is a whole rule, and its own examples hold."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from holdfast.rules.kit import Rule
from marks import marks
from project import ROOT
from test_rules import judged


@pytest.fixture
def shown(tmp_path: Path) -> Rule:
    """Return the rule in `docs/how-to/add-a-rule.md`, loaded as a module of a family."""
    text = (ROOT / "docs" / "how-to" / "add-a-rule.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^```python title=(\w+)\.py\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    name, source = found
    path = tmp_path / f"{name}.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"holdfast.rules.isolated.{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rule = getattr(module, name)
    assert isinstance(rule, Rule)
    return rule


def test_the_rule_that_the_guide_shows_does_what_its_examples_say(shown: Rule) -> None:
    assert shown.id == "isolated/token-mount-forbidden"
    for example in (*shown.good, *shown.bad):
        found, _ = judged(shown, example)
        assert found == marks(example.text)
