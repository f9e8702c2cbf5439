from __future__ import annotations

import pytest

from holdfast.errors import MalformedError
from holdfast.formats import dockerfile
from holdfast.formats.dockerfile import bounds
from holdfast.model.dockerfile import BaseKind, Command, Dockerfile, Healthcheck, Onbuild, Transfer, User
from holdfast.model.position import Position


def _parse(text: str, **build_args: str) -> Dockerfile:
    return dockerfile.parse(text.encode(), build_args=build_args)


def _commands(text: str) -> list[tuple[str, ...]]:
    (command,) = (i for i in _parse(f"FROM a\n{text}").instructions() if isinstance(i, Command))
    assert command.script is not None
    return [tuple(word.text for word in found.words) for found in command.script.commands]


@pytest.mark.parametrize(
    "data",
    [b"", b"# only\n", b"\n \n", b"FROM a\0", "FROM a".encode("utf-16"), b"FROM \xff", b"x" * (bounds.FILE_BYTES + 1),
     b"FROM a\n" + b"\n" * bounds.LINES],
)  # fmt: skip
def test_what_is_no_dockerfile_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError) as caught:
        dockerfile.parse(data, path="x/Dockerfile")
    assert caught.value.subject == "x/Dockerfile"


def test_the_line_of_bytes_that_are_not_text_is_named() -> None:
    with pytest.raises(MalformedError) as caught:
        dockerfile.parse(b"FROM a\nRUN \xff\n")
    assert caught.value.line == 2


def test_an_argument_before_from_is_known_in_from_and_not_in_the_stage() -> None:
    parsed = _parse("ARG V=3.20\nFROM alpine:${V}\nUSER u$V\nARG V\nUSER u$V")
    (stage,) = parsed.stages
    assert stage.base.reference is not None
    assert stage.base.reference.tag == "3.20"
    assert [i.user.value for i in stage.instructions if isinstance(i, User) and i.user] == [None, "u3.20"]


def test_the_build_gives_an_argument_its_value() -> None:
    (stage,) = _parse("ARG V=1\nFROM alpine:$V", V="2").stages
    assert stage.base.reference is not None
    assert stage.base.reference.tag == "2"


def test_a_base_that_only_the_build_names_is_unknown_and_says_which_argument() -> None:
    parsed = _parse("ARG BASE\nFROM ${BASE}")
    assert parsed.stages[0].base.kind is BaseKind.UNKNOWN
    assert "BASE" in (parsed.stages[0].base.problem or "")
    assert parsed.problems == ()


def test_a_base_of_an_undeclared_argument_is_empty_and_a_problem() -> None:
    parsed = _parse("FROM $BASE")
    assert parsed.stages[0].base.kind is BaseKind.UNKNOWN
    assert len(parsed.problems) == 1


def test_a_later_stage_inherits_variables_and_shell() -> None:
    parsed = _parse('FROM a AS Build\nENV U=app\nSHELL ["/bin/bash", "-c"]\nFROM build\nUSER $U\nRUN x')
    stage = parsed.stages[1]
    assert (stage.base.kind, stage.base.stage) == (BaseKind.STAGE, 0)
    user, run = stage.instructions[1:]
    assert isinstance(user, User)
    assert user.user is not None
    assert user.user.value == "app"
    assert isinstance(run, Command)
    assert run.shell == ("/bin/bash", "-c")


def test_one_env_uses_the_values_from_before_it() -> None:
    parsed = _parse("FROM scratch\nENV abc=hello\nENV abc=bye def=$abc\nENV ghi=$abc\nUSER $def:$ghi")
    user = parsed.stages[0].instructions[-1]
    assert isinstance(user, User)
    assert user.user is not None
    assert user.group is not None
    assert (user.user.value, user.group.value) == ("hello", "bye")


@pytest.mark.parametrize(
    ("source", "stage", "image"),
    [
        ("build", "0", None),
        ("BUILD", "0", None),
        ("0", "0", None),
        ("nginx:1", None, "nginx:1"),
        ("7", None, "7"),
    ],
)
def test_copy_from_is_a_stage_or_an_image(source: str, stage: str | None, image: str | None) -> None:
    copy = _parse(f"FROM a AS build\nFROM b\nCOPY --from={source} x y").stages[1].instructions[1]
    assert isinstance(copy, Transfer)
    assert copy.source_stage == stage
    assert (copy.source_image.raw if copy.source_image else None) == image


def test_a_file_without_from_is_one_stage_of_unknown_base() -> None:
    parsed = _parse("RUN x\nUSER y")
    assert [(s.base.kind, len(s.instructions)) for s in parsed.stages] == [(BaseKind.UNKNOWN, 2)]
    assert parsed.problems


@pytest.mark.parametrize(
    "line",
    ["FOO x", "RUN --foo x", "COPY --from a b", "COPY --link=x a b", "COPY --link --link a b", "ENV a", "ENV a=b c",
     "LABEL =x", "ARG", "CMD [1]", "SHELL sh", "ONBUILD FROM b", "ONBUILD ONBUILD RUN x", "HEALTHCHECK foo",
     "HEALTHCHECK NONE x", "HEALTHCHECK CMD", "HEALTHCHECK --interval=3 CMD x", "USER", "EXPOSE", 'VOLUME [""]',
     "COPY a", "FROM a b", "FROM a AS 9x", "RUN --network=foo x", "RUN --mount=from=$X,target=/a y", "RUN <<E\nx",
     "COPY --from=$X a b", "ADD --from=x a b", "COPY a <<E\nx\nE", "USER ${X:?no user}y\nUSER ${", "CMD --foo bar"],
)  # fmt: skip
def test_what_buildkit_refuses_is_a_problem_and_the_rest_is_read(line: str) -> None:
    text = f"FROM scratch\n{line}\n"
    parsed = _parse(text if "<<" in line else f"{text}USER last\n")
    assert parsed.problems
    assert parsed.problems[0].at.line >= 2
    if "<<" not in line:
        assert isinstance(parsed.instructions()[-1], User)


def test_positions_hold_through_continuations() -> None:
    parsed = _parse("FROM a\nRUN one \\\n  # note\n\n    two && \\\n three\n")
    run = parsed.instructions()[1]
    assert isinstance(run, Command)
    assert run.script is not None
    words = [(w.text, w.at) for c in run.script.commands for w in c.words]
    assert words == [("one", Position(2, 5)), ("two", Position(5, 5)), ("three", Position(6, 2))]
    assert run.end_line == 6
    assert [c.text for c in parsed.comments] == ["note"]


def test_directives_stand_at_the_top_only() -> None:
    parsed = _parse("# syntax = docker/dockerfile:1\n#CHECK=skip=all\nFROM a\n# escape=`\n")
    assert [(d.name, d.value, d.at.line) for d in parsed.directives] == [
        ("syntax", "docker/dockerfile:1", 1),
        ("check", "skip=all", 2),
    ]


def test_a_here_document_alone_is_a_script() -> None:
    assert _commands("RUN <<EOT\nset -e\n# no\napt-get update &&\n  x\nEOT") == [
        ("set", "-e"),
        ("apt-get", "update"),
        ("x",),
    ]


def test_a_here_document_for_a_shell_is_a_script_and_for_another_program_is_not() -> None:
    assert _commands("RUN <<EOT bash\na b\nEOT") == [("bash",), ("a", "b")]
    assert _commands("RUN cat <<EOT >f\na b\nEOT") == [("cat",)]


@pytest.mark.parametrize(
    "text",
    [
        "RUN <<EOT\n#!/usr/bin/env python3\nprint()\nEOT",
        'SHELL ["powershell", "-Command"]\nRUN Get-Item x',
        'CMD ["a"]',
    ],
)
def test_what_is_for_no_shell_has_no_script(text: str) -> None:
    command = _parse(f"FROM a\n{text}").instructions()[-1]
    assert isinstance(command, Command)
    assert command.script is None


def test_an_exec_form_of_a_shell_has_its_script_in_place() -> None:
    command = _parse('FROM a\nCMD ["sh", "-c", "a \\"b\\" && c"]').instructions()[-1]
    assert isinstance(command, Command)
    assert command.script is not None
    assert [(w.text, w.at.column) for c in command.script.commands for w in c.words] == [
        ("a", 19),
        ("b", 21),
        ("c", 30),
    ]


def test_a_trigger_is_read_whole_and_expands_nothing() -> None:
    parsed = _parse("FROM a\nENV X=y\nONBUILD COPY --from=b --chown=$X c d")
    onbuild, copy = parsed.stages[0].instructions[2:]
    assert isinstance(onbuild, Onbuild)
    assert isinstance(copy, Transfer)
    assert onbuild.trigger == copy
    assert copy.onbuild
    assert [(f.name, f.value.value if f.value else None) for f in copy.flags] == [
        ("from", "b"),
        ("chown", None),
    ]


def test_a_health_check_has_its_command() -> None:
    check = _parse("FROM a\nHEALTHCHECK --interval=3s CMD curl -f x || exit 1").instructions()[1]
    assert isinstance(check, Healthcheck)
    assert check.command is not None
    assert check.command.script is not None
    assert [c.name for c in check.command.script.commands] == ["curl", "exit"]
