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


_UNPRINTABLE = {
    code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))
} | {  # bidirectional controls and line separators can make a terminal show something else
    code: f"\\u{code:04x}"
    for code in (0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
}


def one_line(text: str) -> str:
    """Return `text` as one printable line: controls, line ends and bidirectional marks are escaped."""
    return text.translate(_UNPRINTABLE)
