"""Secrets in environment variables, build arguments and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.dockerfile import Assignments, Dockerfile, Pair
from holdfast.model.finding import Finding, Outcome
from holdfast.model.image import Image
from holdfast.model.position import Position
from holdfast.model.secret_shapes import buildkit_warns, fault, named_secret
from holdfast.model.workload import Workload
from holdfast.rules.kit import EVERYWHERE, Context, Example, rule

_Fault = tuple[str, str, Position | str, str | None, tuple[str, ...]]
"""Variable, what is wrong, where, in which container, other tools' codes."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Which variables are no secrets."""

    allowed_names: tuple[str, ...] = ()
    """Names of variables, exactly as written, whose values nobody has to hide."""


@rule(
    title="Secret is written into the environment",
    why="What stands in `ENV`, `ARG` or `env` is read by whoever can read the manifest, the image or its history, and "
    "is handed to every process. It cannot be taken back from the copies.",
    fix="Mount the secret as a file: `RUN --mount=type=secret` in a build, a Secret volume in a pod. Change what leaked.",
    since="0.1.0",
    judges=(Workload, Dockerfile, Image),
    dialects=EVERYWHERE,
    aliases=("SecretsUsedInArgOrEnv", "env-var-secret", "sensitiveContainerEnvVar", "CIS-DI-0010", "DS031"),
    references=("nist-800-190:4.1.4", "cis-docker:4.10", "cwe:798"),
    parameters=Parameters,
    good=(
        """\
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: web
    image: web:1.4
    env:
    - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
    - {name: DATABASE_URL, value: "postgres://app@db:5432/shop"}
""",
        "FROM a\nENV PASSWORD_FILE=/run/secrets/db SECRET_KEY=/run/key MONKEY=1\nLABEL token=none\n",
        Example("FROM alpine:3.23\nENV MAP_TOKEN=pk-7d1\n", {"allowed_names": ("MAP_TOKEN",)}),
    ),
    bad=(
        f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
  - name: web
    image: web:1.4
    env:
    - name: SOURCE
      value: ghp_{"a1B2" * 9}  # violated
    - name: clientSecret
      value: changeme  # violated
""",
        """\
# violated
ARG NPM_TOKEN
# violated
ONBUILD ENV MYSQL_ROOT_PASSWORD=hunter2 PATH=/bin
# violated
LABEL contact=https://me:hunter2@example.com/
""",
    ),
)
def secret_free_environment_required(
    subject: Workload | Dockerfile | Image, context: Context[Parameters]
) -> Iterator[Finding]:
    """Report each variable that holds a secret, by its name or by the form of its value."""
    for name, why, at, container, peers in _faults(subject):
        if name not in context.parameters.allowed_names:
            yield Finding(Outcome.VIOLATED, why, at, container, peers)


def _faults(subject: Workload | Dockerfile | Image) -> Iterator[_Fault]:
    if isinstance(subject, Workload):
        yield from _in_pod(subject)
    elif isinstance(subject, Image):
        for number, (name, _, value) in enumerate(text.partition("=") for text in subject.environment):
            if why := fault(name, value):
                yield name, why, f"/config/Env/{number}", None, ()
    else:
        for instruction in subject.instructions():
            if isinstance(instruction, Assignments):
                for pair in instruction.pairs:
                    yield from _assigned(pair, instruction.keyword)


def _in_pod(workload: Workload) -> Iterator[_Fault]:
    for container in workload.pod.containers:
        for entry in container.environment:
            if entry.value and (why := fault(entry.name, entry.value)):
                peers = ("env-var-secret",) if "secret" in entry.name.lower() else ()
                yield entry.name, why, f"{entry.pointer}/value", container.name, peers


def _assigned(pair: Pair, keyword: str) -> Iterator[_Fault]:
    """Yield the fault of a pair of `ENV`, `ARG` or `LABEL`; an `ARG` without a default is there to be given one."""
    name = "" if keyword == "LABEL" else pair.key
    value = pair.value.value if pair.value is not None else None
    given = (keyword == "ARG" and not value) or (keyword == "ENV" and value is None)
    why = fault(name, value or "")
    if given and named_secret(name):
        why = f"{keyword} {name} keeps in the image what is given to the build"
    if why is not None:
        peers = ("SecretsUsedInArgOrEnv",) if buildkit_warns(name) else ()
        yield name, why, pair.at, None, peers
