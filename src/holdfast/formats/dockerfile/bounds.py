"""Every bound of reading a Dockerfile, in one place: what a hostile file may cost.

A file beyond the size is refused; a word beyond a bound of expansion is one whose value is not known, and says so.
"""

from __future__ import annotations

FILE_BYTES = 1 << 19
"""Largest Dockerfile: far more than people write, and still judged within seconds whatever it holds."""
LINES = 50_000
"""Most physical lines."""
EXPANDED_WORD = 1 << 16
"""Most characters that one word may expand to: Linux hands no longer variable to a program than twice this."""
EXPANDED_FILE = 1 << 22
"""Most characters that the words of one file may expand to together, so that doubling chains end."""
PATTERN_STEPS = 1 << 18
"""Most steps of matching the patterns of `${name#pattern}` in one file."""
INHERITED_VARIABLES = 1 << 20
"""Most variables that the stages of one file may inherit together."""
NESTING = 64
"""Deepest `${a:-${b:-...}}`."""
