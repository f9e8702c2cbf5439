"""The command line: `holdfast VERB`. Commands are imported when they run."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

import click

from holdfast.errors import ConfigurationError, HoldfastError, one_line
from holdfast.gates.cli.exit_codes import ExitCode, of_error
from holdfast.version import __version__

_SIGNALLED = 128
"""What shells add to the number of the signal that ended a process."""
_COMPLETE = "_HOLDFAST_COMPLETE"
"""The variable by which a shell asks (click's convention)."""
_COMMANDS = {
    "check": "Judge Dockerfiles, manifests and images by the policy.",
    "pin": "Write digests behind the tags of references, or tell which lack one.",
    "admit": "Answer one AdmissionReview as the webhook would.",
    "explain": "Explain a rule, or a verdict that was stored as JSON.",
    "rules": "List the rules.",
    "policy": "Show the effective policy and where each line comes from.",
}
"""Every command and its line in `--help`; its module is `gates/cli/NAME`, its function `command`."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which help shows them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command called `cmd_name`."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="holdfast %(version)s")
def group() -> None:
    """Keep container images immutable and trustworthy, from the Dockerfile to the running pod.

    One policy, one engine, the same verdict at every gate. Exit codes: 0 allowed, 1 denied,
    2 wrong usage or configuration, 3 undecided, 4 internal error.
    """


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; nothing escapes from here."""
    try:
        # A shell asks without arguments; with them the variable is no reason to answer anything but the verdict.
        if not arguments and (question := os.environ.get(_COMPLETE)):
            return _completed(question)
        # Not `group.main`: where the reader of a pipe has gone it would end the process with 1, which means denied.
        with group.make_context("holdfast", arguments) as context:
            return int(group.invoke(context) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except Exception as error:  # noqa: BLE001 - the outermost handler: a defect of ours never reads as "allowed"
        return _ended_by(error)
    except KeyboardInterrupt:
        return _ended_by(click.Abort())


def _completed(question: str) -> int:
    """Answer a shell that asks for its completion script, or for what may come next."""
    from click.shell_completion import shell_complete

    failed = shell_complete(group, {}, "holdfast", _COMPLETE, question)
    return ExitCode.USAGE if failed else ExitCode.ALLOWED


def _ended_by(error: Exception) -> int:
    """Say why a command ended early, in one line, and return the exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        return ExitCode.USAGE
    if isinstance(error, HoldfastError):
        _complain(str(error))
        for problem in error.problems if isinstance(error, ConfigurationError) else ():
            _complain(f"  {one_line(problem)}")
        return of_error(error)
    if isinstance(error, click.Abort):
        _complain("interrupted")
        return _SIGNALLED + signal.SIGINT
    if isinstance(error, BrokenPipeError):  # the reader has gone, as with `| head`
        _abandon_output()
        return _SIGNALLED + signal.SIGPIPE
    if isinstance(error, OSError):  # a full disk, no more processes: the world does not answer
        _abandon_output()
        _complain(f"the system refuses: {error.strerror or error}")
        return ExitCode.UNDECIDED
    _report_defect(error)
    return ExitCode.INTERNAL


def _abandon_output() -> None:
    """Forget what is still to be written; the interpreter would complain when it flushes at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str) -> None:
    click.echo(f"holdfast: {message}", err=True)


def _report_defect(error: Exception) -> None:
    _complain(f"internal error: {type(error).__name__}: {one_line(str(error))}")
    if os.environ.get("HOLDFAST_DEBUG"):
        import traceback

        traceback.print_exception(error)
    else:
        _complain("this is a defect of Holdfast; set HOLDFAST_DEBUG=1 for the details and report it")
