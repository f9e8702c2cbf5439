"""Judging everything that a command line names, and rendering it as it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from holdfast.assess import Engine
from holdfast.collect import directories, documents, image_subjects, namespaces
from holdfast.collect.collected import Collected
from holdfast.collect.documents import Found, Reading
from holdfast.formats.kubernetes import NamespaceFact
from holdfast.gates.cli.judging import batch
from holdfast.gates.cli.judging.spool import Spool
from holdfast.gates.cli.judging.tally import Tally
from holdfast.model.namespace import Namespace
from holdfast.report.kit import Options, Report
from holdfast.sources.files import Candidate


@dataclass(slots=True)
class Part:
    """What some files gave: counts, rendered subjects, and what is needed to judge the whole."""

    tally: Tally = field(default_factory=Tally)
    fragments: list[str] = field(default_factory=list)
    facts: list[NamespaceFact] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    """References of the images that the documents name, in order."""


@dataclass(frozen=True, slots=True)
class Session:
    """How to judge and how to render."""

    engine: Engine
    reading: Reading
    report: Report
    options: Options

    def judge(self, collected: Iterable[Collected], part: Part) -> None:
        """Judge and render subjects, into `part`."""
        for subject in collected:
            judgement = self.engine.assess(subject)
            assessment = judgement.assessment
            part.tally.add(assessment, judgement.used_waivers)
            part.tally.notice(subject.notices)
            if self.options.everything:
                assessment = self.engine.with_silent(assessment, subject.evidence)
            part.fragments.append(self.report.fragment(assessment, subject.text, self.options))
            part.images.update(dict.fromkeys(subject.images))

    def found(self, found: Found, part: Part) -> None:
        """Judge what one file gave."""
        self.judge(found.subjects, part)
        part.facts += found.facts
        part.tally.skip(found.skipped)

    def chunk(self, candidates: list[Candidate]) -> Part:
        """Judge some files; runs in worker processes."""
        part = Part()
        for candidate in candidates:
            self.found(directories.collect(candidate, self.reading), part)
        return part

    def files(self, candidates: Iterable[Candidate], whole: Whole, jobs: int) -> None:
        """Judge files, on several processors if there are many."""
        for part in batch.judge(candidates, self.chunk, jobs):
            whole.add(part)

    def nothing(self, directory: str, whole: Whole) -> None:
        """Judge `directory` itself, where no document is below it: nothing to object to is no reason to allow."""
        part = Part()
        self.judge((documents.nothing(directory),), part)
        whole.add(part)

    def namespaces(self, source: str, whole: Whole, *, alone: bool) -> None:
        """Judge the namespaces of `source`, a directory or a file `alone`, if a rule does, from what was read."""
        facts, whole.facts = whole.facts, []
        if self.engine.policy.judges(Namespace):
            part = Part()
            self.judge(namespaces.collect(facts, source, alone=alone), part)
            whole.add(part)

    def images(self, whole: Whole) -> None:
        """Judge each image that the documents named, where images are asked for."""
        if self.engine.images is not None:
            part = Part()
            self.judge((image_subjects.named(text, self.engine.images(text)) for text in whole.images), part)
            whole.add(part)


class Whole:
    """Everything that one run has judged."""

    def __init__(self) -> None:
        """Start empty."""
        self.tally = Tally()
        self.spool = Spool()
        self.facts: list[NamespaceFact] = []
        self.images: dict[str, None] = {}

    def add(self, part: Part) -> None:
        """Add what some files gave."""
        self.tally.merge(part.tally)
        for fragment in part.fragments:
            self.spool.append(fragment)
        self.facts += part.facts
        self.images.update(part.images)

    def fragments(self) -> Iterator[str]:
        """Yield the rendered subjects in order."""
        return iter(self.spool)
