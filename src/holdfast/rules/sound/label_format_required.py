"""Labels whose values are not of the kind that the policy names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from holdfast.model.dockerfile import Assignments, Dockerfile, Pair
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, Example, rule
from holdfast.rules.readings.instructions import instructions

_ID = r"(?:DocumentRef-[\w.-]+:)?[A-Za-z0-9][A-Za-z0-9.-]*\+?"
_NUMBER = r"(?:0|[1-9]\d*)"
_KINDS = {
    "text": ("DL3051", r"[\s\S]*\S[\s\S]*"),
    "url": ("DL3052", r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]\S*"),
    "time": (
        "DL3053",
        (
            r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
            r"(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
        ),
    ),
    "license": ("DL3054", rf"\(*{_ID}\)*(?: (?:AND|OR|WITH) \(*{_ID}\)*)*"),
    "commit": ("DL3055", r"[0-9a-f]{7,40}|[0-9a-f]{64}"),
    "version": ("DL3056", rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"),
    "email": ("DL3058", r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+"),
}
"""For each kind the code of another tool and the form: RFC 3986, RFC 3339, an SPDX expression, a hash of Git, SemVer."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What labels hold."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    """By key one of `text`, `url`, `time` (RFC 3339), `license` (an SPDX expression), `commit` (a hash of Git),
    `version` (SemVer), `email`. Any other word asks for text."""
    only_these: bool = False
    """Whether labels with other keys are refused."""


_SCHEMA = {
    "kinds": {
        "org.opencontainers.image.licenses": "license",
        "org.opencontainers.image.revision": "commit",
        "org.opencontainers.image.created": "time",
        "org.opencontainers.image.version": "version",
        "org.opencontainers.image.url": "url",
        "contact": "email",
        "team": "text",
    },
}
_OCI = "org.opencontainers.image"


@rule(
    title="Value of a label is not of its kind",
    why="Inventories and dashboards read these labels by machine. A date that is no date, or a revision that is no hash, "
    "is found out when somebody has to trace a running container to its source, which is too late.",
    fix="Write the value in the form that the message names; take revision and date from the build as arguments.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=(*(code for code, _ in _KINDS.values()), "DL3050"),
    references=("https://github.com/opencontainers/image-spec/blob/main/annotations.md",),
    parameters=Parameters,
    good=(
        Example(
            f"FROM alpine:3.23\nARG NOW\nLABEL {_OCI}.created=$NOW {_OCI}.version=1.2.3-rc.1 {_OCI}.revision=abcdef1\n"
            f'LABEL {_OCI}.created=2026-01-01T00:00:00Z {_OCI}.licenses="MIT OR (Apache-2.0 AND BSD-3-Clause)"\n',
            _SCHEMA,
        ),
        "FROM alpine:3.23\nLABEL contact=nobody\n",
    ),
    bad=(
        Example(
            f"FROM alpine:3.23\n# violated violated\nLABEL {_OCI}.version=v1.2.3 team=''\n"
            f"# violated\nLABEL contact=me\n# violated\nONBUILD LABEL {_OCI}.url=example.com\n"
            f"# violated\nLABEL {_OCI}.licenses='MIT or GPL'\n# violated\nLABEL {_OCI}.created=2026-01-01\n",
            _SCHEMA,
        ),
        Example("FROM alpine:3.23\n# violated\nLABEL x=1 team=a\n", {**_SCHEMA, "only_these": True}),
    ),
)
def label_format_required(dockerfile: Dockerfile, context: Context[Parameters]) -> Iterator[Finding]:
    """Report each label whose known value is not of its kind, or whose key the policy does not have."""
    kinds = context.parameters.kinds
    if not kinds:
        return
    for instruction in instructions(dockerfile, "LABEL"):
        for pair in instruction.pairs if isinstance(instruction, Assignments) else ():
            codes, fault = _fault(pair, kinds, only_these=context.parameters.only_these)
            if fault:
                peers = () if instruction.onbuild else codes
                yield Finding(Outcome.VIOLATED, f"label {pair.key} {fault}", pair.at, aliases=peers)


def _fault(pair: Pair, kinds: Mapping[str, str], *, only_these: bool) -> tuple[tuple[str, ...], str]:
    """Return other tools' codes and what is wrong with `pair`; nothing is wrong where that is empty."""
    key, value = pair.key.strip("\"'"), pair.value.value if pair.value is not None else None
    if key not in kinds:
        return ("DL3050",), "is not one that the policy knows" if only_these else ""
    code, form = _KINDS.get(kinds[key], _KINDS["text"])
    if value is None:
        return (), ""
    if not value.strip():
        return tuple(dict.fromkeys(("DL3051", code))), "is empty"
    return (code,), "" if re.fullmatch(form, value) else f"is no {kinds[key]}"
