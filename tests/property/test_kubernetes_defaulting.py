"""The digest of a workload is the same before and after an API server's defaulting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from holdfast.formats.kubernetes.normal import Surroundings, normal_form
from oracles.kubernetes import Oracle
from oracles.pods import specs

AROUND = Surroundings()
Json = dict[str, Any]
KINDS: dict[str, tuple[str, Callable[[Json], Json], Callable[[Json], Json]]] = {
    "Pod": ("v1", lambda spec: spec, lambda made: made["spec"]),
    "Deployment": (
        "apps/v1",
        lambda spec: {"template": {"spec": spec}},
        lambda made: made["spec"]["template"]["spec"],
    ),
    "Job": (
        "batch/v1",
        lambda spec: {"template": {"spec": spec}},
        lambda made: made["spec"]["template"]["spec"],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(spec=specs())
def test_defaulting_leaves_the_normal_form_as_it_is(
    kind: str, spec: dict[str, Any], defaulting: Oracle
) -> None:
    version, put, get = KINDS[kind]
    made = defaulting.ask({"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, "spec": put(spec)})
    assert normal_form(spec, AROUND) == normal_form(get(made), AROUND)
