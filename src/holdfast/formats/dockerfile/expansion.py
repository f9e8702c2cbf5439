"""Variables in the words of instructions, with every modifier that BuildKit knows.

Source: BuildKit's Dockerfile reference, "Environment replacement". A value that cannot be known here is not guessed.
"""

from __future__ import annotations

from typing import NamedTuple

from holdfast.formats.dockerfile import bounds, globs

_SPECIAL = frozenset("@*#?-$!0123456789")
_ENDLESS = "expands to more than can be read"


class Expanded(NamedTuple):
    """A word after expansion and quote removal."""

    value: str | None
    unknown: tuple[str, ...] = ()
    failure: str | None = None


class Budget:
    """What the words of one file may still expand to, and how long patterns may be matched."""

    __slots__ = ("characters", "inherited", "steps")

    def __init__(self) -> None:
        self.characters = bounds.EXPANDED_FILE
        self.steps = bounds.PATTERN_STEPS
        self.inherited = bounds.INHERITED_VARIABLES


class Variables:
    """The variables in force at an instruction."""

    __slots__ = ("arguments", "declared", "environment", "inherits", "opaque")

    def __init__(self, *, inherits: bool, opaque: bool = False) -> None:
        self.environment: dict[str, str | None] = {}
        """Set by `ENV`, which wins; `None` where the value is not known."""
        self.arguments: dict[str, str | None] = {}
        """Set by `ARG`."""
        self.declared: set[str] = set()
        """Named by an `ARG` without a value, which only the build may give."""
        self.inherits = inherits
        """Whether a base image may set variables that the file does not show."""
        self.opaque = opaque
        """Whether nothing is known: the instruction runs in another build (`ONBUILD`)."""

    def copy(self, budget: Budget) -> Variables:
        """Return the start of a stage that builds on this one; nothing is known in it once `budget` is spent."""
        budget.inherited -= len(self.environment) + len(self.arguments) + len(self.declared)
        other = Variables(inherits=self.inherits, opaque=self.opaque or budget.inherited < 0)
        if other.opaque:
            return other
        other.environment = dict(self.environment)
        other.arguments = dict(self.arguments)
        other.declared = set(self.declared)
        return other

    def known(self, name: str) -> str | None:
        """Return the value of `name`, or `None` where it has none that is known."""
        if self.opaque:
            return None
        if name in self.environment:
            return self.environment[name]
        return self.arguments.get(name)

    def may_be_set(self, name: str) -> bool:
        """Tell whether `name`, which has no known value, may have one all the same."""
        if self.opaque or name in self.environment or name in self.arguments:
            return True
        return self.inherits and name not in self.declared

    def is_unset(self, name: str) -> bool:
        """Tell whether `name` has no value for sure, not even one that the build may give."""
        return not self.may_be_set(name) and name not in self.declared


class _Failure(Exception):  # noqa: N818 - it is a value on its way up, not an error of the program
    """The build itself would fail here."""


def expand(raw: str, variables: Variables, escape: str, budget: Budget) -> Expanded:
    """Expand `raw` and remove its quotes; never raises."""
    if "$" not in raw and '"' not in raw and "'" not in raw and escape not in raw:
        return Expanded(raw)
    lexer = _Lexer(raw, variables, escape, budget)
    try:
        text = lexer.read("", raw_escapes=False, depth=0)
    except _Failure as failure:
        return Expanded(None, tuple(lexer.unknown), str(failure))
    budget.characters -= len(text or "")
    if budget.characters < 0:
        return Expanded(None, tuple(lexer.unknown), f"the words of this file {_ENDLESS[7:]}")
    return Expanded(text, tuple(lexer.unknown))


class _Lexer:
    """Reads one word from left to right; nested words of modifiers are read by the same method."""

    def __init__(self, text: str, variables: Variables, escape: str, budget: Budget) -> None:
        self.text = text
        self.position = 0
        self.variables = variables
        self.escape = escape
        self.budget = budget
        self.unknown: list[str] = []

    def take(self) -> str:
        """Return the next character, `""` at the end."""
        char = self.text[self.position : self.position + 1]
        self.position += 1
        return char

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def read(self, stop: str, *, raw_escapes: bool, depth: int) -> str | None:
        """Read up to `stop`, or to the end; `None` where the result is not known."""
        if depth > bounds.NESTING:
            raise _Failure(f"modifiers are nested more than {bounds.NESTING} deep")
        parts: list[str | None] = []
        length = 0
        while char := self.take():
            if char == stop:
                return _join(parts)
            part = self._part(char, raw_escapes=raw_escapes, depth=depth)
            parts.append(part)
            length += len(part or "")
            if length > bounds.EXPANDED_WORD:
                raise _Failure(f"a word {_ENDLESS}")
        if stop:
            raise _Failure(f"syntax error: missing {stop!r}")
        return _join(parts)

    def _part(self, char: str, *, raw_escapes: bool, depth: int) -> str | None:
        if char == "'":
            return self._single()
        if char == '"':
            return self._double(depth)
        if char == "$":
            return self._dollar(depth)
        if char == self.escape:
            return char + self.take() if raw_escapes else self.take()
        return char

    def _single(self) -> str:
        end = self.text.find("'", self.position)
        if end < 0:
            raise _Failure("a single quote is not closed")
        found = self.text[self.position : end]
        self.position = end + 1
        return found

    def _double(self, depth: int) -> str | None:
        parts: list[str | None] = []
        length = 0
        while char := self.take():
            if char == '"':
                return _join(parts)
            if char == "$":
                parts.append(self._dollar(depth))
            elif char == self.escape and self.peek() in ('"', "$", self.escape):
                parts.append(self.take())
            else:
                parts.append(char)
            length += len(parts[-1] or "")
            if length > bounds.EXPANDED_WORD:
                raise _Failure(f"a word {_ENDLESS}")
        raise _Failure("a double quote is not closed")

    def _dollar(self, depth: int) -> str | None:
        """Read what follows `$`."""
        if self.peek() != "{":
            name = self._name()
            return self._value(name) if name else "$"
        self.take()
        if self.peek() in ("{", "}", ":", ""):
            raise _Failure("syntax error: bad substitution")
        name = self._name()
        operator = self.take()
        if operator == "}":
            return self._value(name)
        if operator == ":":
            return self._choice(name, self.take(), depth, empty_counts=True)
        if operator in ("#", "%"):
            return self._trimmed(name, operator, depth)
        if operator == "/":
            return self._replaced(name, depth)
        return self._choice(name, operator, depth, empty_counts=False)

    def _name(self) -> str:
        start = self.position
        if self.peek() in _SPECIAL:
            return self.take()
        while (char := self.peek()) and (char.isalnum() or char == "_"):
            self.position += 1
        return self.text[start : self.position]

    def _value(self, name: str) -> str | None:
        value = self.variables.known(name)
        if value is None and not self.variables.is_unset(name):
            self.unknown.append(name)
            return None
        return value or ""

    def _choice(self, name: str, operator: str, depth: int, *, empty_counts: bool) -> str | None:
        """`${name:-word}` and its kin: whether the variable is set decides."""
        if operator not in ("-", "+", "?"):
            raise _Failure(f"unsupported modifier in ${{{name}}}")
        before = len(self.unknown)
        word = self.read("}", raw_escapes=False, depth=depth + 1)
        inner, self.unknown[before:] = self.unknown[before:], []
        value = self.variables.known(name)
        if value is None and self.variables.may_be_set(name):
            self.unknown.append(name)
            return None
        holds = value is not None and not (empty_counts and not value)
        if operator == "+":
            return self._alternative(name, word, inner, holds=holds)
        if holds:
            return value
        if operator == "-":
            self.unknown.extend(inner)
            return word
        return self._required(name, word, inner)

    def _alternative(self, name: str, word: str | None, inner: list[str], *, holds: bool) -> str | None:
        if holds:
            self.unknown.extend(inner)
            return word
        if name in self.variables.declared and self.variables.known(name) is None:
            self.unknown.append(name)
            return None
        return ""

    def _required(self, name: str, word: str | None, inner: list[str]) -> str | None:
        """`${name?message}` of a variable that has no value: the build fails unless it is given one."""
        if self.variables.known(name) is None and name in self.variables.declared:
            self.unknown.append(name)
            return None
        self.unknown.extend(inner)
        raise _Failure(f"{name}: {word or 'is not allowed to be unset'}")

    def _trimmed(self, name: str, operator: str, depth: int) -> str | None:
        pattern = self.read("}", raw_escapes=True, depth=depth + 1)
        value = self._value(name)
        if pattern is None or value is None:
            return None
        longest = pattern.startswith(operator)
        pattern = pattern[1:] if longest else pattern
        tokens = self._tokens(pattern)
        self._spend(globs.cost(tokens, len(value)))
        if operator == "#":
            return value[globs.prefix(tokens, value, longest=longest) :]
        cut = globs.prefix(tokens[::-1], value[::-1], longest=longest)
        return value[: len(value) - cut]

    def _replaced(self, name: str, depth: int) -> str | None:
        everywhere = self.peek() == "/"
        if everywhere:
            self.take()
        pattern = self.read("/", raw_escapes=True, depth=depth + 1)
        replacement = self.read("}", raw_escapes=True, depth=depth + 1)
        value = self._value(name)
        if pattern is None or replacement is None or value is None:
            return None
        tokens = self._tokens(pattern)
        parts: list[str] = []
        position = length = 0
        while position <= len(value):
            self._spend(globs.cost(tokens, len(value) - position))
            found = globs.prefix(tokens, value[position:], longest=True, none=-1)
            step = max(found, 1)
            if found >= 0:
                parts.append(replacement)
                if not everywhere:
                    return "".join(parts) + value[position + found :]
            if found <= 0:
                parts.append(value[position : position + 1])
            length += len(parts[-1]) + len(replacement)
            self._spend_length(length)
            position += step
            if found > 0 and position >= len(value):
                break
        return "".join(parts)

    @staticmethod
    def _tokens(pattern: str) -> list[globs.Token]:
        tokens = globs.tokens(pattern)
        if tokens is None:
            raise _Failure(f"invalid escape in the pattern {pattern!r}")
        return tokens

    def _spend(self, steps: int) -> None:
        self.budget.steps -= steps
        if self.budget.steps < 0:
            raise _Failure("the patterns of this file take too long to match")

    @staticmethod
    def _spend_length(length: int) -> None:
        if length > bounds.EXPANDED_WORD:
            raise _Failure(f"a word {_ENDLESS}")


def _join(parts: list[str | None]) -> str | None:
    found = []
    for part in parts:
        if part is None:
            return None
        found.append(part)
    return "".join(found)
