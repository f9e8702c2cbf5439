"""Characters that cannot be seen, or that turn the direction of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Instruction
from holdfast.model.finding import Finding, Outcome
from holdfast.model.position import Position
from holdfast.rules.kit import Context, NoParameters, rule

_HIDDEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
"""Format characters, fillers, tags and variation selectors (Unicode TR36 and TR39)."""


@rule(
    title="Text holds characters that cannot be seen",
    why="Marks that turn the direction of text, and characters without width, let a line read one way to a reviewer and "
    "another way to the builder (CVE-2021-42574): a URL or a package name is not what it looks like.",
    fix="Delete the character; an editor that shows whitespace, or `cat -A`, shows where it is.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=("https://trojansource.codes/", "cwe:1007"),
    good=("FROM alpine:3.23\n# Grüße, 世界, 🚀\nLABEL greeting=Grüße\n",),
    bad=(
        (
            "FROM alpine:3.23\n# violated\nRUN echo admin\u202e \u2066# check\u2069 \u2066\n# violated\n# see\u200bno\n"
            "# violated\nCOPY <<EOF /x\na\u200db\nEOF\n"
        ),
    ),
)
def visible_characters_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each instruction, comment and directive with such a character, once."""
    for at, texts in _texts(dockerfile):
        for text in texts:
            if not text.isascii() and (found := _HIDDEN.search(text)) is not None:
                message = f"the character U+{ord(found[0]):04X} cannot be seen here"
                yield Finding(Outcome.VIOLATED, message, at)
                break


def _texts(dockerfile: Dockerfile) -> Iterator[tuple[Position, tuple[str, ...]]]:
    """Yield the place and the texts of everything that is written."""
    for comment in dockerfile.comments:
        yield comment.at, (comment.text,)
    for directive in dockerfile.directives:
        yield directive.at, (directive.value,)
    for instruction in dockerfile.instructions():
        if not instruction.onbuild:
            yield instruction.at, _of(instruction)


def _of(instruction: Instruction) -> tuple[str, ...]:
    flags = (flag.value.raw for flag in instruction.flags if flag.value is not None)
    return (
        instruction.keyword,
        instruction.text,
        *flags,
        *(heredoc.body for heredoc in instruction.heredocs),
    )
