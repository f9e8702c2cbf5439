"""Shell scripts, read as words and never run: POSIX sh with what bash scripts commonly use.

Source: POSIX.1-2024, Shell Command Language (2.2 quoting, 2.3 tokens, 2.7 redirection, 2.9 commands).
"""

from holdfast.formats.shell.commands import parse

__all__ = ["parse"]
