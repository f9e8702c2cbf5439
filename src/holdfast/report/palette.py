"""The few colours that a terminal shows, and what may be sent to it: text that cannot command it.

Every word that comes from outside passes `shown`; the only escape sequences of a report are those named here.
"""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.errors import one_line
from holdfast.model.finding import Severity
from holdfast.model.verdict import Subject, Verdict

TEXT_LIMIT = 500
"""Longest run of characters that is shown of one outside text."""

SENTENCE_LIMIT = 600
"""Characters of a remedy that are looked at for its first sentence."""

VERDICT_WORDS = {Verdict.DENY: "denied", Verdict.UNDECIDED: "undecided", Verdict.ALLOW: "allowed"}
"""How a verdict is spoken of, in order of weight."""

SEVERITY_ORDER = {
    severity: rank
    for rank, severity in enumerate((Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW))
}
"""Worst first."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Escape sequences by what they mean; empty strings where no colour is wanted."""

    deny: str = ""
    warn: str = ""
    undecided: str = ""
    allow: str = ""
    strong: str = ""
    faint: str = ""
    off: str = ""

    def verdict(self, verdict: Verdict) -> str:
        """Return the word for `verdict` in its colour."""
        colour = {Verdict.DENY: self.deny, Verdict.UNDECIDED: self.undecided, Verdict.ALLOW: self.allow}
        return f"{colour[verdict]}{VERDICT_WORDS[verdict]}{self.off}"

    def heading(self, subject: Subject, verdict: Verdict) -> str:
        """Return the line that names a subject: its source, its name where that says more, its verdict."""
        name = subject.name if subject.name != subject.source else subject.kind.value
        source = f"{self.strong}{shown(subject.source)}{self.off}"
        return f"{source} · {shown(name)} · {self.verdict(verdict)}"


PLAIN = Palette()
COLOURED = Palette(
    deny="\x1b[1;31m",
    warn="\x1b[33m",
    undecided="\x1b[1;35m",
    allow="\x1b[32m",
    strong="\x1b[1m",
    faint="\x1b[2m",
    off="\x1b[0m",
)


def palette(*, colour: bool) -> Palette:
    """Return the colours to use."""
    return COLOURED if colour else PLAIN


def shown(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return `text` as one printable line of at most about `limit` characters."""
    if len(text) <= limit:
        return one_line(text)
    return one_line(text[: limit - 1]) + "…"


def place(path: str, line: int | None, column: int | None) -> str:
    """Return `path:line:column`, as editors and terminals open it."""
    at = "" if line is None else f":{line}" if column is None else f":{line}:{column}"
    return shown(path) + at


def first_sentence(text: str, width: int) -> list[str]:
    """Return the first sentence of `text`, broken at words into lines of at most `width`."""
    import textwrap

    flat = " ".join(text[:SENTENCE_LIMIT].split())
    end = flat.find(". ")
    return textwrap.wrap(one_line(flat if end < 0 else flat[: end + 1]), width, break_on_hyphens=False)


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Return `1 subject`, `2 subjects`."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"
