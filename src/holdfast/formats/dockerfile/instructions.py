"""Each kind of instruction, read from its statement. Source: BuildKit's Dockerfile reference, one section each."""

from __future__ import annotations

import re
from collections.abc import Callable

from holdfast.formats.dockerfile.commands import command, healthcheck, shell_instruction
from holdfast.formats.dockerfile.statement import Statement, statement
from holdfast.formats.dockerfile.words import Word, by_quotes, by_spaces, is_json_array, json_strings
from holdfast.model.dockerfile import (
    Assignments,
    From,
    Instruction,
    Onbuild,
    Pair,
    Text,
    Transfer,
    User,
)

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-_.]*")
_HEREDOC_WORD = re.compile(r"\d*<<-?[^<]+", re.ASCII)
_NOT_TRIGGERS = frozenset({"FROM", "MAINTAINER"})


def read(found: Statement) -> Instruction:
    """Return the instruction of `found`; what BuildKit would refuse is noted in its scope."""
    reader = _READERS.get(found.keyword)
    if reader is None:
        found.problem(f"unknown instruction {found.keyword}")
        return _plain(found)
    if found.raw_flags:
        found.check_flags()
    return reader(found)


def _plain(found: Statement) -> Instruction:
    words = by_spaces(found.line.text, found.start)
    return _generic(found, tuple(found.plain(raw, start) for raw, start in words))


def _generic(found: Statement, arguments: tuple[Text, ...]) -> Instruction:
    return Instruction(
        found.keyword,
        found.at,
        found.end_line,
        found.flags(),
        arguments,
        found.text,
        tuple(found.heredocs),
        found.scope.onbuild,
    )


def _whole(found: Statement) -> Instruction:
    """`WORKDIR`, `STOPSIGNAL`: all that follows is one word."""
    text = found.text
    if not text:
        found.problem(f"{found.keyword} requires exactly one argument")
    return _generic(found, (found.expanded(text, found.start),) if text else ())


def _maintainer(found: Statement) -> Instruction:
    text = found.text
    if not text:
        found.problem("MAINTAINER requires exactly one argument")
    return _generic(found, (found.plain(text, found.start),) if text else ())


def _expose(found: Statement) -> Instruction:
    words = by_spaces(found.line.text, found.start)
    if not words:
        found.problem("EXPOSE requires at least one argument")
    return _generic(found, tuple(found.expanded(raw, start) for raw, start in words))


def _listed(found: Statement) -> tuple[Text, ...]:
    """`ADD`, `COPY`, `VOLUME`: a JSON array of strings, or words between white space."""
    text = found.text
    if text.startswith("["):
        strings = json_strings(found.line.text, found.start)
        if strings is not None:
            texts = []
            for value, (raw, start) in zip(strings.values, strings.raws, strict=True):
                word = found.expanded(value, start)
                texts.append(Text(raw, word.value, word.at, word.unknown, word.failure))
            return tuple(texts)
        if is_json_array(text):
            found.problem("a JSON array of arguments holds strings only", found.start)
    return tuple(found.expanded(raw, start) for raw, start in by_spaces(found.line.text, found.start))


def _volume(found: Statement) -> Instruction:
    arguments = _listed(found)
    if not arguments:
        found.problem("VOLUME requires at least one argument")
    elif any(text.value == "" for text in arguments):
        found.problem("a VOLUME has a name")
    return _generic(found, arguments)


def _transfer(found: Statement) -> Transfer:
    arguments = _listed(found)
    if len(arguments) < 2:  # noqa: PLR2004 - a source and a destination
        found.problem(f"{found.keyword} requires a source and a destination")
    inline = bool(found.heredocs)
    if inline and arguments and _HEREDOC_WORD.fullmatch(arguments[-1].raw):
        found.problem(f"{found.keyword} can not have a here-document as its destination")
    return Transfer(
        found.keyword,
        found.at,
        found.end_line,
        found.flags(),
        arguments,
        found.text,
        tuple(found.heredocs),
        found.scope.onbuild,
        sources=tuple(t for t in arguments[:-1] if not (inline and _HEREDOC_WORD.fullmatch(t.raw))),
        destination=arguments[-1] if len(arguments) > 1 else None,
    )


def _from(found: Statement) -> From:
    words = by_spaces(found.line.text, found.start)
    named = len(words) == 3 and words[1].raw.upper() == "AS"  # noqa: PLR2004 - IMAGE AS NAME
    if len(words) != 1 and not named:
        found.problem("FROM requires either one or three arguments: IMAGE, or IMAGE AS NAME")
    alias = words[2].raw.lower() if named else None
    if alias is not None and _STAGE_NAME.fullmatch(alias) is None:
        found.problem(f"{alias!r} is not a name of a stage", words[2].start)
    texts = [found.expanded(*word) if i == 0 else found.plain(*word) for i, word in enumerate(words)]
    return From(
        found.keyword,
        found.at,
        found.end_line,
        found.flags(),
        tuple(texts),
        found.text,
        onbuild=found.scope.onbuild,
        image=texts[0] if texts else None,
        alias=alias,
        alias_at=texts[2].at if named else None,
    )


def _user(found: Statement) -> User:
    text = found.text
    if not text:
        found.problem("USER requires exactly one argument")
        return User(
            found.keyword, found.at, found.end_line, found.flags(), (), "", onbuild=found.scope.onbuild
        )
    whole = found.expanded(text, found.start)
    user, group = _halves(found, whole)
    return User(
        found.keyword,
        found.at,
        found.end_line,
        found.flags(),
        (whole,),
        text,
        onbuild=found.scope.onbuild,
        user=user,
        group=group,
    )


def _halves(found: Statement, whole: Text) -> tuple[Text, Text | None]:
    """Split `user:group` after expansion; where that is not known, at the colon as written."""
    split = _colon(whole.raw)
    left, right = (whole.raw, whole.raw) if split < 0 else (whole.raw[:split], whole.raw[split + 1 :])
    right_at = found.line.at(found.start + split + 1)
    if whole.value is None:
        if split < 0 or whole.failure is not None:
            return whole, None
        return found.expanded(left, found.start), found.expanded(right, found.start + split + 1)
    user, colon, group = whole.value.partition(":")
    return Text(left, user, whole.at), Text(right, group, right_at) if colon else None


def _colon(raw: str) -> int:
    """Return the offset of the colon between user and group, those within `${...}` and quotes left out; -1 if none."""
    depth = 0
    for offset, char in enumerate(raw):
        if char in "\"'":
            return -1
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == ":" and depth <= 0:
            return offset
    return -1


def _assignments(found: Statement) -> Assignments:
    """`ENV`, `LABEL` and `ARG`."""
    words = by_quotes(found.line.text, found.start, found.scope.escape)
    legacy = False
    if not words:
        found.problem(f"{found.keyword} requires at least one argument")
    elif found.keyword == "ARG":
        pairs = [_pair(found, word) for word in words]
    elif "=" in words[0].raw:
        pairs = [_pair(found, word) for word in words]
        for word in words:
            if "=" not in word.raw:
                found.problem(
                    f"can't find = in {word.raw!r}, which must be of the form name=value", word.start
                )
    else:
        pairs, legacy = _legacy(found), True
    known = pairs if words else []
    arguments = tuple(found.plain(raw, start) for raw, start in words)
    return Assignments(
        found.keyword,
        found.at,
        found.end_line,
        found.flags(),
        arguments,
        found.text,
        onbuild=found.scope.onbuild,
        pairs=tuple(known),
        legacy=legacy,
    )


def _pair(found: Statement, word: Word) -> Pair:
    raw, equals, value = word.raw.partition("=")
    if not raw:
        found.problem(f"names of {found.keyword} can not be blank", word.start)
    key = found.expanded(raw, word.start).value if raw else ""
    text = found.expanded(value, word.start + len(raw) + 1) if equals else None
    return Pair(raw if key is None else key, text, found.line.at(word.start))


def _legacy(found: Statement) -> list[Pair]:
    """`ENV KEY value`: everything behind the first white space is the value."""
    key, *rest = by_spaces(found.line.text, found.start)
    if not rest:
        found.problem(f"{found.keyword} must have two arguments")
        return [Pair(key.raw, None, found.line.at(key.start))]
    value = found.line.text[rest[0].start :].rstrip()
    return [Pair(key.raw, found.expanded(value, rest[0].start), found.line.at(key.start))]


def _onbuild(found: Statement) -> Onbuild:
    trigger = None
    if not found.text:
        found.problem("ONBUILD requires at least one argument")
    else:
        trigger = _trigger(found)
    return Onbuild(
        found.keyword,
        found.at,
        found.end_line,
        found.flags(),
        trigger.arguments if trigger else (),
        found.text,
        tuple(found.heredocs),
        trigger=trigger,
    )


def _trigger(found: Statement) -> Instruction:
    inner = statement(found.scope, found.line, found.start, found.end_line)
    inner.heredocs, inner.bodies = found.heredocs, found.bodies
    if inner.keyword == "ONBUILD":
        found.problem("ONBUILD can not be a trigger of ONBUILD")
        return _plain(inner)
    if inner.keyword in _NOT_TRIGGERS:
        found.problem(f"{inner.keyword} can not be a trigger of ONBUILD")
    return read(inner)


_READERS: dict[str, Callable[[Statement], Instruction]] = {
    "ADD": _transfer,
    "ARG": _assignments,
    "CMD": command,
    "COPY": _transfer,
    "ENTRYPOINT": command,
    "ENV": _assignments,
    "EXPOSE": _expose,
    "FROM": _from,
    "HEALTHCHECK": healthcheck,
    "LABEL": _assignments,
    "MAINTAINER": _maintainer,
    "ONBUILD": _onbuild,
    "RUN": command,
    "SHELL": shell_instruction,
    "STOPSIGNAL": _whole,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _whole,
}
