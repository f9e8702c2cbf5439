"""Judging many files: in this process while they are few, on all cores beyond, always in the same order."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW = 40
"""Up to so many items one process is faster than starting others."""
CHUNK = 20
"""Items that are judged together: few, so that no worker is left with much while the others are done."""
MOST = 256
"""Most processes that can be asked for; all of them are started at once."""


def judge(items: Iterable[T], work: Callable[[list[T]], R], jobs: int) -> Iterator[R]:
    """Yield `work(chunk)` for chunks of `items`, in order; on `jobs` processes if there are many items.

    Raises what `work` raises, and `SourceError` where a process is killed.
    """
    iterator = iter(items)
    head = list(islice(iterator, FEW + 1))
    if len(head) <= FEW or jobs == 1 or not hasattr(os, "fork"):
        yield work(head)
        yield from map(work, _chunks(iterator))
        return
    from holdfast.gates.cli.judging.workers import Workers

    gc.freeze()  # what is loaded now is shared by all; collecting it would copy its pages
    with closing(Workers(work, jobs)) as workers:
        yield from workers.run(_chunks(_chain(head, iterator)))


def available() -> int:
    """Return how many processors this process may use."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST)


def _chunks(iterator: Iterator[T]) -> Iterator[list[T]]:
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _chain(head: list[T], tail: Iterator[T]) -> Iterator[T]:
    yield from head
    yield from tail
