"""The same files read by BuildKit's own parser, as the package `dockerfile` wraps it.

That wrapper shows no directives, no flags within `ONBUILD`, and takes `["a"] b` for an exec form (BuildKit 0.34
does not); files with these are left to the other tests.
"""

from __future__ import annotations

import dockerfile as buildkit  # type: ignore[import-not-found]  # an extension module without types
import pytest

from holdfast.formats import dockerfile
from holdfast.model.dockerfile import Assignments, Command, Form, Healthcheck, Instruction, Onbuild

FILES = [
    "FROM a\nRUN b \\ \t\n c\n",
    'FROM a\nRUN "x \\\n  # com\n\n \n  y"\nRUN z',
    "FROM a\r\nRUN b \\\r\n c\r\nUSER d\r\n",
    "FROM a\nCOPY x c:\\\\\nRUN b",
    "FROM a\nRUN a\\\\\\\nUSER b",
    "# escape=`\nFROM a\nRUN a `\n b\nCOPY x c:\\\nUSER b",
    "# about\n# escape=`\nFROM a\nRUN a \\\n b\n",
    "FROM a\n  #c\n\t RUN\tx",
    "\ufeffFROM a\nUSER b",
    "FROM a\nRUN echo it's <<EOT\nUSER b\n",
    "FROM a\nRUN cat <<EOT>f\nx\nEOT>f\nUSER b",
    'FROM a\nRUN 3<<-"E T"\n\tx\n\tE T\nRUN y',
    "FROM a\nRUN a <<A <<B\n1\nA\n2\nB\nUSER b",
    'FROM a\nCOPY <<a <<"b" /x\n1\na\n2\nb\nUSER c',
    "FROM a\nRUN <<EOT\r\nx\r\nEOT\r\nUSER c",
    'FROM a\nRUN echo "<<EOT"\nUSER c',
    "FROM a\nRUN cat \\<<EOT\nUSER c",
    'FROM a\nRUN <<E"O"T\na\nEOT\nUSER c',
    "FROM a\nRUN <<< foo\nUSER c",
    "FROM a\nRUN echo 'a\\' <<EOT\nx\nEOT\nUSER c",
    'FROM a\nCMD [ "a\\u0041\\"", "\\u00e9\\ud83d\\ude00" ]  ',
    "FROM a\nCMD ['a']\nENTRYPOINT [ \"a\", ]\nRUN [\"a\", \"\\d\"]",
    'FROM a\nCMD []\nENTRYPOINT ["a"]\nSHELL ["/bin/bash", "-c"]\nVOLUME ["a b", "c"]\nCOPY ["a b", "c"]',
    "from a as b\nrun c\nFrOm d",
    'FROM a\nENV a=1 \\\n # c\n b=2\nENV k "b c" d\nENV x= y=\nLABEL a="x\\\n  y" b=\'c d\' e=f\\ g',
    'ARG v=1\nFROM a\nARG a=b c="d e" f\nEXPOSE 80 81/tcp\nUSER  a b \nWORKDIR "a b"\nSTOPSIGNAL 9\nMAINTAINER a b',
    'FROM a\nCOPY --from=a --chown="x y" \\\n --link a b\nCOPY -- c d\nRUN --mount=type=cache --network=none -- foo',
    'FROM a\nHEALTHCHECK NONE\nHEALTHCHECK --interval=3s --retries=2 CMD foo  bar\nHEALTHCHECK CMD ["a", "b"]',
    "FROM a\nONBUILD RUN <<EOT\nx\nEOT\nONBUILD USER b\nUSER c",
    "FROM a #c\nRUN \\\n\n\nUSER b",
    "FROM\x0ba\nRUN a\x0bb",
    "FROM a\rRUN b",
]  # fmt: skip


def _values(instruction: Instruction) -> tuple[str, ...]:
    """Return what the oracle calls the value."""
    if isinstance(instruction, Onbuild):
        assert instruction.trigger is not None
        return _values(instruction.trigger)
    if isinstance(instruction, Assignments) and instruction.keyword != "ARG":
        return tuple(
            p for pair in instruction.pairs for p in (pair.key, pair.value.raw if pair.value else "")
        )
    if isinstance(instruction, Command) and instruction.form is Form.EXEC:
        return tuple(text.value or "" for text in instruction.argv)
    if isinstance(instruction, Healthcheck):
        rest = _values(instruction.command) if instruction.command else ()
        return (instruction.arguments[0].raw, *rest)
    return tuple(text.raw for text in instruction.arguments)


def _flags(instruction: Instruction) -> tuple[str, ...]:
    return tuple(
        f"--{flag.name}" + (f"={flag.value.raw}" if flag.value else "") for flag in instruction.flags
    )


def _form(instruction: Instruction) -> bool:
    command = instruction.command if isinstance(instruction, Healthcheck) else instruction
    return isinstance(command, Command) and command.form is Form.EXEC


@pytest.mark.parametrize("text", FILES)
def test_instructions_are_those_that_buildkit_reads(text: str) -> None:
    expected = buildkit.parse_string(text.removeprefix("\ufeff"))
    found = [i for i in dockerfile.parse(text.encode()).instructions() if not i.onbuild]
    assert [(c.cmd.upper(), c.start_line, c.end_line, c.flags) for c in expected] == [
        (i.keyword, i.at.line, i.end_line, _flags(i)) for i in found
    ]
    assert [tuple(v for v in c.value) for c in expected] == [_values(i) for i in found]
    for command, instruction in zip(expected, found, strict=True):
        if command.cmd.upper() in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
            assert command.json == _form(instruction)
        if command.sub_cmd is None:
            assert [(h.name, h.content.lstrip("\t")) for h in command.heredocs] == [
                (h.name, h.body) for h in instruction.heredocs
            ]
