"""How the last image of a Dockerfile comes about: the stages that it is made of, and who it runs as."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.model.dockerfile import BaseKind, Dockerfile, From, Stage, User
from holdfast.model.position import Position


def final_chain(dockerfile: Dockerfile) -> tuple[Stage, ...]:
    """Return the last stage, the stage that it starts from, and so on down to the base; empty for an empty file."""
    return chain_of(dockerfile, dockerfile.stages[-1]) if dockerfile.stages else ()


def chain_of(dockerfile: Dockerfile, stage: Stage) -> tuple[Stage, ...]:
    """Return `stage` and the stages that it starts from, top first. A stage starts only from earlier ones."""
    chain = [stage]
    while (below := chain[-1].base.stage) is not None and below < chain[-1].index:
        chain.append(dockerfile.stages[below])
    return tuple(chain)


def opening(dockerfile: Dockerfile) -> Position | None:
    """Return where the last stage begins: its `FROM`, or the first line of a fragment without one."""
    for stage in dockerfile.stages[-1:]:
        for instruction in stage.instructions:
            image = instruction.image if isinstance(instruction, From) else None
            return image.at if image is not None else instruction.at
    return None


def is_fragment(dockerfile: Dockerfile) -> bool:
    """Tell whether the file has no `FROM`."""
    return not any(isinstance(i, From) and not i.onbuild for s in dockerfile.stages for i in s.instructions)


def users(stage: Stage, *, onbuild: bool) -> Iterator[User]:
    """Yield the `USER` instructions of one stage, those of this build or those of its triggers."""
    for instruction in stage.instructions:
        if isinstance(instruction, User) and instruction.onbuild is onbuild:
            yield instruction


class LastUser(NamedTuple):
    """Who the last image of a Dockerfile runs as, as far as the file says."""

    instruction: User | None
    """The `USER` that counts; `None` where no stage of the chain has one."""
    base: Stage
    """The stage at the bottom of the chain, which names the base."""


def last_user(dockerfile: Dockerfile) -> LastUser | None:
    """Return who the last stage ends as; `None` for an empty file."""
    chain = final_chain(dockerfile)
    if not chain:
        return None
    for stage in chain:
        *_, last = (None, *users(stage, onbuild=False))
        if last is not None:
            return LastUser(last, chain[-1])
    return LastUser(None, chain[-1])


def base_text(stage: Stage) -> str | None:
    """Return the name of the image that `stage` starts from, as evidence is filed under it."""
    if stage.base.kind is not BaseKind.IMAGE or stage.base.text is None:
        return None
    return stage.base.text.value


_LARGEST_USER = 2**31 - 1
"""What a runtime accepts; a larger number has been taken for root before (CVE-2024-40635)."""


def is_root(user: str) -> bool:
    """Tell whether a `USER`, or an image's configured user, is root: `root`, 0 in any spelling, nothing, nonsense."""
    name = user.partition(":")[0].strip()
    if name.lower() in {"", "root", "containeradministrator", "nt authority\\system"}:
        return True
    digits = name[1:] if name[0] in "+-" else name
    if not digits.isdecimal():
        return False
    return name[0] == "-" or len(digits) > 10 or not 0 < int(digits) <= _LARGEST_USER  # noqa: PLR2004 - ten digits hold 2**31
