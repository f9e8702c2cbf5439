"""Judging many files: in this process while they are few, on all cores beyond, always in the same order."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from holdfast.errors import SourceError

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

FEW = 96
"""Up to so many items one process is faster than starting others."""
CHUNK = 48
"""Items that a worker is given at once."""
AHEAD = 4
"""Chunks per worker that may be waiting: bounds what is held in memory."""
MOST = 256
"""Most processes that can be asked for; all of them are started at once."""

_work: Callable[[list[object]], object] | None = None
"""What workers do; set before they are forked, so that it need not be picklable."""


def judge(items: Iterable[T], work: Callable[[list[T]], R], jobs: int) -> Iterator[R]:
    """Yield `work(chunk)` for chunks of `items`, in order; on `jobs` processes if there are many items."""
    iterator = iter(items)
    head = list(islice(iterator, FEW + 1))
    if len(head) <= FEW or jobs == 1 or not hasattr(os, "fork"):
        yield work(head)
        for chunk in _chunks(iterator):
            yield work(chunk)
        return
    yield from _forked(_chunks(_chain(head, iterator)), work, jobs)


def available() -> int:
    """Return how many processors this process may use."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST)


def _forked(chunks: Iterator[list[T]], work: Callable[[list[T]], R], jobs: int) -> Iterator[R]:
    """Run chunks on forked workers; raises `SourceError` where one of them is killed, instead of waiting for it."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    global _work  # noqa: PLW0603 - inherited by fork
    _work = work  # type: ignore[assignment] # its element type is the caller's
    gc.freeze()  # what is loaded now is shared by all; collecting it would copy its pages
    waiting: deque[Future[R]] = deque()
    try:
        with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
            for chunk in chunks:
                waiting.append(pool.submit(_run, chunk))  # type: ignore[arg-type] # as above
                if len(waiting) >= jobs * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool:
        raise SourceError(
            "a worker process was killed before it had judged its files",
            code="worker-killed",
            hint="memory may have run out: ask for fewer with --jobs",
        ) from None


def _run(chunk: list[object]) -> object:
    assert _work is not None
    return _work(chunk)


def _chunks(iterator: Iterator[T]) -> Iterator[list[T]]:
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _chain(head: list[T], tail: Iterator[T]) -> Iterator[T]:
    yield from head
    yield from tail
