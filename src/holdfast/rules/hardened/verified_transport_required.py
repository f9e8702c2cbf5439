"""Downloads that trust any certificate."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.transport_switches import unverified_transport


@rule(
    title="Check of certificates is switched off",
    why="Without it anybody on the way between the build and a server can put a program of their own into the image; "
    "and a variable in `ENV` switches the check off for everything that runs later, too.",
    fix="Trust the certificate of your own server instead (`update-ca-certificates`, `curl --cacert`, `PIP_CERT`, "
    "`NODE_EXTRA_CA_CERTS`), and leave the check on.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=(
        "CKV2_DOCKER_2",
        "CKV2_DOCKER_3",
        "CKV2_DOCKER_4",
        "CKV2_DOCKER_5",
        "CKV2_DOCKER_6",
        "CKV2_DOCKER_12",
        "CKV2_DOCKER_13",
        "CKV2_DOCKER_14",
        "CKV2_DOCKER_15",
        "CKV2_DOCKER_16",
    ),
    references=("cwe:295", "nist-800-190:4.1.5"),
    good=(
        'FROM debian:13\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\nRUN curl -H "a: -k" -o k -fsSL https://example.com/k\n',
        "RUN npm config set strict-ssl true && git config http.sslVerify true && echo curl -k\n",
    ),
    bad=(
        "FROM debian:13\n# violated\nENV PYTHONHTTPSVERIFY=0\n# violated\nRUN curl -fsSkL https://example.com/a\n",
        "# violated\nRUN wget --no-check-certificate /a\n# violated\nRUN pip3 install --trusted-host example.com a\n",
        "# violated\nRUN npm config set strict-ssl false\n# violated\nRUN export GIT_SSL_NO_VERIFY=1\n",
        "# violated\nRUN git -c http.sslVerify=false clone /a\n# violated\nONBUILD RUN dnf --setopt=sslverify=0 install a\n",
    ),
)
def verified_transport_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each place that tells a program not to check certificates."""
    for what, at, code in unverified_transport(dockerfile):
        message = f"{what} trusts any certificate"
        yield Finding(Outcome.VIOLATED, message, at, aliases=(code,) if code else ())
