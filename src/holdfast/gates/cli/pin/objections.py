"""Why a pinned reference must not move: the new image is too young, or its verdict is worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from holdfast.assess import Engine
from holdfast.collect import image_subjects
from holdfast.gates.cli import images
from holdfast.gates.cli.options import Reaching
from holdfast.model.digest import Digest
from holdfast.model.image import Image
from holdfast.model.reference import Reference
from holdfast.model.verdict import Verdict
from holdfast.policy.effective import Policy

_GRAVITY = (Verdict.ALLOW, Verdict.UNDECIDED, Verdict.DENY)


class Objections:
    """Judges the image that a reference would move to, beside the one that it is pinned to."""

    def __init__(self, reaching: Reaching, policy: Policy, now: datetime, minimum_age: int | None) -> None:
        """Judge by `policy` as of `now`; `minimum_age` is in days."""
        self._find = images.finder(reaching)
        self._engine = Engine(policy, now, self._find)
        self._minimum_age = minimum_age

    def __call__(self, pinned: Reference, digest: Digest) -> str | None:
        """Return why `pinned` must not move to `digest`, or `None`."""
        moved = replace(pinned, digest=digest)
        return self._too_young(moved) or self._worse(pinned, moved)

    def _too_young(self, moved: Reference) -> str | None:
        if self._minimum_age is None:
            return None
        found = self._find(str(moved))
        if not isinstance(found, Image):
            return f"the age of {moved.digest} cannot be told: {found.reason}"
        try:
            created = datetime.fromisoformat(found.created or "")
        except ValueError:
            return f"the age of {moved.digest} cannot be told: its configuration names no time"
        created = created.replace(tzinfo=UTC) if created.tzinfo is None else created
        days = (self._engine.now - created).days
        if days >= self._minimum_age:
            return None
        return f"{moved.digest} is {days} days old, less than {self._minimum_age}"

    def _worse(self, pinned: Reference, moved: Reference) -> str | None:
        before, after = self._verdict(pinned), self._verdict(moved)
        if _GRAVITY.index(after) <= _GRAVITY.index(before):
            return None
        return f"the verdict on {moved.digest} is {after.value}, and was {before.value}"

    def _verdict(self, reference: Reference) -> Verdict:
        text = str(reference)
        return self._engine.assess(image_subjects.named(text, self._find(text))).assessment.verdict
