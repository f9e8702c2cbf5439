"""Render what a command prints on a terminal as an SVG picture: `render_terminal.py OUT.svg COMMAND...`.

The command runs on a pseudo-terminal, so that it colours its output as it would for a person. Only colours, bold and
dim are understood, which is all that Holdfast prints.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

_COLOURS = {
    30: "#3b4252",
    31: "#d0585f",
    32: "#7fa650",
    33: "#c99b3b",
    34: "#6c95c8",
    35: "#a97ba7",
    36: "#5aa7b0",
}
_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m")
_FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
_WIDTH, _HEIGHT, _MARGIN = 8.43, 19, 18


def captured(command: list[str]) -> str:
    """Return what `command` prints on a terminal."""
    parts: list[bytes] = []

    def read(descriptor: int) -> bytes:
        data = os.read(descriptor, 65536)
        parts.append(data)
        return b" "  # nothing of it is shown here, and an empty answer would mean the end

    saved = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        pty.spawn(command, read)
    os.dup2(saved, 1)
    return b"".join(parts).decode().replace("\r\n", "\n")


def spans(line: str) -> Iterator[str]:
    """Yield the SVG spans of one line."""
    style: dict[str, str] = {}
    for position, part in enumerate(_SEQUENCE.split(line)):
        if position % 2:
            style = _styled(style, part)
        elif part:
            attributes = "".join(f' {name}="{value}"' for name, value in style.items())
            yield f"<tspan{attributes}>{escape(part, quote=False)}</tspan>"


def _styled(style: dict[str, str], codes: str) -> dict[str, str]:
    """Return `style` after the codes of one sequence (ECMA-48 §8.3.117)."""
    style = dict(style)
    for code in (int(c or 0) for c in codes.split(";")):
        if code == 0:
            style = {}
        elif code == 1:
            style["font-weight"] = "bold"
        elif code == 2:  # noqa: PLR2004 - faint, in the standard's table
            style["opacity"] = "0.65"
        elif code in _COLOURS or code - 60 in _COLOURS:
            style["fill"] = _COLOURS.get(code) or _COLOURS[code - 60]
    return style


def svg(text: str) -> str:
    """Return the picture of `text`."""
    lines = text.rstrip("\n").split("\n")
    columns = max(len(_SEQUENCE.sub("", line)) for line in lines)
    width, height = round(columns * _WIDTH + 2 * _MARGIN), len(lines) * _HEIGHT + 2 * _MARGIN
    rows = "\n".join(
        f'<text x="{_MARGIN}" y="{_MARGIN + 14 + number * _HEIGHT}" xml:space="preserve">{"".join(spans(line))}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{_FONT}" font-size="14" fill="#d8dee9">\n'
        f'<rect width="100%" height="100%" rx="8" fill="#20242c"/>\n{rows}\n</svg>\n'
    )


def main() -> int:
    """Write the picture of a command's output, with the command itself above."""
    target, *command = sys.argv[1:]
    shown = f"\x1b[2m$\x1b[0m \x1b[1m{shlex.join(command)}\x1b[0m\n{captured(command)}"
    Path(target).write_text(svg(shown), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
