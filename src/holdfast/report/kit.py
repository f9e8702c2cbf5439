"""What a report format is made of: a fragment per subject, and a frame around all of them.

Fragments are made where the subject was judged (often in another process), so that neither sources nor findings
of ten thousand files have to be held or sent; the frame is made once, at the end, from counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from holdfast.model.finding import Enforcement, Outcome, Severity
from holdfast.model.verdict import Assessment, Inputs, Scope, SubjectKind, Verdict


@dataclass(frozen=True, slots=True)
class Options:
    """How a report is to be shown."""

    everything: bool = False
    """Show `satisfied` and `not_applicable` outcomes too (`--all`)."""
    colour: bool = False
    """Whether the output is a terminal that wants colour."""
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known once every subject is judged."""

    verdict: Verdict
    scope: Scope
    inputs: Inputs
    verdicts: Mapping[Verdict, int]
    """How many subjects got which."""
    subjects: Mapping[SubjectKind, int]
    findings: Mapping[tuple[Outcome, Enforcement, Severity], int]
    """Counts of findings that no waiver covers."""
    waived: int = 0
    rules: frozenset[str] = frozenset()
    """Ids of the rules that were selected."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Files that were no subject, by reason (`not a known document`, `kind without a pod`)."""
    passed_over: tuple[tuple[str, str, str], ...] = ()
    """Those files, up to a limit: path, reason, and what else is known of it."""
    notices: tuple[str, ...] = ()
    """What the operator should know: waivers that nothing needed, a waiver that has expired."""


class Report(Protocol):
    """One format. Its module stands in `report/` under the format's name and holds one value called `REPORT`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:
        """Render one subject; `text` is its source text where it is a readable file, for excerpts."""

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:
        """Yield the whole document, piece by piece, around the fragments."""
