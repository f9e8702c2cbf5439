"""`RUN` lines that ask the builder to lift its isolation."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Flag
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions


@rule(
    title="Build step asks for the host",
    why="`--security=insecure` runs the step without confinement, `--network=host` in the network of the builder, and a "
    "mount whose path climbs with `..` or comes from a link has been the way out of the builder before "
    "(CVE-2024-21626, CVE-2024-23651). A dependency that is built there owns the machine that builds everything.",
    fix="Leave the flag out; fetch what the step needs in a step before, and write mounted paths without `..`.",
    since="0.1.0",
    judges=(Dockerfile,),
    references=(
        "https://docs.docker.com/reference/dockerfile/#run---security",
        "https://nvd.nist.gov/vuln/detail/CVE-2024-23651",
        "nist-800-190:4.5.1",
    ),
    good=(
        (
            "FROM alpine:3.23\nRUN --network=none make\nRUN --mount=type=bind,source=src/..x,target=/src make\n"
            "RUN --mount=type=cache,target=/root/.cache --security=sandbox make\n"
        ),
    ),
    bad=(
        (
            "FROM alpine:3.23\n# violated\nRUN --security=insecure make\n# violated\nRUN --network=host make\n"
            "# violated\nONBUILD RUN --mount=type=cache,source=../..,target=/x make\n"
        ),
    ),
)
def build_isolation_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each flag of `RUN` that lifts isolation."""
    for instruction in instructions(dockerfile, "RUN"):
        for flag in instruction.flags:
            if why := _fault(flag):
                yield Finding(Outcome.VIOLATED, why, flag.at)


def _fault(flag: Flag) -> str | None:
    """Return what `flag` asks for."""
    value = flag.value.raw.lower() if flag.value is not None else ""
    if (flag.name, value) in {("security", "insecure"), ("network", "host")}:
        return f"--{flag.name}={value} lifts the isolation of this step"
    if flag.name != "mount":
        return None
    for key, _, path in (option.partition("=") for option in value.split(",")):
        if key.strip() in {"source", "src", "target", "dst", "destination"} and ".." in path.split("/"):
            return f"the mount's {key.strip()} {path} climbs out of its directory"
    return None
