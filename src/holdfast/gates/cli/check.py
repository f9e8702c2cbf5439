"""`holdfast check`: judge documents and images by the policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

import click

from holdfast.assess import Engine
from holdfast.collect import directories, image_subjects
from holdfast.collect.collected import Collected
from holdfast.collect.documents import Reading
from holdfast.errors import ConfigurationError
from holdfast.gates import policies
from holdfast.gates.cli import images, moments, options, output
from holdfast.gates.cli.exit_codes import of_verdict
from holdfast.gates.cli.judging import batch, summary
from holdfast.gates.cli.judging.session import Part, Session, Whole
from holdfast.gates.cli.judging.tally import Tally
from holdfast.gates.cli.options import Gathering, Showing
from holdfast.gates.policies import Choice
from holdfast.model.verdict import Verdict
from holdfast.sources.files import Candidate, Skipped

_FORMS = ("text", "json", "canonical", "sarif", "junit", "gitlab", "github", "html")


@click.command("check")
@click.argument("subjects", nargs=-1, required=True, metavar="SUBJECT...", shell_complete=options.file_names)
@options.showing(*_FORMS)
@options.choice
@options.now
@options.gathering
@click.option(
    "--build-arg", "build_arguments", metavar="NAME=VALUE", multiple=True, help="Value of an ARG; repeatable."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, batch.MOST),
    help="Processes for many files (default: all processors).",
)
def command(  # noqa: PLR0913, PLR0917 - one per group of options; click names each
    subjects: tuple[str, ...],
    showing: Showing,
    choice: Choice,
    now: str | None,
    gathering: Gathering,
    build_arguments: tuple[str, ...],
    jobs: int | None,
) -> int:
    """Judge Dockerfiles, Kubernetes manifests, Compose services and images by the policy.

    SUBJECT is a file, a directory (also of Kustomize or Helm), - for standard input, oci:DIR, oci-archive:FILE,
    docker-archive:FILE or an image reference. Documents alone are judged, without any network, unless --images is
    given; an image reference is looked for in the given image sources, then in its registry.
    """
    policy = policies.load(choice)
    reading = Reading(gathering.namespace, policies.templates(policy), _build_arguments(build_arguments))
    find = images.finder(gathering)
    session = Session(
        Engine(policy, moments.read(now), find if images.wanted(gathering) else None),
        reading,
        output.renderer(showing.form),
        output.options(showing),
    )
    collect = partial(image_subjects.collect, platform=images.platform(gathering), find=find)
    # A tag is resolved once: two processes could be told two things.
    processes = 1 if images.asks_registries(gathering) else jobs or batch.available()
    whole = Whole()
    for subject in subjects:
        _judge(subject, session, whole, collect, processes)
    session.images(whole)
    return _finish(session, whole, showing)


def _judge(
    subject: str, session: Session, whole: Whole, collect: Callable[[str], Collected], jobs: int
) -> None:
    """Judge what one word of the command line names."""
    if image_subjects.names_image(subject):
        part = Part()
        session.judge((collect(subject),), part)
        whole.add(part)
        return
    passed_over = Tally()
    before = whole.tally.documents
    session.files(_candidates(subject, passed_over), whole, jobs)
    directory = os.path.isdir(subject)  # noqa: PTH112 - a directory describes its namespaces
    if directory and whole.tally.documents == before:
        session.nothing(subject, whole)
    session.namespaces(subject, whole, alone=not directory)
    whole.tally.merge(passed_over)


def _candidates(subject: str, passed_over: Tally) -> Iterator[Candidate]:
    """Yield the files that `subject` names; what is none is counted in `passed_over`."""
    for found in directories.walk(subject):
        if isinstance(found, Skipped):
            passed_over.skip((found,))
        else:
            yield found


def _finish(session: Session, whole: Whole, showing: Showing) -> int:
    """Write the report and return the exit code."""
    total = summary.of(session.engine, whole.tally)
    if not showing.quiet:
        output.write(session.report.frame(whole.fragments(), total, session.options), showing.output)
    whole.spool.close()
    if total.verdict is Verdict.UNDECIDED:
        return of_verdict(session.engine.policy.undecided.check)
    return of_verdict(total.verdict)


def _build_arguments(given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Split `NAME=VALUE`; a bare name takes its value from the environment, as docker does."""
    pairs = []
    for text in given:
        name, equals, value = text.partition("=")
        if not name or (not equals and name not in os.environ):
            raise ConfigurationError(
                f"--build-arg {text!r} has no {'value' if name else 'name'}",
                code="bad-option",
                hint="write NAME=VALUE",
            )
        pairs.append((name, value if equals else os.environ[name]))
    return tuple(pairs)
