"""Stages: what each starts from, which variables hold in it, and which stage `COPY --from` means.

Source: BuildKit's Dockerfile reference, "FROM", "ARG" (scope, predefined and platform arguments) and "COPY --from".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from holdfast.errors import MalformedError
from holdfast.formats.dockerfile.expansion import Budget, Variables
from holdfast.formats.dockerfile.statement import DEFAULT_SHELL, Scope
from holdfast.model.dockerfile import (
    Assignments,
    Base,
    BaseKind,
    From,
    Instruction,
    Onbuild,
    Pair,
    Problem,
    Shell,
    Stage,
    Text,
    Transfer,
)
from holdfast.model.position import Position
from holdfast.model.reference import Reference

_PLATFORM_ARGUMENTS = frozenset(
    f"{side}{part}"
    for side in ("BUILD", "TARGET")
    for part in ("PLATFORM", "OS", "ARCH", "VARIANT", "OSVERSION")
) | {"TARGETSTAGE"}
"""In force before the first `FROM` without being declared; a stage must declare them. Values are the build's."""
_PROXY_ARGUMENTS = frozenset(
    name
    for word in ("HTTP", "HTTPS", "FTP", "NO", "ALL")
    for name in (f"{word}_PROXY", f"{word.lower()}_proxy")
)
"""In force everywhere without being declared."""


class _OpenStage:
    """A stage that is being read."""

    __slots__ = ("base", "instructions", "name", "shell", "variables")

    def __init__(self, name: str | None, base: Base, variables: Variables, shell: tuple[str, ...]) -> None:
        self.name = name
        self.base = base
        self.variables = variables
        self.shell = shell
        self.instructions: list[Instruction] = []


class Assembly:
    """Puts instructions, in order of the file, into stages."""

    def __init__(self, escape: str, build_args: Mapping[str, str]) -> None:
        """Start before the first `FROM`; `build_args` are what `--build-arg` gives."""
        self._build_args = build_args
        self._escape = escape
        self._budget = Budget()
        self.problems: list[Problem] = []
        self.arguments: list[Assignments] = []
        self._stages: list[_OpenStage] = []
        self._names: dict[str, int] = {}
        """The latest stage of each name."""
        self._global = Variables(inherits=False)
        self._global.declared |= _PLATFORM_ARGUMENTS | _PROXY_ARGUMENTS
        for name in _PLATFORM_ARGUMENTS | _PROXY_ARGUMENTS:
            if name in build_args:
                self._global.arguments[name] = build_args[name]

    def scope(self, keyword: str) -> Scope:
        """Return what holds for the next instruction, which is called `keyword`."""
        trigger = keyword == "ONBUILD"
        if trigger:
            variables = Variables(inherits=True, opaque=True)
        elif keyword != "FROM" and self._stages:
            variables = self._stages[-1].variables
        elif keyword in {"FROM", "ARG"}:
            variables = self._global
        else:
            variables = self._fragment()
        inherits = keyword != "FROM" and bool(self._stages)
        shell = self._stages[-1].shell if inherits else DEFAULT_SHELL
        return Scope(self._escape, self._budget, self.problems, variables, shell, onbuild=trigger)

    def add(self, instruction: Instruction) -> None:
        """Put `instruction` where it belongs, and let it act on what follows."""
        if isinstance(instruction, From):
            self._open(instruction)
        elif not self._stages:
            self._before_stages(instruction)
        stage = self._stages[-1] if self._stages else None
        if stage is None:
            return
        stage.instructions.append(instruction)
        if isinstance(instruction, Onbuild):
            if instruction.trigger is not None:
                stage.instructions.append(instruction.trigger)
        elif isinstance(instruction, Assignments):
            self._assign(instruction, stage)
        elif isinstance(instruction, Shell) and instruction.argv:
            stage.shell = instruction.argv

    def _before_stages(self, instruction: Instruction) -> None:
        if isinstance(instruction, Assignments) and instruction.keyword == "ARG":
            self.arguments.append(instruction)
            for pair in instruction.pairs:
                self._declare(pair, self._global, outer=None)
            return
        if instruction.keyword != "ARG":
            self.problems.append(
                Problem(f"{instruction.keyword} stands before FROM: no build stage", instruction.at)
            )
        base = Base(BaseKind.UNKNOWN, None, problem="there is no FROM before this line")
        self._stages.append(_OpenStage(None, base, self._fragment(), DEFAULT_SHELL))

    def _fragment(self) -> Variables:
        """Return what holds in a fragment, whose base may set any variable."""
        variables = self._global.copy(self._budget)
        variables.inherits = True
        return variables

    def _declare(self, pair: Pair, variables: Variables, outer: Variables | None) -> None:
        """Let an `ARG` act: the build's value before the default, the global one where there is no default."""
        name, given = pair.key, self._build_args.get(pair.key)
        if given is not None:
            variables.arguments[name] = given
        elif pair.value is not None:
            variables.arguments[name] = pair.value.value
        elif outer is not None and name in outer.arguments:
            variables.arguments[name] = outer.arguments[name]
        else:
            variables.declared.add(name)

    def _assign(self, instruction: Assignments, stage: _OpenStage) -> None:
        if instruction.keyword == "ENV":
            for pair in instruction.pairs:
                stage.variables.environment[pair.key] = pair.value.value if pair.value else None
        elif instruction.keyword == "ARG":
            for pair in instruction.pairs:
                self._declare(pair, stage.variables, outer=self._global)

    def _open(self, instruction: From) -> None:
        """Begin a stage: a later one continues the variables and shell of the one that it builds on."""
        base = self._base(instruction)
        if base.stage is not None:
            parent = self._stages[base.stage]
            variables, shell = parent.variables.copy(self._budget), parent.shell
        else:
            variables = Variables(inherits=base.kind is not BaseKind.SCRATCH)
            variables.declared |= _PROXY_ARGUMENTS
            shell = DEFAULT_SHELL
        if instruction.alias is not None:
            self._names[instruction.alias] = len(self._stages)
        self._stages.append(_OpenStage(instruction.alias, base, variables, shell))

    def _base(self, instruction: From) -> Base:
        text = instruction.image
        if text is None:
            return Base(BaseKind.UNKNOWN, None, problem="FROM names no image")
        if text.value is None:
            why = text.failure or f"the build must give the argument {', '.join(dict.fromkeys(text.unknown))}"
            return Base(BaseKind.UNKNOWN, text, problem=why)
        index = self._find(text.value)
        if index is not None:
            return Base(BaseKind.STAGE, text, stage=index)
        if text.value == "scratch":
            return Base(BaseKind.SCRATCH, text)
        try:
            return Base(BaseKind.IMAGE, text, reference=Reference.parse(text.value))
        except MalformedError as error:
            why = self._undeclared(text) if "$" in text.raw else error.message
            self.problems.append(Problem(why, text.at))
            return Base(BaseKind.UNKNOWN, text, problem=why)

    @staticmethod
    def _undeclared(text: Text) -> str:
        return (
            f"{text.raw} expands to {text.value!r}, which is no image: "
            "an argument of FROM is declared by an ARG before the first FROM"
        )

    def _find(self, name: str) -> int | None:
        """Return the index of the latest stage called `name`, in any case."""
        return self._names.get(name.lower())

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages; an `ARG` alone makes a fragment with one stage that holds nothing."""
        if not self._stages:
            at = self.arguments[0].at if self.arguments else Position(1)
            self.problems.append(Problem("there is no FROM", at))
            base = Base(BaseKind.UNKNOWN, None, problem="there is no FROM")
            return (Stage(0, None, base, ()),)
        return tuple(
            Stage(index, stage.name, stage.base, tuple(self._sources(stage.instructions, index)))
            for index, stage in enumerate(self._stages)
        )

    def _sources(self, instructions: list[Instruction], index: int) -> list[Instruction]:
        """Resolve every `COPY --from` now that the names of all stages are known."""
        found: list[Instruction] = []
        for instruction in instructions:
            if isinstance(instruction, Transfer) and instruction.keyword == "COPY":
                found.append(self._source(instruction, index))
            elif isinstance(instruction, Onbuild) and isinstance(instruction.trigger, Transfer):
                found.append(replace(instruction, trigger=self._source(instruction.trigger, index)))
            else:
                found.append(instruction)
        return found

    def _source(self, copy: Transfer, index: int) -> Transfer:
        flag = copy.flag("from") if copy.flags else None
        if flag is None or flag.value is None or not flag.value.raw:
            return copy
        text = flag.value
        if copy.onbuild:
            return replace(copy, source_image=text)
        if "$" in text.raw:
            why = "--from is not expanded; name a stage whose FROM uses the variable instead"
            self.problems.append(Problem(why, text.at))
            return replace(copy, source_image=Text(text.raw, None, text.at, failure=why))
        stage = int(text.raw[:9]) if text.raw.isdecimal() and text.raw.isascii() else self._find(text.raw)
        if stage is None:
            return replace(copy, source_image=text)
        if stage >= len(self._stages) or stage == index:
            why = f"--from={text.raw} names no other stage"
            self.problems.append(Problem(why, text.at))
            return replace(copy, source_image=Text(text.raw, None, text.at, failure=why))
        return replace(copy, source_stage=str(stage))
