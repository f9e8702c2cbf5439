"""Who counts as root."""

from __future__ import annotations

import pytest

from holdfast.rules.readings.build_stages import is_root


@pytest.mark.parametrize(
    "user",
    [
        "",
        "root",
        "root:root",
        "root:app",
        "0",
        "0:0",
        "00",
        "+0",
        "-0",
        "0:1000",
        " 0",
        ":1000",
        "-1",
        "2147483648",
        "4294967296",
        "99999999999999999999",
        "ContainerAdministrator",
        "ROOT",
    ],
)
def test_root_in_any_spelling_and_what_a_runtime_may_take_for_it_is_root(user: str) -> None:
    assert is_root(user)


@pytest.mark.parametrize(
    "user", ["1", "1000", "1000:0", "65532", "2147483647", "app", "app:root", "nobody", "rooty", "0x0"]
)
def test_everybody_else_is_not(user: str) -> None:
    assert not is_root(user)
