"""Package managers as they are called: manager, verb, packages, options."""

from __future__ import annotations

import pytest

from holdfast.formats import dockerfile
from holdfast.rules.readings.package_calls import VALUED, Invocation, invocations


def called(run: str) -> Invocation:
    (found,) = invocations(dockerfile.parse(f"FROM a\nRUN {run}\n".encode()))
    return found


@pytest.mark.parametrize(
    ("run", "manager", "verb", "operands"),
    [
        ("apt-get -qq -o A::B=c install -t sid -y a b=1", "apt-get", "install", ["a", "b=1"]),
        ("apt-get install -y -- -a", "apt-get", "install", ["-a"]),
        ("sudo apt-get update", "apt-get", "update", []),
        ("apk --no-cache add --virtual .deps -X http://example.com a", "apk", "add", ["a"]),
        ("pip3.11 install --timeout 60 -r r.txt a", "pip", "install", ["a"]),
        ("pip install --mirror-url https://example.com a", "pip", "install", ["a"]),
        ("python3 -W ignore -m pip install a", "pip", "install", ["a"]),
        ("pypy -Im pip install a", "pip", "install", ["a"]),
        ("dnf -y module install a:1", "dnf", "module install", ["a:1"]),
        ("yum -y --enablerepo x install a", "yum", "install", ["a"]),
        ("yarn global add a", "yarn", "global add", ["a"]),
        ("npm --prefix /x install -g a@1", "npm", "install", ["a@1"]),
        ("gem install a -v 1 -- --with-b=c", "gem", "install", ["a"]),
        ("go install -tags x -ldflags='-s -w' a.dev/b@v1", "go", "install", ["a.dev/b@v1"]),
        ("zypper -n in --from repo a", "zypper", "in", ["a"]),
        ("apt-get", "apt-get", "", []),
    ],
)
def test_a_call_is_read_as_its_manager_reads_it(
    run: str, manager: str, verb: str, operands: list[str]
) -> None:
    found = called(run)
    assert (found.manager, found.verb, [word.text for word in found.operands]) == (manager, verb, operands)


@pytest.mark.parametrize(
    "run", ["echo apt-get install a", "python3 -m venv /v", "python3 install.py", "apt-key add"]
)
def test_what_calls_no_package_manager_is_none(run: str) -> None:
    assert invocations(dockerfile.parse(f"RUN {run}\n".encode())) == ()


@pytest.mark.parametrize(
    ("run", "options"),
    [
        ("apt-get install -yqq a", [("-y", None), ("-q", None), ("-q", None)]),
        ("apt-get install -q=2 a", [("-q", "2")]),
        ("apt-get install -oA=b a", [("-o", "A=b")]),
        ("apt-get install --option A=b a", [("--option", "A=b")]),
        ("apk add -t", [("-t", None)]),
        ("go get -u -v a.dev/b", [("-u", None), ("-v", None)]),
        ("go get -mod=mod a.dev/b", [("-mod", "mod")]),
    ],
)
def test_options_stand_alone_in_clusters_or_with_values(
    run: str, options: list[tuple[str, str | None]]
) -> None:
    assert called(run).options == tuple(options)


def test_options_are_asked_for_by_all_their_names() -> None:
    found = called("apt-get install -q --quiet -o A=b --option C=d a")
    assert found.has("-y", "-q")
    assert not found.has("-y", "--yes")
    assert found.count("-q", "--quiet") == 2
    assert found.values("-o", "--option") == ("A=b", "C=d")


def test_every_manager_is_recognised_by_its_own_name() -> None:
    assert [called(f"{name} list").manager for name in VALUED] == list(VALUED)
