"""A Dockerfile as BuildKit reads it: stages, instructions, and where every word is written.

Nothing here is text for regular expressions: `RUN` bodies are shell commands (`model.shell`), references are
parsed, variables are expanded where their value can be known. Source: BuildKit's Dockerfile reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from holdfast.model.position import Position
from holdfast.model.reference import Reference
from holdfast.model.shell import Script


@dataclass(frozen=True, slots=True)
class Text:
    """A word as written and as it is after expansion."""

    raw: str
    """As written, quotes and variables included."""
    value: str | None
    """After expansion and quote removal; `None` where a variable has no value that can be known here."""
    at: Position
    unknown: tuple[str, ...] = ()
    """Names of the variables that have no known value, in order."""
    failure: str | None = None
    """Why the build itself would fail at this word (`${X:?message}` unset, a bad substitution)."""


@dataclass(frozen=True, slots=True)
class Flag:
    """`--name=value` before the arguments of an instruction."""

    name: str
    """Without dashes, as written (`from`, `mount`, `chown`)."""
    value: Text | None
    """`None` for a flag without `=`."""
    at: Position


@dataclass(frozen=True, slots=True)
class Heredoc:
    """The body of a here-document."""

    name: str
    body: str
    """The content, with leading tabs removed for `<<-`."""
    expand: bool
    """False where the name is quoted (`<<"EOT"`)."""
    strip_tabs: bool
    at: Position
    """Position of the first line of the body."""
    end_line: int
    """Line of the terminator."""


class Form(Enum):
    """How `RUN`, `CMD`, `ENTRYPOINT` and others state their command."""

    SHELL = "shell"
    EXEC = "exec"


@dataclass(frozen=True, slots=True)
class Instruction:
    """What all instructions have; also stands for an instruction that is unknown or cannot be read."""

    keyword: str
    """Upper case: `FROM`, `RUN`; within `ONBUILD` the inner one's."""
    at: Position
    """Of the keyword (for the inner instruction of `ONBUILD`, of that inner keyword)."""
    end_line: int
    flags: tuple[Flag, ...]
    arguments: tuple[Text, ...]
    """The words after the flags, split and expanded as this instruction does it."""
    text: str
    """The logical line after the keyword and flags, continuations joined and comments removed."""
    heredocs: tuple[Heredoc, ...] = ()
    onbuild: bool = False
    """Whether the instruction is a trigger of `ONBUILD`, to run in a later build."""

    def flag(self, name: str) -> Flag | None:
        """Return the last flag called `name`, which is the one BuildKit uses."""
        return next((flag for flag in reversed(self.flags) if flag.name == name), None)


@dataclass(frozen=True, slots=True)
class From(Instruction):
    """`FROM [--platform=P] IMAGE [AS NAME]`."""

    image: Text | None = None
    """`None` where `FROM` has no argument."""
    alias: str | None = None
    """Lower case, as BuildKit compares it."""
    alias_at: Position | None = None


@dataclass(frozen=True, slots=True)
class Command(Instruction):
    """`RUN`, `CMD`, `ENTRYPOINT`, and the command of `HEALTHCHECK CMD`."""

    form: Form = Form.SHELL
    argv: tuple[Text, ...] = ()
    """The words of an exec form; empty for a shell form."""
    script: Script | None = None
    """The commands of a shell form (here-documents that are scripts included), or of `["sh", "-c", ...]`.
    `None` where the shell is not a POSIX one (`SHELL ["powershell"]`) or the body cannot be read."""
    shell: tuple[str, ...] = ()
    """The shell in force, as by `SHELL`; `("/bin/sh", "-c")` by default. Empty in exec form."""


@dataclass(frozen=True, slots=True)
class Transfer(Instruction):
    """`COPY` and `ADD`."""

    sources: tuple[Text, ...] = ()
    """Without inline here-documents."""
    destination: Text | None = None
    source_stage: str | None = None
    """For `--from` naming a stage: its index as a decimal string. `None` for the build context or an image."""
    source_image: Text | None = None
    """For `--from` naming an image or an unknown stage."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One `KEY=value`."""

    key: str
    value: Text | None
    """`None` for `ARG NAME` without a default."""
    at: Position


@dataclass(frozen=True, slots=True)
class Assignments(Instruction):
    """`ENV`, `ARG` and `LABEL`."""

    pairs: tuple[Pair, ...] = ()
    legacy: bool = False
    """`ENV KEY value`, the deprecated form without `=`."""


@dataclass(frozen=True, slots=True)
class User(Instruction):
    """`USER user[:group]`."""

    user: Text | None = None
    """The part before the colon; `None` where the argument is missing."""
    group: Text | None = None


@dataclass(frozen=True, slots=True)
class Shell(Instruction):
    """`SHELL ["executable", "parameter"]`."""

    argv: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Healthcheck(Instruction):
    """`HEALTHCHECK [options] CMD ...` or `HEALTHCHECK NONE`."""

    disabled: bool = False
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Onbuild(Instruction):
    """`ONBUILD INSTRUCTION`; the inner instruction also stands in the stage's `instructions`, with `onbuild` set."""

    trigger: Instruction | None = None


class BaseKind(Enum):
    """What a stage starts from."""

    IMAGE = "image"
    STAGE = "stage"
    SCRATCH = "scratch"
    UNKNOWN = "unknown"
    """The name depends on a variable without a known value, or is not a valid reference."""


@dataclass(frozen=True, slots=True)
class Base:
    """What `FROM` names, after expansion."""

    kind: BaseKind
    text: Text | None
    reference: Reference | None = None
    """For `IMAGE`."""
    stage: int | None = None
    """For `STAGE`: index of the earlier stage."""
    problem: str | None = None
    """For `UNKNOWN`: why it cannot be told."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One `FROM` and what follows it."""

    index: int
    name: str | None
    """Lower case alias, if one is given."""
    base: Base
    instructions: tuple[Instruction, ...]
    """In order, the `FROM` first; triggers of `ONBUILD` follow their `ONBUILD`. For a file without `FROM`
    (a fragment) one stage holds everything and its base is `UNKNOWN`."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A parser directive: `# syntax=...`, `# escape=...`, `# check=...`."""

    name: str
    """Lower case."""
    value: str
    at: Position


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, which may carry a waiver request."""

    text: str
    """Without `#`, stripped."""
    at: Position


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that BuildKit would refuse."""

    message: str
    at: Position


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A whole file."""

    directives: tuple[Directive, ...]
    arguments: tuple[Assignments, ...]
    """`ARG` before the first `FROM`."""
    stages: tuple[Stage, ...]
    comments: tuple[Comment, ...]
    problems: tuple[Problem, ...]
    digest: str
    """`sha256:...` of the file's bytes."""
    small_keywords: tuple[Text, ...] = ()
    """Keywords that are not written in capitals, those of triggers left out."""
    gaps: tuple[Position, ...] = ()
    """The first empty line within each instruction that goes over several lines."""

    def instructions(self) -> tuple[Instruction, ...]:
        """Return every instruction in order of the file, global `ARG`s included."""
        return (*self.arguments, *(i for stage in self.stages for i in stage.instructions))
