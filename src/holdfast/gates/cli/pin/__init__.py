"""`holdfast pin`: write digests behind tags, move them, or tell which are missing."""

from __future__ import annotations

import click

from holdfast.errors import ConfigurationError
from holdfast.gates import policies
from holdfast.gates.cli import moments, options, output
from holdfast.gates.cli.exit_codes import ExitCode
from holdfast.gates.cli.options import Reaching
from holdfast.gates.cli.pin import locking, results, writing
from holdfast.gates.cli.pin.asking import Sources
from holdfast.gates.cli.pin.objections import Objections
from holdfast.gates.cli.pin.reading import File, Problem, read
from holdfast.gates.cli.pin.results import Result
from holdfast.gates.policies import Choice
from holdfast.remedy import pin
from holdfast.remedy.pin import Outcome, State


@click.command("pin")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--update", is_flag=True, help="Move pinned digests to what their tags mean now.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything is unpinned or gone.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change as a unified diff.")
@click.option(
    "--lock", metavar="FILE", help="Take what it holds from there, and write there what was resolved."
)
@click.option(
    "--minimum-age",
    type=click.IntRange(min=1),
    metavar="DAYS",
    help="With --update: move only to images that were made so long ago.",
)
@options.form("text", "json")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing; the exit code tells.")
@options.reaching
@options.choice
@options.now
def command(  # noqa: PLR0913, PLR0917 - one per option; click names each
    paths: tuple[str, ...],
    update: bool,  # noqa: FBT001 - as above
    check: bool,  # noqa: FBT001 - as above
    dry_run: bool,  # noqa: FBT001 - as above
    lock: str | None,
    minimum_age: int | None,
    form: str,
    quiet: bool,  # noqa: FBT001 - as above
    reaching: Reaching,
    choice: Choice,
    now: str | None,
) -> int:
    """Write the digest of each image behind its tag, name:tag@sha256:..., and change nothing else in a file.

    PATH is a file or a directory: Dockerfiles, Kubernetes manifests, Kustomize, Helm values, Compose, GitHub Actions and
    GitLab CI. A reference is resolved by the image sources, the lock, then its registry, each once.

    Exit codes: 0 all are pinned, 1 (--check) some are not, 2 wrong usage, 3 some could not be resolved.
    """
    if (check and (update or dry_run)) or (minimum_age is not None and not update):
        raise ConfigurationError(
            "--check stands alone, and --minimum-age needs --update", code="bad-option", hint="see --help"
        )
    policy = policies.load(choice)
    moment = moments.read(now)
    files, problems, skipped = read(paths, policies.templates(policy))
    sources = Sources(reaching, locking.read(lock), follow=update)
    if check:
        found = sources.there([site.reference for file in files for site in file.sites if site.pinned])
        result = Result([(file, [pin.audit(site, found) for site in file.sites]) for file in files], problems)
    else:
        objections = Objections(reaching, policy, moment, minimum_age) if update else None
        result = _pinned(files, problems, sources, objections)
        if not dry_run:
            result = writing.write(result)
            locking.write(lock, sources.resolved, moment)
    if not quiet:
        shown = results.as_json(result) if form == "json" else results.as_text(result, dry_run=dry_run)
        output.write(shown, None)
        for line in results.skipped(skipped) if form == "text" and not dry_run else ():
            click.echo(line, err=True)
    return _exit_code(result, check=check)


def _pinned(
    files: list[File], problems: list[Problem], sources: Sources, objections: Objections | None
) -> Result:
    """Decide on every reference, once all that must be resolved are."""
    update = objections is not None
    asked = (pin.question(site, update=update) for file in files for site in file.sites)
    answers = sources.resolve([reference for reference in asked if reference is not None])
    decided: list[tuple[File, list[Outcome]]] = [
        (file, [pin.decide(site, answers, update=update, objection=objections) for site in file.sites])
        for file in files
    ]
    return Result(decided, problems)


def _exit_code(result: Result, *, check: bool) -> int:
    states = {outcome.state for _, outcomes in result.decided for outcome in outcomes}
    if check and states & {State.UNPINNED, State.GONE}:
        return ExitCode.DENIED
    if result.problems or states & {State.UNPINNED, State.UNKNOWN}:
        return ExitCode.UNDECIDED
    return ExitCode.ALLOWED
