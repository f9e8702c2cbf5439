"""When a request is repeated, and how long is waited before."""

from __future__ import annotations

import pytest

from holdfast.errors import SourceError
from holdfast.model.reference import Reference
from registries import Answer, Heard, Pauses, client, hostile_registry, served


def ask(*answers: Answer) -> tuple[Pauses, int, Exception | None]:
    """Give `answers` in turn; return the pauses, the requests, and what was raised."""
    left = list(answers)
    pauses = Pauses()

    def script(_: Heard) -> Answer:
        return left.pop(0) if left else served()

    fault: Exception | None = None
    with hostile_registry(script) as registry:
        try:
            client(registry.host, pauses=pauses).manifest(Reference.parse(f"{registry.host}/web:1"))
        except SourceError as error:
            fault = error
        return pauses, len(registry.heard), fault


def busy(after: str | None = None, status: int = 429) -> Answer:
    return Answer(status, {"Retry-After": after} if after is not None else {})


def test_what_a_registry_asks_to_wait_is_waited() -> None:
    assert ask(busy("7"), busy("0", 503)) == ([7.0, 0.0], 3, None)


def test_a_date_long_past_asks_for_no_pause() -> None:
    assert ask(busy("Wed, 21 Oct 2015 07:28:00 GMT")) == ([0.0], 2, None)


@pytest.mark.parametrize("after", ["3600", "999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_more_than_is_bearable_is_not_waited_for(after: str) -> None:
    pauses, requests, fault = ask(busy(after))
    assert (pauses, requests) == ([], 1)
    assert isinstance(fault, SourceError)
    assert (fault.code, fault.retryable) == ("rate-limited", True)


@pytest.mark.parametrize("after", [None, "soon", "-1", "٣"])
def test_otherwise_pauses_grow_and_end(after: str | None) -> None:
    pauses, requests, fault = ask(*[busy(after)] * 9) if after != "٣" else ask(*[busy("x")] * 9)
    assert (requests, len(pauses)) == (3, 2)
    assert all(low <= pause <= 3 * low for low, pause in zip((0.25, 0.5), pauses, strict=True))
    assert isinstance(fault, SourceError)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405])
def test_a_final_answer_is_not_asked_for_again(status: int) -> None:
    pauses, requests, fault = ask(Answer(status))
    assert (pauses, requests) == ([], 1)
    assert isinstance(fault, SourceError)
