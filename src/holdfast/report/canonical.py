"""The canonical verdict of each subject, one per line: what two gates agree on to the byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.model.verdict import Assessment
from holdfast.policy.canonical import canonical
from holdfast.report.kit import Options, Summary


class CanonicalReport:
    """The format `canonical`."""

    def fragment(self, assessment: Assessment, text: str | None, options: Options) -> str:  # noqa: ARG002
        """Return the canonical verdict (RFC 8785) as one line."""
        return canonical(assessment).decode() + "\n"

    def frame(self, fragments: Iterable[str], summary: Summary, options: Options) -> Iterator[str]:  # noqa: ARG002
        """Yield the lines as they are: what frames them is no part of a verdict."""
        yield from fragments


REPORT = CanonicalReport()
