"""How the arguments of an instruction are split into words: by white space, by quotes, as flags, as a JSON array."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Word(NamedTuple):
    """A part of a logical line and where it starts in it."""

    raw: str
    start: int


class RawFlag(NamedTuple):
    """`--name=value` before the arguments, quotes removed."""

    name: str
    value: str | None
    start: int
    value_start: int


class Strings(NamedTuple):
    """A JSON array of strings: for each the decoded text and the part of the line between its quotes."""

    values: list[str]
    raws: list[Word]


_PLAIN = re.compile(r"[^\t\v\f\r\n ]+")
_STRING = r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"'
_NEXT_STRING = re.compile(rf"[ \t\r\n]*{_STRING}[ \t\r\n]*([,\]])")
_EMPTY_ARRAY = re.compile(r"\[[ \t\r\n]*\][ \t\r\n]*")
_JSON_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_JSON_CHARACTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SURROGATES = re.compile("([\ud800-\udbff])([\udc00-\udfff])|[\ud800-\udfff]")


def by_spaces(text: str, start: int) -> list[Word]:
    """Split `text[start:]` at white space alone; quotes mean nothing."""
    return [Word(match[0], match.start()) for match in _PLAIN.finditer(text, start)]


@cache
def _quoted_word(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    quoted = [rf"{q}(?:{e}[\s\S]|[^{q}{e}])*(?:{q}|{e}?\Z)" for q in ("'", '"')]
    return re.compile(rf"(?:{e}[\s\S]|{'|'.join(quoted)}|[^\s'\"{e}]|{e}\Z)+")


def by_quotes(text: str, start: int, escape: str) -> list[Word]:
    """Split `text[start:]` at white space outside quotes and not escaped; quotes stay in the words."""
    return [Word(match[0], match.start()) for match in _quoted_word(escape).finditer(text, start)]


def flags(text: str, start: int, escape: str) -> tuple[list[RawFlag], int]:
    """Read the words that begin with `--` at `start`; return them and the offset of the first argument."""
    found: list[RawFlag] = []
    position = _skip_spaces(text, start)
    word = _quoted_word(escape)
    while text.startswith("--", position):
        match = word.match(text, position)
        assert match is not None, "two dashes are a word"
        raw, begin = match[0], position
        position = _skip_spaces(text, match.end())
        if raw == "--":
            break
        name, equals, value = raw[2:].partition("=")
        decoded = _unquote(value, escape) if equals else None
        found.append(RawFlag(_unquote(name, escape), decoded, begin, begin + 3 + len(name)))
    return found, position


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _unquote(text: str, escape: str) -> str:
    """Remove quotes and escapes, which alone decide where a flag ends."""
    if not any(c in text for c in ("'", '"', escape)):
        return text
    found, quote, position = [], "", 0
    while position < len(text):
        char = text[position]
        position += 1
        if char == escape:
            found.append(text[position : position + 1])
            position += 1
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        else:
            found.append(char)
    return "".join(found)


def json_strings(text: str, start: int) -> Strings | None:
    """Read `text[start:]` as a JSON array of strings (RFC 8259); `None` if it is anything else."""
    if _EMPTY_ARRAY.fullmatch(text, start):
        return Strings([], [])
    values: list[str] = []
    raws: list[Word] = []
    position = start + 1
    while match := _NEXT_STRING.match(text, position):
        raw, position = match[1], match.end()
        values.append(_decode(raw) if "\\" in raw else raw)
        raws.append(Word(raw, match.start(1)))
        if match[2] == "]":
            return Strings(values, raws) if not text[position:].strip(" \t\r\n") else None
    return None


def is_json_array(text: str) -> bool:
    """Tell whether `text` is a JSON array at all; one that holds more than strings is an error in BuildKit."""
    import json

    try:
        return isinstance(json.loads(text, parse_constant=_refuse), list)
    except (ValueError, RecursionError):
        return False


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _decode(raw: str) -> str:
    text = _JSON_ESCAPE.sub(
        lambda m: chr(int(m[1], 16)) if m[1] else _JSON_CHARACTERS.get(m[2], m[2]),
        raw,
    )
    return _SURROGATES.sub(lambda m: _join(m[1], m[2]), text)


def _join(high: str | None, low: str | None) -> str:
    """Return the character of a surrogate pair, the replacement character for half of one."""
    if high is None or low is None:
        return "\ufffd"
    return chr(0x10000 + ((ord(high) - 0xD800) << 10) + (ord(low) - 0xDC00))
