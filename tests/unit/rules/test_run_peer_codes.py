"""Which codes of hadolint a command gets: observed of its release 2.15.1, run on these lines."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.formats import dockerfile
from holdfast.model.dockerfile import Dockerfile
from holdfast.rules import catalogue
from holdfast.rules.kit import Context

FIRES = {
    "DL3001": ["RUN ps aux", "RUN x && mount a b", "ONBUILD RUN service a start"],
    "DL3003": ["RUN cd /a && b", "RUN a; cd ..", 'RUN ["cd", "a"]', "RUN (cd a && b)"],
    "DL3004": ["RUN sudo a", "RUN yes | sudo a", "ONBUILD RUN sudo a"],
    "DL3008": [
        "RUN apt-get install a",
        "RUN apt-get -y install a=1 b",
        "RUN apt-get install -t sid a",
        "RUN apt-get install $A",
    ],
    "DL3009": ["RUN apt-get update", "RUN apt-get update && apt-get clean", "ONBUILD RUN apt-get update"],
    "DL3013": [
        "RUN pip3 install a",
        "RUN python -m pip install -U pip",
        "RUN pip install git+https://example.com/a",
    ],
    "DL3014": ["RUN apt-get install a", "RUN apt-get install -q a", "RUN if a; then apt-get install b; fi"],
    "DL3015": ["RUN apt-get install -y a", 'RUN ["apt-get", "install", "a"]'],
    "DL3016": [
        "RUN npm install a",
        "RUN npm install @a/b",
        "RUN npm install a/b",
        "RUN npm install git://example.com/a.git",
    ],
    "DL3018": ["RUN apk add a", "RUN apk add --virtual .a b", "RUN apk add a@edge"],
    "DL3019": ["RUN apk add a=1", "RUN apk add a=1 && rm -rf /var/cache/apk/*"],
    "DL3027": ["RUN apt update", "ONBUILD RUN apt install a"],
    "DL3028": ["RUN gem install a", "RUN gem install a:1 b", "RUN gem install a -- --b"],
    "DL3030": ["RUN yum install a", "RUN yum localinstall a", "RUN yum module install a"],
    "DL3032": ["RUN yum install -y a-1", "RUN yum clean all && yum install -y a-1"],
    "DL3033": ["RUN yum install -y a", "RUN yum install -y a-devel", "RUN yum module install -y a"],
    "DL3034": ["RUN zypper in a", "RUN zypper rm a", "RUN zypper patch"],
    "DL3035": ["RUN zypper -n dup", "RUN zypper dist-upgrade -y"],
    "DL3036": ["RUN zypper -n in a=1"],
    "DL3037": ["RUN zypper -n in a", "RUN zypper -n in a-1"],
    "DL3038": ["RUN dnf install a", "RUN microdnf install a", "RUN dnf group install a"],
    "DL3040": ["RUN dnf install -y a-1", "RUN dnf -y upgrade"],
    "DL3041": ["RUN dnf install -y a", "RUN microdnf install -y a"],
    "DL3042": [
        "RUN pip install a==1",
        "ENV PIP_NO_CACHE_DIR=off\nRUN pip install a==1",
        "RUN python3 -m pip install -r a",
    ],
    "DL3046": ["RUN useradd -u 123456 a", "RUN useradd a -mu 123456", "RUN useradd -u $NUMBER b"],
    "DL3047": ["RUN wget a", "RUN wget -nc a", "RUN a && wget -O b c"],
    "DL3059": ["RUN a\n# b\nRUN c", "RUN --network=none a\nRUN --network=none b"],
    "DL3060": ["RUN yarn install", "RUN yarn cache clean && yarn install"],
    "DL3062": [
        "RUN go install a.dev/b",
        "RUN go get a.dev/b@latest",
        "RUN go run a.dev/b@latest",
    ],
    "DL4001": ["RUN wget -q a\nRUN curl b", "RUN curl a && wget -q b"],
    "DL4005": ["RUN ln -sf /bin/bash /bin/sh", "ONBUILD RUN ln -s bash /bin/sh"],
    "DL4006": ["RUN a | b", 'SHELL ["/bin/bash", "-c"]\nRUN a | b', "RUN a |& b", "RUN x=$(a | b)"],
}
SILENT = {
    "DL3001": ["RUN apt-get install ssh", "CMD ps"],
    "DL3003": ["RUN pushd a", "ONBUILD RUN cd a", 'RUN bash -c "cd a"'],
    "DL3004": ["RUN echo sudo", "RUN apt-get install sudo", "CMD sudo a"],
    "DL3008": [
        "RUN apt-get install a=1 ./b.deb c/sid",
        "RUN apt-get update",
        "RUN sudo apt-get install a",
        'RUN apt-get install "$A=1"',
    ],
    "DL3009": [
        "RUN apt-get update && rm -rf /var/lib/apt/lists/*",
        "FROM a AS b\nRUN apt-get update\nFROM c",
        "RUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update",
    ],
    "DL3013": [
        "RUN pip install a==1 . ./b c.whl",
        "RUN pip install -r a",
        "RUN pip install 'a>=1'",
        "RUN pip install -c a b",
        "RUN pip download a",
    ],
    "DL3014": [
        "RUN apt-get install -y a",
        "RUN apt-get install -qq a",
        "RUN apt-get -q -q install a",
        "RUN apt-get install -q=2 a",
    ],
    "DL3015": [
        "RUN apt-get install --no-install-recommends a",
        "RUN apt-get -o APT::Install-Recommends=false install a",
        "RUN apt install a",
    ],
    "DL3016": [
        "RUN npm ci",
        "RUN npm install",
        "RUN npm install a@1 ./b c.tgz",
        "RUN npm i a",
        "RUN npm install a@latest",
    ],
    "DL3018": ["RUN apk add a=1 'b>2' c~3 d.apk", "RUN apk add -t .a b=1", "RUN apk del a"],
    "DL3019": [
        "RUN apk --no-cache add a=1",
        "RUN --mount=type=cache,target=/var/cache/apk apk add a=1",
        "RUN apk update",
    ],
    "DL3027": ["RUN apt-get update", "RUN echo apt", "RUN apt-key add"],
    "DL3028": [
        "RUN gem install a:1",
        "RUN gem install a -v 1",
        "RUN gem install a --version=1",
        "RUN gem update",
        "RUN bundle install",
    ],
    "DL3030": [
        "RUN yum -y install a",
        "RUN yum install --assumeyes a",
        "RUN yum remove a",
        "RUN yum reinstall a",
    ],
    "DL3032": [
        "RUN yum install -y a-1 && yum clean all",
        "RUN yum install -y a-1 && rm -rf /var/cache/yum/*",
    ],
    "DL3033": ["RUN yum install -y a-1.2 b-2:1.2", "RUN yum module install -y a:1"],
    "DL3034": [
        "RUN zypper -n in a",
        "RUN zypper in -y a",
        "RUN zypper --non-interactive rm a",
        "RUN zypper up",
    ],
    "DL3035": ["RUN zypper -n up", "RUN apt-get dist-upgrade"],
    "DL3036": ["RUN zypper -n in a && zypper clean", "RUN zypper -n in a && zypper cc -a"],
    "DL3037": ["RUN zypper -n in a=1 'b>=2' c.rpm"],
    "DL3038": ["RUN dnf install -y a", "RUN dnf -yq install a", "RUN dnf update"],
    "DL3040": [
        "RUN dnf install -y a && dnf clean all",
        "RUN dnf install -y a && rm -rf /var/cache/libdnf5",
        "RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y a",
    ],
    "DL3041": ["RUN dnf install -y a-1.2", "RUN dnf module install -y a:1", "RUN dnf5 install a"],
    "DL3042": [
        "RUN pip install --no-cache-dir a",
        "ENV PIP_NO_CACHE_DIR=1\nRUN pip install a",
        "RUN pip freeze",
        "FROM a AS b\nENV PIP_NO_CACHE_DIR=on\nFROM b\nRUN pip install c",
        "RUN export PIP_NO_CACHE_DIR=1; pip install a",
    ],
    "DL3046": [
        "RUN useradd -u 12345 a",
        "RUN useradd -l -u 123456 a",
        "RUN useradd --no-log-init -u 123456 a",
        "RUN useradd -g 123456 a",
    ],
    "DL3047": [
        "RUN wget -q a",
        "RUN wget -nv a",
        "RUN wget --progress=dot:giga a",
        "RUN wget -qO- a",
        "RUN wget -o b a",
        "RUN curl a",
    ],
    "DL3059": [
        "RUN a && b\nRUN c",
        "RUN a\nENV b=c\nRUN d",
        "RUN a\nRUN --network=none b",
        "ONBUILD RUN a\nONBUILD RUN b",
        "RUN a\nFROM b\nRUN c",
    ],
    "DL3060": [
        "RUN yarn install && yarn cache clean",
        "RUN yarn add a",
        "FROM a AS b\nRUN yarn install\nFROM c",
    ],
    "DL3062": [
        "RUN go install a.dev/b@v1",
        "RUN go install ./...",
        "RUN go get -d ./...",
        "RUN go build a.dev/b",
        "RUN go run .",
    ],
    "DL4001": ["RUN wget -q a\nFROM b\nRUN curl c", "RUN apt-get install wget\nRUN curl a"],
    "DL4005": ["RUN ln -s /a /usr/local/bin/sh", "RUN cp /bin/bash /bin/sh"],
    "DL4006": [
        "RUN a || b",
        "RUN echo 'a | b'",
        'SHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN a | b',
        'SHELL ["pwsh"]\nRUN a | b',
        "ONBUILD RUN a | b",
    ],
}
RULES = [
    rule for rule in catalogue().values() if set(rule.aliases) & FIRES.keys() and Dockerfile in rule.judges
]


def codes(text: str) -> set[str]:
    read = dockerfile.parse((text + "\n").encode())
    today = date(2026, 1, 1)
    return {
        code
        for rule in RULES
        for f in rule.check(read, Context(rule.parameters(), today))
        for code in f.aliases
    }


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in FIRES.items() for text in texts])
def test_a_finding_carries_the_code_that_hadolint_reports(code: str, text: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SILENT.items() for text in texts])
def test_no_finding_carries_a_code_that_hadolint_does_not_report(code: str, text: str) -> None:
    assert code not in codes(text)
