"""Expected values are what BuildKit's own word processor gives for these words."""

from __future__ import annotations

import pytest

from holdfast.formats.dockerfile import bounds
from holdfast.formats.dockerfile.expansion import Budget, Variables, expand


def _variables() -> Variables:
    variables = Variables(inherits=False)
    variables.environment = {"a": "b", "e": "", "p": "/b/b/c.b", "a_b": "under", "q": "*x*", "s": "a.b(a)"}
    variables.declared = {"given_later"}
    return variables


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("$a", "b"), ("$", "$"), ("$1x", "x"), ("${a:-b c}", "b"), ("${u:-${a}}", "b"), ("${e:-x}", "x"), ("${e-x}", ""),
        ("${a:+x}", "x"), ("${u+x}", ""), ("${e+x}", "x"), ("${e?m}", ""), ("${p#*/}", "b/b/c.b"), ("${p##*/}", "c.b"),
        ("${p%/*}", "/b/b"), ("${p%%/*}", ""), ("${p/b/X}", "/X/b/c.b"), ("${p//b/X}", "/X/X/c.X"),
        ("${p/\\//-}", "-b/b/c.b"), ("${p//\\//-}", "-b-b-c.b"), ("'$a'", "$a"), ('"\\$a"', "$a"), ('"a\\b"', "a\\b"),
        ("a\\b", "ab"), ("a\\", "a"), ('"a\'b"', "a'b"), ('${u:-"x y"}', "x y"), ("${u:-a\\}b}", "a}b"), ("$a_b", "under"),
        ("$a-b", "b-b"), ("${p#[/]}", "/b/b/c.b"), ("$(x)", "$(x)"), ("\\$a", "$a"), ("${p/*b/X}", "X"),
        ("${p//?/X}", "XXXXXXXX"), ('${p#"/b"}', "/b/c.b"), ("${p/$a/X}", "/X/b/c.b"), ("${q#\\*}", "x*"),
        ("${p///X}", "X/XbX/XbX/XcX.XbX"), ("${s/./X}", "aXb(a)"), ("${s/(a)/X}", "a.bX"), ("'a\\'b", "a\\b"),
    ],
)  # fmt: skip
def test_a_word_expands_as_in_buildkit(word: str, value: str) -> None:
    assert expand(word, _variables(), "\\", Budget()) == (value, (), None)


@pytest.mark.parametrize(
    "word",
    [
        "${",
        "${}",
        "${:x}",
        "${a",
        "${u:?m}",
        "${e:?m}",
        "${p:#x}",
        "${a^}",
        "${#a}",
        '"a',
        "'a",
        "${p/b}",
        "${a:=x}",
        "${p#\\b}",
    ],
)
def test_a_word_that_buildkit_refuses_says_why(word: str) -> None:
    found = expand(word, _variables(), "\\", Budget())
    assert found.value is None
    assert found.failure


def test_an_argument_without_a_value_is_named_unless_a_default_decides() -> None:
    variables = _variables()
    assert expand("x$given_later", variables, "\\", Budget()) == (None, ("given_later",), None)
    assert expand("${given_later:-x}", variables, "\\", Budget()) == ("x", (), None)
    assert expand("${given_later:?m}", variables, "\\", Budget()) == (None, ("given_later",), None)


def test_what_a_base_image_may_set_is_not_known() -> None:
    variables = Variables(inherits=True)
    assert expand("${HOME:-/root}", variables, "\\", Budget()) == (None, ("HOME",), None)


def test_a_long_word_is_not_expanded() -> None:
    variables = Variables(inherits=False)
    variables.environment["x"] = "a" * (bounds.EXPANDED_WORD // 2)
    assert expand("$x$x$x", variables, "\\", Budget()).failure is not None


def test_the_words_of_a_file_have_one_budget() -> None:
    variables, budget = Variables(inherits=False), Budget()
    variables.environment["x"] = "a" * bounds.EXPANDED_WORD
    found = [
        expand("$x", variables, "\\", budget).value
        for _ in range(bounds.EXPANDED_FILE // bounds.EXPANDED_WORD + 1)
    ]
    assert [value is None for value in found].count(True) == 1


def test_modifiers_nest_only_so_deep() -> None:
    word = "${u:-" * (bounds.NESTING + 2) + "}" * (bounds.NESTING + 2)
    assert expand(word, _variables(), "\\", Budget()).failure is not None


def test_patterns_of_a_file_have_one_budget() -> None:
    variables, budget = Variables(inherits=False), Budget()
    variables.environment["x"] = "a" * 2000
    assert expand("${x//a*a*b/c}", variables, "\\", budget).failure is not None
