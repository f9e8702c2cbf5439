"""Everything that can go wrong on purpose, split by whose fault it is.

The class decides exit code, HTTP status, log level and retry (DESIGN §4). "No" is a value, never an
error: a rule that finds a violation returns it, and only what gives no answer at all is raised.
"""

from __future__ import annotations

from collections.abc import Sequence


class HoldfastError(Exception):
    """Base of every error that Holdfast raises on purpose; `str()` is one line."""

    default_code = "error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        subject: str | None = None,
        hint: str | None = None,
    ) -> None:
        """State `message` (what and why), about `subject` (where), with `hint` (what to do)."""
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        """A stable slug that scripts may match on."""
        self.subject = subject
        """The path, reference or name that the error is about."""
        self.hint = hint
        """What the reader can do about it, as an imperative sentence without a full stop."""

    def __str__(self) -> str:
        """Join subject, message and hint into one line, whatever bytes they were made from."""
        where = f"{self.subject}: " if self.subject else ""
        hint = f" ({self.hint})" if self.hint else ""
        return one_line(f"{where}{self.message}{hint}")


class MalformedError(HoldfastError):
    """The bytes are wrong: the fault of an author, or of an attacker."""

    default_code = "malformed"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        subject: str | None = None,
        hint: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        """As the base class; `line` and `column` count from 1 and say where the bytes go wrong."""
        super().__init__(message, code=code, subject=subject, hint=hint)
        self.line = line
        self.column = column


class IntegrityError(HoldfastError):
    """Bytes contradict the name they were asked for by: the mark of an attacker."""

    default_code = "integrity"


class VerificationError(HoldfastError):
    """A cryptographic claim does not hold."""

    default_code = "verification"


class SourceError(HoldfastError):
    """The world did not answer: a missing file, a closed port, a refused permission."""

    default_code = "source"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        subject: str | None = None,
        hint: str | None = None,
        retryable: bool = False,
    ) -> None:
        """As the base class; `retryable` tells whether the same call may succeed later."""
        super().__init__(message, code=code, subject=subject, hint=hint)
        self.retryable = retryable


class ConfigurationError(HoldfastError):
    """The operator's own documents or flags are wrong; all problems of one document are shown together."""

    default_code = "configuration"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        subject: str | None = None,
        hint: str | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        """As the base class; `problems` are the single faults, each one line that begins with its place."""
        super().__init__(message, code=code, subject=subject, hint=hint)
        self.problems = tuple(problems)


def one_line(text: str) -> str:
    """Return `text` as one printable line: controls, line ends, invisible and bidirectional marks are escaped.

    So are lone surrogates, which stand for bytes that are no UTF-8 and which no stream would take.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(ord(character)) for character in text)


def _escape(code: int) -> str:
    """Return the escape of one character, in the shortest of the forms that Python and JSON readers know."""
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004
