from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing

import pytest

from holdfast.errors import MalformedError, SourceError
from holdfast.gates.cli.judging.workers import AHEAD, Workers


def doubled(number: int) -> int:
    return 2 * number


def refused(number: int) -> int:
    raise MalformedError(f"{number} is odd", subject="x", line=3) if number % 2 else ValueError(number)


def own_process(_number: int) -> int:
    return os.getpid()


def killed(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_the_order_of_the_chunks() -> None:
    with closing(Workers(doubled, 3)) as workers:
        assert list(workers.run(iter(range(100)))) == list(range(0, 200, 2))


def test_nothing_to_do_gives_nothing() -> None:
    with closing(Workers(doubled, 2)) as workers:
        assert list(workers.run(iter(()))) == []


def test_chunks_and_results_larger_than_a_pipe_holds_pass() -> None:
    texts = ["a" * 1_000_000, "b" * 1_000_000, "c" * 1_000_000, "d" * 1_000_000]
    with closing(Workers(str.upper, 2)) as workers:
        assert list(workers.run(iter(texts))) == [text.upper() for text in texts]


def test_an_error_of_the_work_arrives_whole_and_says_where_it_was_raised() -> None:
    with closing(Workers(refused, 2)) as workers, pytest.raises(MalformedError, match="1 is odd") as raised:
        list(workers.run(iter([1])))
    assert (raised.value.subject, raised.value.line) == ("x", 3)
    assert any("in refused" in note for note in raised.value.__notes__)


def test_an_error_that_cannot_be_carried_over_arrives_in_words() -> None:
    class LocalError(Exception):
        pass

    def work(_chunk: int) -> int:
        raise LocalError("not importable")

    with (
        closing(Workers(work, 1)) as workers,
        pytest.raises(RuntimeError, match="LocalError: not importable"),
    ):
        list(workers.run(iter([1])))


def test_a_worker_that_is_killed_ends_the_run() -> None:
    with closing(Workers(killed, 2)) as workers, pytest.raises(SourceError, match="killed") as raised:
        list(workers.run(iter(range(10))))
    assert raised.value.code == "worker-killed"


def test_no_more_is_taken_than_workers_may_be_ahead() -> None:
    taken: list[int] = []

    def chunks() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with closing(Workers(doubled, 2)) as workers:
        results = workers.run(chunks())
        assert next(results) == 0
        assert len(taken) <= 2 * AHEAD + 2 + 1


def test_who_stops_early_leaves_no_process_behind() -> None:
    workers = Workers(own_process, 2)
    process = next(workers.run(iter(range(100))))
    workers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
