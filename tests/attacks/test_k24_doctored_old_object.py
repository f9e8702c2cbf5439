"""K24 (CVE-2021-25735): an update that is judged by what was there before."""

from __future__ import annotations

import pytest

from reviews import admit, answered, evil, pod, review


@pytest.mark.parametrize("old", [None, {}, pod(), evil(), {"kind": "ConfigMap"}, {"spec": None}])
def test_the_old_object_allows_nothing(old: dict[str, object] | None) -> None:
    assert not answered(admit(review(evil(), "UPDATE", oldObject=old)))


def test_an_object_on_its_way_out_is_judged_like_any() -> None:
    subject = evil()
    subject["metadata"] |= {"deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["x.example/stay"]}

    assert not answered(admit(review(subject, "UPDATE", oldObject=subject)))
