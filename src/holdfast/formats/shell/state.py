"""What is being read: a simple command, a list of them, a here-document whose body is still to come."""

from __future__ import annotations

from holdfast.model.shell import Assignment, Redirect, ShellWord


class Command:
    """A simple command that is being read."""

    __slots__ = ("assignments", "discarded", "operator", "redirects", "spans", "start", "words")

    def __init__(self, start: int, operator: str) -> None:
        self.start = start
        self.operator = operator
        self.words: list[ShellWord] = []
        self.spans: list[tuple[int, int]] = []
        self.assignments: list[Assignment] = []
        self.redirects: list[Redirect] = []
        self.discarded = False
        """Whether the words are those of `for`, which run nothing."""


class List:
    """A list of commands that is being read: the script, or the inside of one substitution."""

    __slots__ = ("blocks", "closer", "command", "operator")

    def __init__(self, closer: str) -> None:
        self.closer = closer
        self.blocks: list[str] = []
        """The compound commands that are open."""
        self.command: Command | None = None
        self.operator = ""
        """What joins the next command to the one before."""


class Heredoc:
    """A here-document whose body begins at the next line."""

    __slots__ = ("command", "depth", "name", "strip_tabs")

    def __init__(self, name: str, command: Command, depth: int, *, strip_tabs: bool) -> None:
        self.name = name
        self.command = command
        self.depth = depth
        self.strip_tabs = strip_tabs
