"""Comments that tell other linters to look away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule

_HADOLINT = re.compile(r"hadolint\s+(global\s+)?ignore\s*=\s*(?:DL|SC)\d+")
_CHECKOV = re.compile(r"checkov:skip=\S+")


@rule(
    title="Comment switches off a check",
    why="Such a comment names no owner and never ends. It stays when its reason is gone, and nobody counts how many "
    "there are.",
    fix="Mend the fault, or ask for a waiver with owner, reason, ticket and expiry: in the policy or, where it allows that, "
    "behind the code, as in `# hadolint ignore=DL3008 # why owner=TEAM ticket=KEY expires=2026-03-01`.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL1001",),
    references=("https://github.com/hadolint/hadolint#inline-ignores",),
    good=(
        "FROM alpine:3.23\n# hadolint shell=bash\n# see hadolint ignore=DL3008\nRUN make\n",
        "# hadolint global ignore=DL3057 # served by Kubernetes owner=shop ticket=OPS-1 expires=2026-03-01\nFROM a:1\n",
    ),
    bad=(
        (
            "FROM alpine:3.23\n# violated\n# hadolint ignore=DL3008,DL3009\nRUN make\n"
            "# violated\n#checkov:skip=CKV_DOCKER_2:no need\n"
        ),
        "# check=skip=JSONArgsRecommended # violated\nFROM alpine:3.23\n",
    ),
)
def inline_ignores_forbidden(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each comment and directive that asks hadolint, checkov or BuildKit to skip a check."""
    for comment in dockerfile.comments:
        asked = _HADOLINT.match(comment.text)
        termed = "owner=" in comment.text and "expires=" in comment.text
        if not termed and (asked is not None or _CHECKOV.match(comment.text)):
            peers = ("DL1001",) if asked is not None and not asked[1] else ()
            yield Finding(
                Outcome.VIOLATED, f"`{comment.text}` names no owner and no end", comment.at, aliases=peers
            )
    for directive in dockerfile.directives:
        if directive.name == "check" and "skip=" in directive.value:
            yield Finding(Outcome.VIOLATED, "`check=skip` names no owner and no end", directive.at)
