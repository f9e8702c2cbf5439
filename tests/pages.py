"""An HTML page as a list of what a parser finds in it, for tests of what we write and of what we must not write."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

_VOID = frozenset({"col", "input", "meta"})


class Element(NamedTuple):
    """A start tag, and the names of the elements around it."""

    name: str
    attributes: dict[str, str | None]
    around: tuple[str, ...]


class Page(HTMLParser):
    """A page read from front to back; an end tag that ends nothing fails."""

    def __init__(self, text: str) -> None:
        """Read `text`."""
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.words: list[tuple[str, str]] = []
        """Text, with the name of the element around it."""
        self.other: list[str] = []
        """Comments, processing instructions and declarations."""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append(Element(tag, dict(attrs), tuple(self._open)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.words.append((self._open[-1] if self._open else "", data))

    def handle_comment(self, data: str) -> None:
        """Keep a comment."""
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration."""
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        """Keep a processing instruction."""
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        """Keep a marked section."""
        self.other.append(data)

    def text_of(self, name: str) -> str:
        """Return all text directly within elements called `name`."""
        return "".join(words for around, words in self.words if around == name)

    def named(self, name: str) -> list[Element]:
        """Return the elements called `name`."""
        return [each for each in self.elements if each.name == name]
