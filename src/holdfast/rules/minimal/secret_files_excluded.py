"""`COPY` and `ADD` of files that hold secrets, or of the whole context over the root."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile, Transfer
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.instructions import instructions

_SECRET = re.compile(
    r"(?:.*/)?(?:\.env(?:\.(?:local|prod|production|staging))?|\.git|\.git-credentials|\.netrc|\.npmrc|\.pypirc|\.ssh"
    r"|\.aws|\.kube|\.docker|\.gnupg|\.vault-token|\.pgpass|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)|kubeconfig"
    r"|[^/]*\.(?:p12|pfx|jks|keystore)|[^/]*(?:private|server|tls|ssl|secret)[^/]*\.(?:key|pem))/?",
    re.IGNORECASE,
)
_WHOLE = frozenset({".", "./", "/", "*", "./*"})


@rule(
    title="File that holds secrets is copied into the image",
    why="Keys, tokens and the history of the repository stay in the layer for everyone who can pull the image, even if "
    "a later step deletes them. The whole context over the root takes along whatever lies in the directory.",
    fix="Mount what a step needs: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`. Name the directories that "
    "the image needs, and keep the rest out with `.dockerignore`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("CIS-DI-0010",),
    references=("nist-800-190:4.1.4", "cwe:538", "https://docs.docker.com/build/building/secrets/"),
    good=(
        (
            "FROM alpine:3.23 AS a\nCOPY .env.example /app/.env\nCOPY . /app\nCOPY ca.pem /etc/ssl/\nCOPY server.crt /x/\n"
            "FROM scratch\nCOPY --from=a / /\n"
        ),
    ),
    bad=(
        (
            "FROM alpine:3.23\n# violated\nCOPY .npmrc package.json /app/\n# violated\nCOPY config/.env /app/\n"
            "# violated\nONBUILD ADD id_rsa /root/.ssh/id_rsa\n# violated\nCOPY tls/server.key /x/\n"
        ),
        "FROM alpine:3.23\n# violated\nCOPY . /\n# violated\nCOPY .git /src/.git\n",
    ),
)
def secret_files_excluded(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each source in the context whose name is that of a secret, and the context itself if it goes to `/`."""
    for instruction in instructions(dockerfile, "COPY", "ADD"):
        if not isinstance(instruction, Transfer) or instruction.flag("from") is not None:
            continue
        to = instruction.destination.value if instruction.destination is not None else None
        for source in instruction.sources:
            name = source.value or ""
            if _SECRET.fullmatch(name):
                yield Finding(Outcome.VIOLATED, f"{name} holds secrets by its name", source.at)
            elif to == "/" and name in _WHOLE:
                yield Finding(Outcome.VIOLATED, "the whole context is copied over the root", source.at)
