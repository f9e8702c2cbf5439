"""The one composition: evidence in, rules and policy applied, one assessment out.

Every gate judges through `Engine`, so that no gate can come to another verdict. Nothing here does I/O or reads a
clock: evidence of images is asked of a function that the gate hands over, the time is a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from holdfast.collect import origins
from holdfast.collect.collected import Collected
from holdfast.model.evidence import Missing
from holdfast.model.finding import Finding, Outcome, WeighedFinding
from holdfast.model.image import Image
from holdfast.model.position import Location, Position
from holdfast.model.tree import locate
from holdfast.model.verdict import Assessment, Inputs, Scope
from holdfast.policy.effective import Policy
from holdfast.policy.evaluate import day, judge, judges, weigh
from holdfast.policy.selector import SubjectFacts, facts
from holdfast.rules.kit import Judged

ImageEvidence = Callable[[str], Image | Missing]
"""Gives the evidence of the image that a reference names."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """An assessment, with what its making tells about the policy."""

    assessment: Assessment
    used_waivers: frozenset[int]
    """Indexes into the policy's waivers."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One policy at one moment, with one source of image evidence."""

    policy: Policy
    now: datetime
    images: ImageEvidence | None = None
    """`None` where documents alone are judged."""

    @property
    def scope(self) -> Scope:
        """Return how much evidence the verdicts rest on."""
        return Scope.DOCUMENTS if self.images is None else Scope.IMAGES

    @property
    def inputs(self) -> Inputs:
        """Return what every verdict of this engine is made from."""
        return Inputs(self.policy.digest, "+".join(self.policy.profiles), self.now)

    def assess(self, collected: Collected) -> Judgement:
        """Judge one subject."""
        evidence = collected.evidence
        gathered = self._gather(collected)
        lacking = (*collected.missing, *_missing_images(gathered))
        subject = (
            facts(evidence, path=collected.subject.source)
            if evidence is not None
            else SubjectFacts(collected.subject.kind, path=collected.subject.source)
        )
        found = (
            judge(self.policy, evidence, today=day(self.now), images=gathered) if evidence is not None else ()
        )
        weighed = weigh(
            self.policy,
            subject,
            found,
            now=self.now,
            locate=partial(_locate, collected),
            missing=lacking,
            requests=collected.requests,
        )
        assessment = Assessment(
            subject=collected.subject,
            scope=self.scope,
            inputs=self.inputs,
            verdict=weighed.verdict,
            findings=weighed.findings,
            missing=weighed.missing,
        )
        return Judgement(assessment, weighed.used)

    def with_silent(self, assessment: Assessment, evidence: Judged | None) -> Assessment:
        """Return `assessment` with a finding for each selected rule that found nothing (`--all`).

        They are presentation: neither verdict nor canonical form is made from them.
        """
        spoken = {finding.rule for finding in assessment.findings}
        place = Location(assessment.subject.source, None, None, None)
        speaks = partial(judges, evidence=evidence)
        silent = tuple(
            WeighedFinding(
                rule=name,
                outcome=Outcome.SATISFIED if speaks(setting.rule) else Outcome.NOT_APPLICABLE,
                enforcement=setting.enforcement,
                severity=setting.severity,
                message="holds" if speaks(setting.rule) else "judges no such subject",
                location=place,
                container=None,
                pointer=None,
                aliases=(),
                references=setting.rule.references,
                remediation=setting.rule.fix,
            )
            for name, setting in self.policy.settings.items()
            if name not in spoken
        )
        return replace(assessment, findings=assessment.findings + silent)

    def _gather(self, collected: Collected) -> Mapping[str, Image | Missing] | None:
        if self.images is None:
            return None
        return {text: self.images(text) for text in collected.images}


def _missing_images(gathered: Mapping[str, Image | Missing] | None) -> Iterator[Missing]:
    return (found for found in (gathered or {}).values() if isinstance(found, Missing))


def _locate(collected: Collected, finding: Finding) -> Location:
    """Return where `finding` is to be shown."""
    path = finding.path or collected.subject.source
    if isinstance(finding.at, Position):
        return Location(path, finding.at.line, finding.at.column, None)
    pointer = collected.pointer(finding.written or finding.at)
    if collected.origins:
        return origins.locate(collected.origins, collected.root, pointer)
    if collected.root is None:
        return Location(path, None, None, pointer)
    position = locate(collected.root, pointer)
    return Location(path, position.line, position.column, pointer)
