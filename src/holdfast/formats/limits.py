"""How much of a document is read before it is refused: every bound of the text formats, in one place.

They are generous for what people write and small enough that the worst document costs a second and some
hundred megabytes. Whoever reads bytes from outside gives up at the first bound that is crossed.
"""

from __future__ import annotations

from holdfast.errors import MalformedError

FILE_BYTES = 16 * 1024 * 1024
"""Bytes of one file or one stream."""
DOCUMENTS = 10_000
"""Documents of one YAML stream."""
NODES = 500_000
"""Mappings, sequences, keys and scalars of one document. An alias counts as what it stands for, and a scalar once
more for every `NODE_CHARACTERS` of it."""
NODE_CHARACTERS = 64
ALIASED = 100_000
"""Of those nodes, the ones that stand there through aliases: a small file must not stand for a large one."""
DEPTH = 100
"""Levels of nesting, aliases counted as what they stand for. Kubernetes objects need about 15."""
DIRECTIVES = 64
"""`%TAG` directives of one stream: the reader compares each with all before it."""
NUMBER_LENGTH = 400
"""Characters of one number; no float needs more to be exact."""
CONTAINERS = 1_000
"""Containers of one kind in one pod, and volumes; nodes take some hundred pods in all."""
SHOWN = 60
"""Characters of the document that a message quotes."""


def shown(text: str) -> str:
    """Return `text` quoted for a message, cut where it is long."""
    return repr(text) if len(text) <= SHOWN else f"{text[:SHOWN]!r}…"


def check_size(data: bytes, path: str, what: str) -> None:
    """Refuse `data` of more than `FILE_BYTES`."""
    if len(data) > FILE_BYTES:
        raise MalformedError(
            f"{what} of {len(data)} bytes is larger than {FILE_BYTES}",
            code="too-large",
            subject=path,
            hint="split it into several files",
        )
