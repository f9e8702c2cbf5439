"""Y02 (CVE-2017-18342, CVE-2019-20477, CVE-2020-1747, CVE-2020-14343): tags that make a reader run code."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import MalformedError
from holdfast.formats.yaml_tree import documents

TAGS = [
    "!!python/object/apply:os.system ['touch MARK']",
    "!!python/object/new:os.system ['touch MARK']",
    "!!python/object/apply:subprocess.Popen [[touch, MARK]]",
    "!!python/name:os.system x",
    "!!python/module:os x",
    "!!python/object/new:type {args: [z, !!python/tuple [], {extend: !!python/name:exec }], listitems: x}",
    "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch MARK']",
    "!!java.net.URL [http://example.com]",
    "!ruby/object:Gem::Installer {i: x}",
    "!include /etc/passwd",
    "!!binary aGk=",
]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("frame", ["%s", "a: %s", "- %s", "{a: [%s]}", "? %s\n: x"])
def test_a_tag_that_kubernetes_does_not_know_is_refused_and_runs_nothing(
    tag: str, frame: str, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(MalformedError):
        list(documents((frame % tag.replace("MARK", str(mark))).encode(), path="-"))
    assert not mark.exists()


def test_a_tag_handle_does_not_hide_the_tag() -> None:
    with pytest.raises(MalformedError):
        list(
            documents(b"%TAG !s! tag:yaml.org,2002:python/\n---\n!s!object/apply:os.system [id]\n", path="-")
        )
