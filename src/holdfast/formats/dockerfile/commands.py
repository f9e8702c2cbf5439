"""`RUN`, `CMD`, `ENTRYPOINT`, `SHELL` and the command of `HEALTHCHECK`: exec form, shell form, and their scripts."""

from __future__ import annotations

import re

from holdfast.formats import shell
from holdfast.formats.dockerfile.statement import Statement
from holdfast.formats.dockerfile.words import Strings, is_json_array, json_strings
from holdfast.formats.dockerfile.written import Written
from holdfast.model.dockerfile import Command, Form, Healthcheck, Shell, Text
from holdfast.model.shell import Script

_POSIX = frozenset({"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"})
_WRAPPERS = frozenset({"env", "tini", "dumb-init", "exec", "catatonit"})
_BASENAME = re.compile(r"[^/\\]*\Z")
_COMMAND_FLAG = re.compile(r"-[a-zA-Z]*c[a-zA-Z]*\Z")
_ONLY_HEREDOC = re.compile(r"\d*<<-?[^<\s]+\Z|\d*<<-?(?:\"[^\"<]*\"|'[^'<]*')\Z")
_SHEBANG = re.compile(r"#!\s*(\S+)(?:\s+(?:-S\s+)?(\S+))?")
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z")
_NETWORKS = ("none", "host", "default")
_SECURITY = ("insecure", "sandbox")


def is_posix(name: str) -> bool:
    """Tell whether the program `name` is a shell whose scripts can be read here."""
    match = _BASENAME.search(name)
    return match is not None and match[0].lower().removesuffix(".exe") in _POSIX


def command(statement: Statement, start: int | None = None) -> Command:
    """Read `RUN`, `CMD` or `ENTRYPOINT`; `start` is where the command begins if not after the flags."""
    start = statement.start if start is None else start
    text = statement.line.text[start:].rstrip()
    if statement.keyword == "RUN":
        _check_run(statement)
    strings = _strings(statement, text, start)
    if strings is not None:
        return _exec_form(statement, strings, text)
    argument = (statement.plain(text, start),) if text else ()
    return Command(
        statement.keyword,
        statement.at,
        statement.end_line,
        statement.flags(),
        argument,
        text,
        tuple(statement.heredocs),
        statement.scope.onbuild,
        form=Form.SHELL,
        script=_script(statement, text, start),
        shell=statement.scope.shell,
    )


def _strings(statement: Statement, text: str, start: int) -> Strings | None:
    """Read an exec form; a JSON array that holds more than strings is a problem."""
    if not text.startswith("["):
        return None
    strings = json_strings(statement.line.text, start)
    if strings is None and is_json_array(text):
        statement.problem("an exec form is an array of strings only", start)
    return strings


def _exec_form(statement: Statement, strings: Strings, text: str) -> Command:
    argv = tuple(
        Text(raw, value, statement.line.at(start))
        for value, (raw, start) in zip(strings.values, strings.raws, strict=True)
    )
    return Command(
        statement.keyword,
        statement.at,
        statement.end_line,
        statement.flags(),
        argv,
        text,
        (),
        statement.scope.onbuild,
        form=Form.EXEC,
        argv=argv,
        script=_exec_script(statement, strings),
    )


def _exec_script(statement: Statement, strings: Strings) -> Script | None:
    """Return the script of `["sh", "-c", "script"]`, wrapped in `env` or an init or not."""
    values = strings.values
    index = 0
    while index < len(values) and _is_wrapper(values[index], first=index == 0):
        index += 1
    if index >= len(values) or not is_posix(values[index]):
        return None
    for flag in range(index + 1, len(values) - 1):
        if _COMMAND_FLAG.match(values[flag]):
            raw, start = strings.raws[flag + 1]
            written = _json_written(statement.line, raw, start)
            return shell.parse(written.text, written.at)
        if not values[flag].startswith(("-", "+")) and not values[flag - 1].startswith(("-o", "+o")):
            return None
    return None


def _is_wrapper(value: str, *, first: bool) -> bool:
    match = _BASENAME.search(value)
    return (match is not None and match[0] in _WRAPPERS) or (not first and value.startswith("-"))


def _json_written(line: Written, raw: str, start: int) -> Written:
    """Decode a JSON string so that every character still knows where it is written."""
    pieces = []
    for part in re.finditer(
        r"[^\\]+|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[0-9a-fA-F]{4}|\\u[0-9a-fA-F]{4}|\\.", raw
    ):
        strings = json_strings(f'["{part[0]}"]', 0)
        at = line.at(start + part.start())
        pieces.append((strings.values[0] if strings else part[0], at.line, at.column))
    return Written(pieces)


def _script(statement: Statement, text: str, start: int) -> Script | None:
    """Read a shell form, here-documents included, if its shell is one that can be read."""
    used = statement.scope.shell
    if not used or not is_posix(used[0]):
        return None
    line = statement.line
    if not statement.heredocs:
        return shell.parse(line.text, line.at, start=start)
    if len(statement.heredocs) == 1 and _ONLY_HEREDOC.match(text):
        body = statement.heredocs[0].body
        if not _shebang_is_posix(body):
            return None
        lines = statement.bodies[:-1]
    else:
        lines = [*line.pieces(start, len(line.text)), ("\n", statement.at.line, 1), *statement.bodies]
    written = Written(lines)
    return shell.parse(written.text, written.at)


def _shebang_is_posix(body: str) -> bool:
    """Tell whether a script without or with a first line `#!` is one for a shell."""
    if not body.startswith("#!"):
        return True
    match = _SHEBANG.match(body)
    if match is None:
        return False
    program, argument = match.groups()
    return is_posix(argument or "") if program.endswith("/env") else is_posix(program)


def _check_run(statement: Statement) -> None:
    allowed = {"network": _NETWORKS, "security": _SECURITY}
    for name, value, start, _ in statement.raw_flags:
        if name in allowed and value is not None and value.lower() not in allowed[name]:
            statement.problem(f"--{name} is one of {', '.join(allowed[name])}, not {value!r}", start)
        elif (
            name == "mount"
            and value is not None
            and any(field.startswith("from=") and "$" in field for field in value.split(","))
        ):
            statement.problem("`from` of --mount is not expanded; name a stage instead", start)


def shell_instruction(statement: Statement) -> Shell:
    """Read `SHELL`, which is in exec form only."""
    text = statement.text
    strings = json_strings(statement.line.text, statement.start) if text.startswith("[") else None
    if strings is None:
        statement.problem("SHELL requires the arguments to be in JSON form")
    elif not strings.values:
        statement.problem("SHELL requires at least one argument")
    values = strings.values if strings else []
    raws = strings.raws if strings else []
    return Shell(
        statement.keyword,
        statement.at,
        statement.end_line,
        statement.flags(),
        tuple(Text(w.raw, v, statement.line.at(w.start)) for v, w in zip(values, raws, strict=True)),
        text,
        onbuild=statement.scope.onbuild,
        argv=tuple(values),
    )


def healthcheck(statement: Statement) -> Healthcheck:
    """Read `HEALTHCHECK [options] CMD command` or `HEALTHCHECK NONE`."""
    text = statement.text
    kind, _, rest = text.partition(" ") if "\t" not in text else _partition(text)
    disabled, inner = kind.upper() == "NONE", None
    if not kind:
        statement.problem("HEALTHCHECK requires at least one argument")
    elif disabled:
        if rest.strip():
            statement.problem("HEALTHCHECK NONE takes no arguments")
    elif kind.upper() == "CMD":
        inner = _check_command(statement, len(kind))
    else:
        statement.problem(f"unknown type {kind!r} of HEALTHCHECK, which is CMD or NONE")
    _check_options(statement)
    return Healthcheck(
        statement.keyword,
        statement.at,
        statement.end_line,
        statement.flags(),
        (statement.plain(kind, statement.start), *(inner.arguments if inner else ())) if kind else (),
        text,
        onbuild=statement.scope.onbuild,
        disabled=disabled,
        command=inner,
    )


def _partition(text: str) -> tuple[str, str, str]:
    parts = text.split(None, 1)
    return parts[0], " ", parts[1] if len(parts) > 1 else ""


def _check_command(statement: Statement, length: int) -> Command:
    line = statement.line
    start = statement.start + length
    while start < len(line.text) and line.text[start].isspace():
        start += 1
    part = Statement(statement.scope, line, "CMD", line.at(statement.start), start, statement.end_line, [])
    found = command(part)
    if not found.arguments:
        statement.problem("a command is missing after HEALTHCHECK CMD")
    return found


def _check_options(statement: Statement) -> None:
    for name, value, start, _ in statement.raw_flags:
        if name == "retries":
            if value is not None and not re.fullmatch(r"[-+]?\d+", value, re.ASCII):
                statement.problem(f"--retries is a number, not {value!r}", start)
        elif value is not None and not _DURATION.match(value):
            statement.problem(f"--{name} is a duration such as 30s, not {value!r}", start)
