from __future__ import annotations

import pytest

from holdfast.formats import shell
from holdfast.formats.shell.words import NESTING
from holdfast.model.position import Position
from holdfast.model.shell import Script


def _read(text: str) -> Script:
    return shell.parse(text, lambda offset: Position(1, offset + 1))


def _shown(text: str) -> list[str]:
    script = _read(text)
    assert script.problem is None
    return [f"{c.depth}{c.operator} {' '.join(w.text for w in c.words)}".rstrip() for c in script.commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b && c || d; e | f |& g & h\ni", ["0 a b", "0&& c", "0|| d", "0 e", "0| f", "0|& g", "0& h", "0 i"]),
        ("a &&\n b # c && d", ["0 a", "0&& b"]),
        ("if a; then b; elif c; then d; else e; fi; f", ["1 a", "1 b", "1 c", "1 d", "1 e", "0 f"]),
        ("for i in x $(y); do z $i; done", ["2 y", "1 z $i"]),
        ("for ((i=0; i<3; i++)); do z; done", ["1 z"]),
        ("while ! a; do b; done < f | c", ["1 a", "1 b", "0", "0| c"]),
        ("case $x in a|b) c;; (*) d ;; esac && e", ["1 c", "1 d", "0&& e"]),
        ("(a; b) && { c; }", ["1 a", "1 b", "1&& c"]),
        ("f() { a; }; function g { b; }; f", ["1 a", "1 b", "0 f"]),
        ('a "$(b `c`)" d', ["0 a $(b `c`) d", "1 b `c`", "2 c"]),
        ("[[ a && b > c ]] || d", ["0 [[ a && b > c ]]", "0|| d"]),
        ("a $((1 + $(b))) ${x:-$(c)}", ["0 a $((1 + $(b))) ${x:-$(c)}", "1 b", "1 c"]),
        ("diff <(a) <(b)", ["0 diff <(a) <(b)", "1 a", "1 b"]),
        ("x=(a b\n c) y", ["0 y"]),
        ("echo if fi", ["0 echo if fi"]),
        ("bash -ec 'a | b' c", ["0 bash -ec a | b c", "1 a", "1| b"]),
        ("cat <<E && b\nrm -rf /\nE\nc", ["0 cat", "0&& b", "0 c"]),
        ("sh <<-E\n\ta b\n\tE\nc", ["0 sh", "1 a b", "0 c"]),
    ],
)  # fmt: skip
def test_commands_stand_in_order_with_what_joins_them(text: str, expected: list[str]) -> None:
    assert _shown(text) == expected


@pytest.mark.parametrize(
    ("text", "word", "literal"),
    [
        ("'a b'", "a b", True), ('"a $b"', "a $b", False), ("a\\ b", "a b", True), ("a*", "a*", False), ("[", "[", True),
        ("$'a\\tb'", "a\tb", True), ("~/x", "~/x", False), ("a'b'\"c\"", "abc", True), ("'*'", "*", True),
        ('"a\\"b\\c"', 'a"b\\c', True), ("{a,b}", "{a,b}", False), ("{}", "{}", True), ("a\\\nb", "ab", True),
    ],
)  # fmt: skip
def test_a_word_is_read_without_its_quotes(text: str, word: str, literal: bool) -> None:  # noqa: FBT001 - a table
    (command,) = _read(f"x {text}").commands
    assert (command.words[1].text, command.words[1].literal) == (word, literal)
    assert command.words[1].at == Position(1, 3)


def test_assignments_and_redirections_are_no_words() -> None:
    (command,) = _read("A=1 B='x y' cmd 2>&1 >>log <<< in arg").commands
    assert [(a.name, a.value.text) for a in command.assignments] == [("A", "1"), ("B", "x y")]
    assert [(r.operator, r.descriptor, r.target.text) for r in command.redirects] == [
        (">&", 2, "1"), (">>", None, "log"), ("<<<", None, "in"),
    ]  # fmt: skip
    assert command.name == "cmd"
    assert command.texts() == ("arg",)


@pytest.mark.parametrize(
    "text", ["a; 'b", 'a; "b', "a; `b", "a; x ${b", "a; x $(b", "a; fi", "a; b )", "a; b >"]
)
def test_what_can_not_be_read_is_a_problem_and_the_commands_before_it_stand(text: str) -> None:
    script = _read(text)
    assert script.problem
    assert script.commands[0].name == "a"


def test_substitutions_nest_only_so_deep() -> None:
    script = _read("a; " + "b $(" * (NESTING + 1) + "c" + ")" * (NESTING + 1))
    assert script.problem is not None
    assert str(NESTING) in script.problem
