"""From bytes to logical lines: encoding, parser directives, comments, continuations, bodies of here-documents.

Source: BuildKit's Dockerfile reference, "Format", "Parser directives", "escape" and "Here-Documents".
"""

from __future__ import annotations

import re

from holdfast.errors import MalformedError
from holdfast.formats.dockerfile import bounds
from holdfast.formats.dockerfile.written import Written
from holdfast.model.dockerfile import Comment, Directive, Heredoc, Problem
from holdfast.model.position import Position

_DIRECTIVE = re.compile(r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*")
_KNOWN = frozenset({"syntax", "escape", "check"})
_ESCAPES = frozenset({"\\", "`"})


def decode(data: bytes, path: str) -> str:
    """Return the text of a Dockerfile without its byte order mark; `MalformedError` where it can be none."""
    if len(data) > bounds.FILE_BYTES:
        raise MalformedError(
            f"a Dockerfile of more than {bounds.FILE_BYTES >> 10} KiB is not read",
            code="dockerfile-too-large",
            subject=path,
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_text(path, "it is UTF-16", 1)
    if (nul := data.find(0)) >= 0:
        raise _not_text(path, "it holds a NUL byte", data.count(b"\n", 0, nul) + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _not_text(path, f"byte 0x{data[error.start]:02x} is not UTF-8", line) from None
    if text.count("\n") >= bounds.LINES:
        raise MalformedError(
            f"a Dockerfile of more than {bounds.LINES} lines is not read",
            code="dockerfile-too-large",
            subject=path,
        )
    return text.removeprefix("\ufeff")


def _not_text(path: str, why: str, line: int) -> MalformedError:
    return MalformedError(
        f"not a Dockerfile: {why}",
        code="dockerfile-not-text",
        subject=path,
        hint="save the file as UTF-8 text",
        line=line,
    )


class Lines:
    """The logical lines of a file, one by one; the body of a here-document is taken between two of them."""

    def __init__(self, text: str) -> None:
        """Read the parser directives at the top of `text`."""
        self._lines = text.split("\n")
        self._terminated = len(self._lines) - 1
        """How many lines end with a line feed, so that the body of a here-document is exact."""
        if not self._lines[-1]:
            self._lines.pop()
        self._next = 0
        self.escape = "\\"
        self.exhausted = False
        """Whether a here-document without its terminator has taken the rest of the file."""
        self.directives: list[Directive] = []
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []
        self.gaps: list[Position] = []
        """The first empty line within each continued line."""
        self._read_directives()
        self._split_continuation = re.compile(
            rf"(?:^|(?<=[^{re.escape(self.escape)}])){re.escape(self.escape)}[ \t]*$"
        ).search

    @property
    def line_number(self) -> int:
        """Return the number of the physical line read last."""
        return self._next

    def _read_directives(self) -> None:
        seen: set[str] = set()
        for number, line in enumerate(self._lines, start=1):
            match = _DIRECTIVE.fullmatch(line.strip())
            name = match[1].lower() if match else ""
            if match is None or name not in _KNOWN:
                return
            start = len(line) - len(line.lstrip())
            at = Position(number, start + 1)
            self._next = number
            if name in seen:
                self.problems.append(Problem(f"only one {name} parser directive can be used", at))
                continue
            seen.add(name)
            self.directives.append(Directive(name, match[2], at))
            if name == "escape":
                self._set_escape(match[2], at)

    def _set_escape(self, value: str, at: Position) -> None:
        if value in _ESCAPES:
            self.escape = value
        else:
            self.problems.append(Problem(f"the escape character is \\ or `, not {value!r}", at))

    def take(self) -> Written | None:
        """Return the next logical line, or `None` at the end of the file."""
        pieces: list[tuple[str, int, int]] = []
        lines, escape = self._lines, self.escape
        open_line, gap = False, 0
        while self._next < len(lines):
            raw = lines[self._next].rstrip("\r")
            self._next += 1
            stripped = raw.lstrip()
            if not stripped:
                gap = gap or (self._next if open_line else 0)
                continue
            if stripped[0] == "#":
                self._comment(stripped, self._next, len(raw) - len(stripped) + 1)
                continue
            text, column = (raw, 1) if open_line else (stripped, len(raw) - len(stripped) + 1)
            ending = self._split_continuation(text) if escape in text else None
            if ending is None:
                pieces.append((text, self._next, column))
                break
            open_line = True
            if head := text[: ending.start()]:
                pieces.append((head, self._next, column))
        if gap:
            self.gaps.append(Position(gap, 1))
        return Written(pieces) if pieces else None

    def _comment(self, stripped: str, line: int, column: int) -> None:
        self.comments.append(Comment(stripped[1:].strip(), Position(line, column)))

    def take_heredoc(self, name: str, *, expand: bool, strip_tabs: bool, opened: Position) -> Heredoc:
        """Read the body of `<<name` up to its terminator, which is a line that holds nothing else."""
        first = self._next
        body: list[str] = []
        while self._next < len(self._lines):
            raw = self._lines[self._next]
            self._next += 1
            line = raw.rstrip("\r")
            if strip_tabs:
                raw, line = raw.lstrip("\t"), line.lstrip("\t")
            if line == name:
                break
            body.append(raw + "\n" if self._next <= self._terminated else raw)
        else:
            self.problems.append(Problem(f"the here-document <<{name} is not terminated", opened))
            self.exhausted = True
        return Heredoc(name, "".join(body), expand, strip_tabs, Position(first + 1, 1), self._next)

    def body_pieces(self, heredoc: Heredoc) -> list[tuple[str, int, int]]:
        """Return the lines of the body of `heredoc` as they are written, line ends included."""
        pieces = []
        for number in range(heredoc.at.line, heredoc.end_line + 1):
            if number > len(self._lines):
                break
            pieces.append((self._lines[number - 1].rstrip("\r") + "\n", number, 1))
        return pieces
