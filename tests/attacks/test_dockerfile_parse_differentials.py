"""A file that a linter reads in one way and the builder in another hides what it does from the linter."""

from __future__ import annotations

import pytest

from holdfast.formats import dockerfile
from holdfast.model.dockerfile import Command, User
from holdfast.model.position import Position


def _users(text: str) -> list[str]:
    found = dockerfile.parse(text.encode()).instructions()
    return [i.user.value or "" for i in found if isinstance(i, User) and i.user and not i.onbuild]


@pytest.mark.parametrize(
    ("text", "users"),
    [
        pytest.param("# escape=`\nFROM a\nRUN dir c:\\\nUSER root", ["root"], id="escape-directive"),
        pytest.param(
            "# x\n# escape=`\nFROM a\nRUN b `\nUSER root", ["root"], id="escape-after-a-comment-is-a-comment"
        ),
        pytest.param(
            "\n# escape=`\nFROM a\nRUN b \\\nUSER root", [], id="escape-after-an-empty-line-is-a-comment"
        ),
        pytest.param("FROM a\r\nRUN b \\\r\nUSER root\r\nUSER c\r\n", ["c"], id="continuation-with-crlf"),
        pytest.param("FROM a\nRUN b \\ \t\nUSER root\n", [], id="white-space-after-the-continuation"),
        pytest.param("FROM a\nRUN b \\\n# c \\\n\nUSER root\nUSER d", ["d"], id="comment-in-a-continuation"),
        pytest.param("FROM a\nRUN b \\\\\nUSER root\n", ["root"], id="escaped-escape-does-not-continue"),
        pytest.param(
            "FROM a\nRUN <<E\nUSER app\nE\nUSER root", ["root"], id="heredoc-hides-nothing-behind-it"
        ),
        pytest.param("FROM a\nRUN cat << E\nUSER root\n", ["root"], id="space-makes-no-heredoc"),
        pytest.param("FROM a\nRUN 'x <<E'\nUSER root\nE", ["root"], id="quoted-heredoc-is-none"),
        pytest.param(
            "FROM a\nRUN <<-E\n\tUSER app\n\tE\nUSER root", ["root"], id="tabs-before-the-terminator"
        ),
        pytest.param("FROM a\n\tuSeR\troot", ["root"], id="case-and-tabs"),
        pytest.param("FROM a\nUSER app\nONBUILD USER root", ["app"], id="onbuild-acts-elsewhere"),
        pytest.param("FROM a\nUS\\\nER root", ["root"], id="keyword-in-two-lines"),
        pytest.param("\ufeffFROM a\nUSER root", ["root"], id="byte-order-mark"),
        pytest.param("FROM a\rUSER root", [], id="carriage-return-ends-no-line"),
        pytest.param("FROM a\nUSER app # \nUSER root#x", ["app #", "root#x"], id="no-comment-within-a-line"),
        pytest.param("FROM a\nUSER\u00a0root", [], id="no-break-space-joins"),
    ],
)
def test_the_user_is_the_one_that_the_builder_sets(text: str, users: list[str]) -> None:
    assert _users(text) == users


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ('["a", "b"]', ("a", "b")),
        ("['a', 'b']", ()),
        ('["a", ]', ()),
        ("[“a”]", ()),
        ('["a"] b', ()),
        ('["\\x"]', ()),
    ],
)
def test_only_valid_json_is_an_exec_form(line: str, argv: tuple[str, ...]) -> None:
    command = dockerfile.parse(f"FROM a\nCMD {line}".encode()).instructions()[1]
    assert isinstance(command, Command)
    assert tuple(text.value for text in command.argv) == argv


def test_text_that_is_shown_in_another_order_keeps_its_real_place() -> None:
    run = dockerfile.parse("FROM a\nRUN x \u202egnp.exe\u202c && y".encode()).instructions()[1]
    assert isinstance(run, Command)
    assert run.script is not None
    assert [(c.words[0].text, c.at) for c in run.script.commands] == [
        ("x", Position(2, 5)),
        ("y", Position(2, 20)),
    ]
