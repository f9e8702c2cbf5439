"""Laws that hold for every Dockerfile, however broken."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.errors import MalformedError
from holdfast.formats import dockerfile, shell
from holdfast.model.dockerfile import (
    Assignments,
    Command,
    Dockerfile,
    Instruction,
    Onbuild,
    Text,
    Transfer,
    User,
)
from holdfast.model.position import Position
from holdfast.model.shell import Script, ShellWord

_FRAGMENTS = st.sampled_from(
    [
        "FROM ", "RUN ", "COPY ", "ENV ", "ARG ", "CMD ", "ONBUILD ", "HEALTHCHECK ", "USER ", "SHELL ", "LABEL ",
        "EXPOSE 1", "AS ", "a", "b=c", "$a", "${a:-b}", "${a", "${a#*/}", "${a//x/y}", "--from=a ", "--mount=type=x ",
        "--", "<<EOT", "<<-'E'", "EOT", "E", "\n", "\r\n", "\\\n", "`\n", "\\", "'", '"', "`", "#", "# escape=`\n",
        "#syntax=x\n", "[", "]", '["a", "b"]', '["sh","-c","a;b"]', "$(", ")", "((", "))", "{ ", "}", "if ", "then ",
        "fi", "case x in ", "esac", ";;", "|", "&&", ";", "&", ">", "2>&1", "<(", "[[ ", " ]]", "for i in ", "do ",
        "done", " ", "\t", "é", "\u202e", "\U0001f600", "f() ", "x=(a b)", "$'\\n'", "$((", "function g ",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.lists(_FRAGMENTS, max_size=30).map("".join), st.text(max_size=60))


def _parsed(text: str) -> Dockerfile | None:
    try:
        return dockerfile.parse(text.encode())
    except MalformedError:
        return None


def _scripts(instructions: tuple[Instruction, ...]) -> Iterator[Script]:
    for instruction in instructions:
        if isinstance(instruction, Command) and instruction.script is not None:
            yield instruction.script


def _words(script: Script) -> Iterator[ShellWord]:
    for command in script.commands:
        yield from command.words
        yield from (redirect.target for redirect in command.redirects)
        yield from (assignment.value for assignment in command.assignments)


def _texts(instruction: Instruction) -> Iterator[Text]:
    yield from instruction.arguments
    if isinstance(instruction, Assignments):
        yield from (pair.value for pair in instruction.pairs if pair.value is not None)
    if isinstance(instruction, Transfer):
        yield from instruction.sources
    if isinstance(instruction, User) and instruction.user is not None:
        yield instruction.user


def _within(position: Position, lines: list[str]) -> bool:
    return 1 <= position.line <= len(lines) and 1 <= position.column <= len(lines[position.line - 1]) + 2


@given(st.binary(max_size=200))
def test_bytes_are_parsed_or_refused_as_malformed(data: bytes) -> None:
    try:
        dockerfile.parse(data)
    except MalformedError as error:
        assert "\n" not in str(error)  # noqa: PT017 - one clear line is what is claimed


@settings(max_examples=400)
@given(_TEXTS)
def test_every_position_lies_within_the_file(text: str) -> None:
    parsed = _parsed(text)
    if parsed is None:
        return
    lines = text.removeprefix("\ufeff").split("\n")
    places = [i.at for i in parsed.instructions()] + [p.at for p in parsed.problems]
    places += [c.at for c in parsed.comments] + [d.at for d in parsed.directives]
    for instruction in parsed.instructions():
        places += [t.at for t in _texts(instruction)] + [f.at for f in instruction.flags]
        assert instruction.at.line <= instruction.end_line <= len(lines)
    for script in _scripts(parsed.instructions()):
        places += [word.at for word in _words(script)] + [command.at for command in script.commands]
    assert [place for place in places if not _within(place, lines)] == []


@settings(max_examples=400)
@given(_TEXTS)
def test_a_word_stands_where_its_position_says(text: str) -> None:
    parsed = _parsed(text)
    if parsed is None:
        return
    lines = text.removeprefix("\ufeff").split("\n")
    for instruction in parsed.instructions():
        if isinstance(instruction, Onbuild) or instruction.at.line != instruction.end_line:
            continue
        for word in _texts(instruction):
            assert lines[word.at.line - 1].startswith(word.raw, word.at.column - 1)


@settings(max_examples=400)
@given(_TEXTS)
def test_a_plain_shell_word_stands_where_its_position_says(text: str) -> None:
    lines = text.split("\n")

    def locate(offset: int) -> Position:
        before = text[:offset]
        return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)

    for word in _words(shell.parse(text, locate)):
        if word.literal and not word.quoted and word.text.isalnum():
            assert lines[word.at.line - 1].startswith(word.text[:1], word.at.column - 1)


@settings(max_examples=200)
@given(_TEXTS)
def test_parsing_the_same_bytes_twice_gives_the_same(text: str) -> None:
    assert _parsed(text) == _parsed(text)


@settings(max_examples=200)
@given(_TEXTS)
def test_line_ends_of_windows_change_no_meaning(text: str) -> None:
    unix = text.replace("\r", "")
    one, other = _parsed(f"FROM a\n{unix}"), _parsed(f"FROM a\n{unix}".replace("\n", "\r\n"))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert [(i.keyword, i.at) for i in one.instructions()] == [
            (i.keyword, i.at) for i in other.instructions()
        ]
