"""What the process says when it ends (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from holdfast.errors import ConfigurationError, HoldfastError
from holdfast.model.verdict import Verdict


class ExitCode(IntEnum):
    """The exit codes that scripts rely on."""

    ALLOWED = 0
    DENIED = 1
    USAGE = 2
    UNDECIDED = 3
    INTERNAL = 4


_OF_VERDICT = {
    Verdict.ALLOW: ExitCode.ALLOWED,
    Verdict.DENY: ExitCode.DENIED,
    Verdict.UNDECIDED: ExitCode.UNDECIDED,
}


def of_verdict(verdict: Verdict) -> ExitCode:
    """Return the exit code of one verdict."""
    return _OF_VERDICT[verdict]


def of_error(error: HoldfastError) -> ExitCode:
    """Return the exit code of an error that ended a command: the operator's fault, or no answer."""
    return ExitCode.USAGE if isinstance(error, ConfigurationError) else ExitCode.UNDECIDED


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict over several subjects: deny before undecided before allow."""
    found = set(verdicts)
    for verdict in (Verdict.DENY, Verdict.UNDECIDED):
        if verdict in found:
            return verdict
    return Verdict.ALLOW
