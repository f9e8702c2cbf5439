"""The options that commands share, spelt as kubectl, cosign and trivy users expect.

Each group arrives in the command as one value, so that a command names groups and not two dozen parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from click.shell_completion import CompletionItem

from holdfast.gates.policies import Choice
from holdfast.sources import profiles

Command = Callable[..., int]
Decorator = Callable[[Command], Command]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What evidence is wanted, and from where."""

    namespace: str
    images: bool
    image_sources: tuple[str, ...]
    platform: str | None
    offline: bool
    private_registries: tuple[str, ...]
    plain_registries: tuple[str, ...]
    token_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reaching:
    """Where images are looked for."""

    image_sources: tuple[str, ...]
    platform: str | None
    offline: bool
    private_registries: tuple[str, ...]
    plain_registries: tuple[str, ...]
    token_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown, and where."""

    form: str
    output: str | None
    everything: bool
    quiet: bool
    verbose: bool


def file_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Have the shell complete the name of a file or directory."""
    return [CompletionItem(incomplete, type="file")]


def profile_names(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a built-in profile."""
    return [CompletionItem(name) for name in profiles.names() if name.startswith(incomplete)]


def choice(command: Command) -> Command:
    """Add the options that say by which policy, as the argument `choice`."""
    return _group(
        Choice,
        "choice",
        click.option(
            "--policy",
            metavar="FILE",
            shell_complete=file_names,
            help="Policy (else HOLDFAST_POLICY, else ./holdfast.yaml).",
        ),
        click.option(
            "--profile",
            metavar="NAME",
            shell_complete=profile_names,
            help="Built-in profile, instead of what the policy extends.",
        ),
        click.option(
            "--floor",
            metavar="FILE",
            shell_complete=file_names,
            help="Policy that can only be tightened (else HOLDFAST_FLOOR).",
        ),
        click.option(
            "--pod-security-version",
            "release",
            metavar="vX.Y",
            help="Release whose Pod Security Standards hold.",
        ),
    )(command)


def now(command: Command) -> Command:
    """Add the option that says as of when, as the argument `now`."""
    return click.option("--now", metavar="TIME", help="Judge as of this day or moment (UTC).")(command)


def gathering(command: Command) -> Command:
    """Add the options that say what is gathered, as the argument `gathering`."""
    return _group(
        Gathering,
        "gathering",
        click.option(
            "--namespace",
            "-n",
            metavar="NS",
            default="default",
            show_default=True,
            help="Namespace of documents that name none.",
        ),
        click.option(
            "--images", is_flag=True, help="Also gather evidence of every image that documents name."
        ),
        _image_source("Layout or archive to search for images; repeatable, implies --images."),
        *_REGISTRY,
    )(command)


def reaching(command: Command) -> Command:
    """Add the options that say where images are looked for, as the argument `reaching`."""
    source = _image_source("Layout or archive to search before any registry; repeatable.")
    return _group(Reaching, "reaching", source, *_REGISTRY)(command)


def _image_source(told: str) -> Decorator:
    return click.option("--image-source", "image_sources", metavar="SUBJECT", multiple=True, help=told)


_REGISTRY: tuple[Decorator, ...] = (
    click.option("--platform", metavar="OS/ARCH", help="Platform of images (default: this host's)."),
    click.option("--offline", is_flag=True, help="Ask nothing but the given image sources."),
    click.option(
        "--allow-private-registry",
        "private_registries",
        metavar="HOST[:PORT]",
        multiple=True,
        envvar="HOLDFAST_ALLOW_PRIVATE_REGISTRY",
        help="Registry that may have a private or loopback address; repeatable.",
    ),
    click.option(
        "--insecure-registry",
        "plain_registries",
        metavar="HOST[:PORT]",
        multiple=True,
        help="Registry that is spoken to without TLS; repeatable.",
    ),
    click.option(
        "--allow-token-host",
        "token_hosts",
        metavar="HOST[:PORT]",
        multiple=True,
        help="Token server of another host that may have a registry's credentials; repeatable.",
    ),
)


def showing(*forms: str) -> Decorator:
    """Add the options that say what is shown, as the argument `showing`; `forms[0]` is the default form."""
    return _group(
        Showing,
        "showing",
        form(*forms),
        click.option(
            "--output",
            metavar="FILE",
            shell_complete=file_names,
            help="Write the report there, not to standard output.",
        ),
        click.option(
            "--all", "everything", is_flag=True, help="Show satisfied and not applicable rules too."
        ),
        click.option("--quiet", "-q", is_flag=True, help="Print nothing; the exit code tells."),
        click.option("--verbose", "-v", is_flag=True, help="Show audited findings and what was skipped."),
    )


def form(*forms: str) -> Decorator:
    """Add `--format` / `-o` with these names, the first one as default, as the argument `form`."""
    return click.option(
        "--format",
        "-o",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help="Form of the result.",
    )


def _group(kind: type[Any], name: str, *group: Decorator) -> Decorator:
    """Return what adds the options of `group` and hands them over as one `kind`, called `name`."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def collected(**given: object) -> int:
            value = kind(**{field: given.pop(field) for field in kind.__dataclass_fields__})
            return command(**given, **{name: value})

        whole: Command = collected
        for option in reversed(group):
            whole = option(whole)
        return whole

    return decorate
