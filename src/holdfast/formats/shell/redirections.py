"""Redirections, here-documents, and the scripts that a command line hands to another shell.

Source: POSIX.1-2024, Shell Command Language 2.7; `<<<`, `&>` and `<( )` as in bash.
"""

from __future__ import annotations

import re

from holdfast.formats.shell.state import Command, Heredoc, List
from holdfast.formats.shell.words import BrokenError, Locate, WordReader
from holdfast.model.shell import Redirect, ShellWord

BLANKS = re.compile(r"(?:[ \t\r]|\\\r?\n)+")
REDIRECT = re.compile(r"(\d*)(<<<|<<-|<<|<>|<&|>>|>&|>\||&>>|&>|>|<)")
_LINE = re.compile(r"([^\n]*)(?:\n|\Z)")
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"})
_COMMAND_FLAG = re.compile(r"-[a-zA-Z]*c[a-zA-Z]*\Z")
_NESTED_EXPANSION = re.compile(r"[\\`]|\$\(")


class RedirectionReader(WordReader):
    """Reads redirections, and passes over the bodies of here-documents."""

    def __init__(self, text: str, locate: Locate, start: int, end: int) -> None:
        super().__init__(text, locate, start, end)
        self._depth = 0
        """How many lists and scripts enclose the one that is being read."""
        self._heredocs: list[Heredoc] = []
        self._here: List | None = None
        """The list that is being read."""

    def _begin(self, here: List) -> Command:
        if here.command is None:
            here.command = Command(self.position, here.operator)
            here.operator = ""
        return here.command

    def _skip_blanks(self) -> None:
        blanks = BLANKS.match(self.text, self.position, self.end)
        if blanks is not None:
            self.position = blanks.end()

    def _skip_lines(self) -> None:
        """Pass over blanks, line ends and comments."""
        while True:
            self._skip_blanks()
            char = self.text[self.position : min(self.position + 1, self.end)]
            if char not in ("\n", "#"):
                return
            self._skip_line_end(char)

    def _skip_line_end(self, char: str) -> None:
        if char == "\n":
            self.position += 1
        else:
            end = self.text.find("\n", self.position, self.end)
            self.position = self.end if end < 0 else end

    def _redirect(self, here: List) -> None:
        if self.text.startswith(("<(", ">("), self.position):
            self._process_substitution(here)
            return
        match = REDIRECT.match(self.text, self.position, self.end)
        assert match is not None, "a redirection begins here"
        command = self._begin(here)
        self.position = match.end()
        self._skip_blanks()
        if self.position >= self.end or self.text[self.position] in "\n;&|<>()":
            if not self.text.startswith(("<(", ">("), self.position):
                raise BrokenError(f"{match[2]} has no target")
            start = self.position
            self._substituted()
            target = ShellWord(self.text[start : self.position], False, self.locate(start))  # noqa: FBT003
        else:
            target = self.word()
        command.redirects.append(Redirect(match[2], int(match[1][:9]) if match[1] else None, target))
        if match[2] in ("<<", "<<-"):
            depth = self._depth + len(here.blocks)
            self._heredocs.append(Heredoc(target.text, command, depth, strip_tabs=match[2] == "<<-"))

    def _process_substitution(self, here: List) -> None:
        command = self._begin(here)
        start = self.position
        self._substituted()
        word = ShellWord(self.text[start : self.position], False, self.locate(start))  # noqa: FBT003
        command.words.append(word)
        command.spans.append((start, self.position))

    def _substituted(self) -> None:
        self.position += 2
        self._within(lambda: self.commands_until(")"))

    def _skip_heredocs(self) -> None:
        """Pass over the bodies that begin at this line; one that is fed to a shell is a script itself."""
        pending, self._heredocs = self._heredocs, []
        for heredoc in pending:
            begin = stop = self.position
            while self.position < self.end:
                match = _LINE.match(self.text, self.position, self.end)
                assert match is not None, "every line matches"
                stop, self.position = self.position, match.end()
                line = match[1].lstrip("\t") if heredoc.strip_tabs else match[1]
                if line.rstrip("\r") == heredoc.name:
                    break
            else:
                stop = self.end
            if _reads_script(heredoc.command.words):
                self._read_part(begin, stop, heredoc.depth + 1)

    def _read_inline(self, command: Command, depth: int) -> None:
        """Read the script of `sh -c 'script'`, where it is one quoted text without escapes."""
        words = command.words
        if words[0].text.rpartition("/")[2] not in _SHELLS:
            return
        for index in range(1, len(words) - 1):
            if _COMMAND_FLAG.match(words[index].text):
                begin, end = command.spans[index + 1]
                raw = self.text[begin:end]
                quote = raw[:1]
                inner = raw[1:-1]
                if quote not in ("'", '"') or raw[-1:] != quote or quote in inner:
                    return
                if quote == "'" or _NESTED_EXPANSION.search(inner) is None:
                    self._read_part(begin + 1, end - 1, depth + 1)
                return
            if not words[index].text.startswith(("-", "+")):
                return

    def _read_part(self, start: int, end: int, depth: int) -> None:
        """Read `text[start:end]` as a script of its own, `depth` deep."""
        saved = (self.position, self.end, self._depth, self._heredocs, self._here)
        self.position, self.end, self._depth, self._heredocs, self._here = start, end, depth - 1, [], None
        self._within(lambda: self.commands_until(""))
        self.position, self.end, self._depth, self._heredocs, self._here = saved


def _reads_script(words: list[ShellWord]) -> bool:
    """Tell whether a command is a shell that reads its script from standard input."""
    if not words or words[0].text.rpartition("/")[2] not in _SHELLS:
        return False
    return all(w.text.startswith(("-", "+")) and not _COMMAND_FLAG.match(w.text) for w in words[1:])
