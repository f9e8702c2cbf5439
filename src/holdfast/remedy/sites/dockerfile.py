"""References in Dockerfiles: `FROM`, `COPY --from` and `RUN --mount=from=`, and the arguments that they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.formats import dockerfile
from holdfast.model.dockerfile import Assignments, BaseKind, Dockerfile, Pair, Stage, Text, Transfer
from holdfast.model.position import Position
from holdfast.remedy.sites.site import Content, Site

_WHOLE = re.compile(r"()\$(?:\{(\w+)\}|(\w+))", re.ASCII)
_TAG = re.compile(r"([^$]+:)\$(?:\{(\w+)\}|(\w+))", re.ASCII)


_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|\w+)")


def find(data: bytes, content: Content, path: str) -> Iterator[Site]:
    """Yield the references of a Dockerfile; stages and `scratch` are none. Raises `MalformedError`."""
    parsed = dockerfile.parse(data, path=path)
    names = {stage.name for stage in parsed.stages if stage.name is not None}
    for stage in parsed.stages:
        yield from _base(stage, parsed, content)
        for instruction in stage.instructions:
            if isinstance(instruction, Transfer) and instruction.source_image is not None:
                yield from _copied(instruction, instruction.source_image, content)
            for flag in instruction.flags:
                if flag.name == "mount" and flag.value is not None:
                    yield from _mounted(flag.value, names, content)


def _base(stage: Stage, parsed: Dockerfile, content: Content) -> Iterator[Site]:
    text = stage.base.text
    if text is None or stage.base.kind in {BaseKind.STAGE, BaseKind.SCRATCH}:
        return
    if "$" in text.raw and _chooses_stage(text.raw, parsed):
        return
    if "$" in text.raw:
        yield _built(text, parsed, content)
    else:
        yield _literal(text.raw, text.value or text.raw, text.at, content)


def _chooses_stage(raw: str, parsed: Dockerfile) -> bool:
    """Tell whether `raw` is, for some value of its arguments, the name of a stage (`FROM build-$TARGETARCH`)."""
    shape = ".+".join(map(re.escape, _VARIABLE.split(raw)))
    if shape == ".+":  # anything at all
        return False
    return any(
        stage.name is not None and re.fullmatch(shape, stage.name, re.IGNORECASE) for stage in parsed.stages
    )


def _literal(raw: str, value: str, at: Position, content: Content) -> Site:
    """Return the site of a word that is written as it is meant, but for quotes around it."""
    start = content.offset(at.line, at.column)
    if raw[:1] in {'"', "'"} and raw == f"{raw[0]}{value}{raw[0]}":
        start += 1
    if content.text[start : start + len(value)] != value:
        return content.hindered(value, start, "it is written with escapes or over several lines")
    return content.site(value, start, start + len(value))


def _copied(copy: Transfer, image: Text, content: Content) -> Iterator[Site]:
    """Yield the image of `COPY --from`; a trigger that names neither tag nor path may mean a stage of its build."""
    if copy.onbuild and not any(mark in image.raw for mark in "/:@"):
        return
    yield _literal(image.raw, image.raw, image.at, content)


def _mounted(mount: Text, stages: set[str], content: Content) -> Iterator[Site]:
    """Yield the image of `RUN --mount=...,from=IMAGE`."""
    column = mount.at.column
    for field in mount.raw.split(","):
        name, equals, value = field.partition("=")
        if name.strip().lower() == "from" and value and value.lower() not in stages and not value.isdecimal():
            at = Position(mount.at.line, column + len(name + equals))
            yield _literal(value, value, at, content)
        column += len(field) + 1


def _built(text: Text, parsed: Dockerfile, content: Content) -> Site:
    """Return the site of a reference made with an argument: the argument's default, where it can mean nothing else."""
    start = content.offset(text.at.line, text.at.column)
    value = text.value
    if value is not None and "@" in value and text.raw.endswith(digest := value.rpartition("@")[2]):
        end = start + len(text.raw)
        return content.site(value, end - len(digest), end, bare=True)
    match = _WHOLE.fullmatch(text.raw) or _TAG.fullmatch(text.raw)
    if match is None or not value:
        return content.hindered(text.raw, start, "it is made of arguments that only the build knows")
    prefix, name = match[1], match[2] or match[3]
    pair = _only_default(name, prefix, parsed)
    if pair is None or pair.value is None:
        return content.hindered(
            text.raw, start, f"the argument {name} has no default that means this reference alone"
        )
    default = _literal(pair.value.raw, pair.value.value or "", pair.value.at, content)
    if default.obstacle is not None and not default.piece:
        return content.hindered(text.raw, start, default.obstacle)
    begin = content.offset(pair.value.at.line, pair.value.at.column)
    begin += 1 if pair.value.raw[:1] in {'"', "'"} else 0
    return content.site(value, begin, begin + len(pair.value.value or ""))


def _only_default(name: str, prefix: str, parsed: Dockerfile) -> Pair | None:
    """Return the one global `ARG name=default` whose value is used in `FROM` alone, behind `prefix` everywhere."""
    pairs = [pair for argument in parsed.arguments for pair in argument.pairs]
    declared = [pair for pair in pairs if pair.key == name]
    if len(declared) != 1 or declared[0].value is None or "$" in declared[0].value.raw:
        return None
    use = re.compile(rf"\$\{{?{name}\b", re.ASCII)
    elsewhere = any(use.search(pair.value.raw) for pair in pairs if pair.value is not None)
    again = any(
        pair.key == name
        for stage in parsed.stages
        for instruction in stage.instructions
        if isinstance(instruction, Assignments) and instruction.keyword == "ARG"
        for pair in instruction.pairs
    )
    bases = [stage.base.text.raw for stage in parsed.stages if stage.base.text is not None]
    others = [raw for raw in bases if use.search(raw) and not _same_use(raw, prefix, name)]
    return None if elsewhere or again or others else declared[0]


def _same_use(raw: str, prefix: str, name: str) -> bool:
    return raw in {f"{prefix}${name}", f"{prefix}${{{name}}}"}
