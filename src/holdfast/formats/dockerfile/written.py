"""Text put together from pieces of a file, which knows where each piece is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from holdfast.model.position import Position


class Written:
    """A text and, for every offset into it, the line and column of the file that it comes from."""

    __slots__ = ("_columns", "_lines", "_starts", "text")

    def __init__(self, pieces: Iterable[tuple[str, int, int]]) -> None:
        """Join `pieces`: text, line and column of its first character, each."""
        texts: list[str] = []
        self._starts: list[int] = []
        self._lines: list[int] = []
        self._columns: list[int] = []
        length = 0
        for text, line, column in pieces:
            texts.append(text)
            self._starts.append(length)
            self._lines.append(line)
            self._columns.append(column)
            length += len(text)
        self.text = texts[0] if len(texts) == 1 else "".join(texts)

    def at(self, offset: int) -> Position:
        """Return the place of the character at `offset`; the end of the text is the place after its last one."""
        starts = self._starts
        if len(starts) == 1:
            return Position(self._lines[0], self._columns[0] + offset)
        index = max(bisect_right(starts, offset) - 1, 0)
        return Position(self._lines[index], self._columns[index] + offset - starts[index])

    def pieces(self, start: int, end: int) -> list[tuple[str, int, int]]:
        """Return the pieces that make up `text[start:end]`, to join them with others."""
        found = []
        for index, begin in enumerate(self._starts):
            stop = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
            low, high = max(start, begin), min(end, stop)
            if low < high:
                found.append((self.text[low:high], self._lines[index], self._columns[index] + low - begin))
        return found
