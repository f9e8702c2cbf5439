"""Forked processes that work off chunks: what `concurrent.futures` does, in a third of its start-up.

Each worker has two pipes and one chunk at a time, so neither side can wait for the other to read: the parent writes
only to a worker that waits for work, and reads from whichever has a result. A worker whose pipe ends before its result
does has been killed, and that ends the run. Workers end when their pipe does, also where the parent was killed.
"""

from __future__ import annotations

import os
import pickle  # noqa: TID251 - what is read here was written by a process of our own, over a pipe that no other has
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO, Any, Generic, NoReturn, TypeVar

from holdfast.errors import SourceError

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 4
"""Results per worker that may wait for an earlier one: bounds what is held in memory."""


class _Worker:
    """One process, as its parent sees it."""

    __slots__ = ("number", "pid", "results", "tasks")

    def __init__(self, work: Callable[[Any], object], others: list[_Worker]) -> None:
        tasks, self.tasks = _pipe()
        self.results, results = _pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for worker in (*others, self):  # or no pipe would end with the parent
                worker.close()
            _serve(work, tasks, results)
        tasks.close()
        results.close()
        self.number = -1
        """Of the chunk that it works on."""

    def give(self, number: int, chunk: object) -> None:
        """Hand over the next chunk."""
        self.number = number
        try:
            pickle.dump(chunk, self.tasks, pickle.HIGHEST_PROTOCOL)
            self.tasks.flush()
        except BrokenPipeError:
            raise _killed() from None

    def take(self) -> Any:  # noqa: ANN401 - what the work returns
        """Wait for the result of the chunk; raises what the work raised."""
        try:
            done, result = pickle.load(self.results)  # noqa: S301 - our own child wrote it
        except (EOFError, pickle.UnpicklingError):
            raise _killed() from None
        if not done:
            raise result
        return result

    def close(self) -> None:
        """Close both pipes."""
        with suppress(BrokenPipeError):  # what a killed worker was given stays in the buffer
            self.tasks.close()
        self.results.close()


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    """Return what can be read and what can be written of a new pipe."""
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")


class Workers(Generic[T, R]):
    """Some processes that do the same work."""

    def __init__(self, work: Callable[[T], R], count: int) -> None:
        """Start `count` processes; `work` is inherited and need not be picklable, what it takes and gives must."""
        self._all: list[_Worker] = []
        for _ in range(count):
            self._all.append(_Worker(work, self._all))

    def run(self, chunks: Iterator[T]) -> Iterator[R]:
        """Yield the result of each chunk, in order.

        Raises what the work raises, and `SourceError` where a process is killed.
        """
        numbered = enumerate(chunks)
        by_descriptor = {worker.results.fileno(): worker for worker in self._all}
        poll = select.poll()
        for descriptor in by_descriptor:
            poll.register(descriptor, select.POLLIN)
        idle, waiting, following = list(self._all), dict[int, R](), 0
        while True:
            while idle and len(waiting) < AHEAD * len(self._all) and (task := next(numbered, None)):
                idle.pop().give(*task)
            busy = len(idle) < len(self._all)
            if not busy and not waiting:
                return
            while following in waiting:
                yield waiting.pop(following)
                following += 1
            for descriptor, _ in poll.poll() if busy else ():
                worker = by_descriptor[descriptor]
                waiting[worker.number] = worker.take()
                idle.append(worker)

    def close(self) -> None:
        """End the processes, also in the midst of their work: they hold nothing that anyone would miss."""
        for worker in self._all:
            worker.close()
            os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)


def _serve(work: Callable[[Any], object], tasks: IO[bytes], results: IO[bytes]) -> NoReturn:
    """Do the work of a worker until there is no more; never return into what its parent was doing."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends its workers
        while True:
            chunk = pickle.load(tasks)  # noqa: S301 - the parent wrote it
            results.write(_reply(work, chunk))
            results.flush()
    finally:
        os._exit(0)


def _reply(work: Callable[[Any], object], chunk: object) -> bytes:
    """Return whether the work was done, and what it gave or raised."""
    try:
        return pickle.dumps((True, work(chunk)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - carried over to the parent, which raises it
        import traceback

        error.add_note(f"in a worker process:\n{traceback.format_exc()}")
        try:
            reply = pickle.dumps((False, error))
            pickle.loads(reply)  # noqa: S301 - our own; some exceptions can be written and not be read
        except Exception:  # noqa: BLE001 - as above
            reply = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        return reply


def _killed() -> SourceError:
    return SourceError(
        "a worker process was killed before it had judged its files",
        code="worker-killed",
        hint="memory may have run out: ask for fewer with --jobs",
    )
