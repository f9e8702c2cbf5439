"""`holdfast admit`: answer one AdmissionReview, by the engine and the policy of every other gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from holdfast.assess import Engine, Judgement
from holdfast.collect import admission, image_subjects
from holdfast.collect.collected import Collected
from holdfast.collect.documents import Reading, trees
from holdfast.errors import MalformedError
from holdfast.formats import admission_review
from holdfast.gates import policies
from holdfast.gates.cli import images, moments, options, output
from holdfast.gates.cli.exit_codes import of_verdict
from holdfast.gates.cli.judging import summary
from holdfast.gates.cli.judging.tally import Tally
from holdfast.gates.cli.options import Gathering, Showing
from holdfast.gates.policies import Choice
from holdfast.model.verdict import Verdict
from holdfast.policy.effective import Policy
from holdfast.report import admission as answers
from holdfast.sources import files
from holdfast.sources.selection import about

_FORMS = ("json", "canonical", "text", "sarif")


@click.command("admit")
@click.argument("review", metavar="FILE|-", shell_complete=options.file_names)
@options.showing(*_FORMS)
@options.choice
@options.now
@options.gathering
def command(review: str, showing: Showing, choice: Choice, now: str | None, gathering: Gathering) -> int:
    """Answer one AdmissionReview (admission.k8s.io/v1) as the webhook would.

    Prints the response document; exits by the verdict, like check. --format canonical prints the canonical
    verdict, byte for byte what check prints of the same workload.
    """
    policy = policies.load(choice)
    engine = Engine(policy, moments.read(now), images.evidence(gathering))
    asked = _read(review)
    found = admission.collect(asked, Reading(gathering.namespace, policies.templates(policy)), review)
    judged = [engine.assess(subject) for subject in _with_images(found.subjects, engine)]
    tally = Tally()
    for judgement in judged:
        tally.add(judgement.assessment, judgement.used_waivers)
    total = summary.of(engine, tally)
    if not showing.quiet:
        allowed = _allowed(total.verdict, policy)
        response = answers.render(asked.uid, [j.assessment for j in judged], allowed=allowed).decode()
        pieces = (response, "\n") if showing.form == "json" else _report(judged, engine, tally, showing)
        output.write(pieces, showing.output)
    return of_verdict(policy.undecided.check if total.verdict is Verdict.UNDECIDED else total.verdict)


def _allowed(verdict: Verdict, policy: Policy) -> bool:
    """Tell whether the request may pass; only the policy can let an undecided one."""
    return (policy.undecided.admission if verdict is Verdict.UNDECIDED else verdict) is Verdict.ALLOW


def _with_images(subjects: Sequence[Collected], engine: Engine) -> Iterator[Collected]:
    """Yield the subjects of the review, then the images that they name, where images are asked for."""
    yield from subjects
    if engine.images is not None:
        for text in dict.fromkeys(text for subject in subjects for text in subject.images):
            yield image_subjects.named(text, engine.images(text))


def _report(judged: Sequence[Judgement], engine: Engine, tally: Tally, showing: Showing) -> Iterator[str]:
    report, shown = output.renderer(showing.form), output.options(showing)
    fragments = [report.fragment(judgement.assessment, None, shown) for judgement in judged]
    return report.frame(fragments, summary.of(engine, tally), shown)


def _read(path: str) -> admission_review.Review:
    """Read the review, JSON or YAML."""
    with about(path):
        documents = list(trees(path, files.read(path, admission_review.REVIEW_LIMIT)))
        if len(documents) != 1:
            raise MalformedError("not one AdmissionReview", code="not-a-review")
        return admission_review.read(documents[0])
