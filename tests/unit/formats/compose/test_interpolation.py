from __future__ import annotations

import pytest

from holdfast.formats.compose.interpolation import Unknown, interpolate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nginx:1.25", "nginx:1.25"),
        ("${TAG:-1.25}", "1.25"),
        ("${TAG-1.25}", "1.25"),
        ("${TAG:-}", ""),
        ("a:${TAG:-${OTHER:-2}}-x", "a:2-x"),
        ("$$HOME ${A:-$$}", "$HOME $"),
        ("{a}", "{a}"),
    ],
)
def test_a_variable_with_a_default_has_it(text: str, value: str) -> None:
    found = interpolate(text)
    assert (found, isinstance(found, Unknown)) == (value, False)


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ("$TAG", "TAG"),
        ("${TAG}", "TAG"),
        ("a:$TAG-${OTHER}", "TAG"),
        ("${TAG:?must be set}", "TAG"),
        ("${TAG:+set}", "TAG"),
        ("${A:-${B}}", "B"),
    ],
)
def test_a_variable_without_a_default_leaves_the_text_unknown(text: str, variable: str) -> None:
    found = interpolate(text)
    assert (found, isinstance(found, Unknown)) == (variable, True)


@pytest.mark.parametrize(
    "text",
    [
        "$",
        "a$ b",
        "${",
        "${}",
        "${1}",
        "${A:-b",
        "${A:-" * 10_000,
        "${A:-" * 20 + "}" * 20,
        "$-",
        "$$" * 40_000,
    ],
)
def test_what_is_no_template_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        interpolate(text)
