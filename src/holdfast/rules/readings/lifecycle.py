"""Until when the releases of common base images get security updates.

A release that is not listed is not judged: most tags name no release, and a wrong date is worse than none. Dates are
the last day of free support for everybody, the longest that the publisher gives to all.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from holdfast.model.reference import Reference


class Release(NamedTuple):
    """A release, and the last day on which it gets security updates."""

    product: str
    name: str
    until: date


_OFFICIAL = re.compile(
    r"(?:docker\.io/library|public\.ecr\.aws/docker/library|mirror\.gcr\.io/library)/([a-z0-9-]+)"
)
"""Docker Official Images and the two public mirrors of them."""
_NUMBER = re.compile(r"v?(\d+(?:\.\d+)*)(?![\w.])", re.ASCII)
_ALPINE = re.compile(r"alpine(\d+\.\d+)", re.ASCII)

_TABLE = {
    # https://alpinelinux.org/releases/
    "alpine": """3.0 2016-05-01, 3.1 2016-11-01, 3.2 2017-05-01, 3.3 2017-11-01, 3.4 2018-05-01, 3.5 2018-11-01,
        3.6 2019-05-01, 3.7 2019-11-01, 3.8 2020-05-01, 3.9 2020-11-01, 3.10 2021-05-01, 3.11 2021-11-01,
        3.12 2022-05-01, 3.13 2022-11-01, 3.14 2023-05-01, 3.15 2023-11-01, 3.16 2024-05-23, 3.17 2024-11-22,
        3.18 2025-05-09, 3.19 2025-11-01, 3.20 2026-04-01, 3.21 2026-11-01, 3.22 2027-05-01, 3.23 2027-11-01""",
    # https://wiki.debian.org/LTS (the end of long-term support)
    "debian": """6 2016-02-29, squeeze 2016-02-29, 7 2018-05-31, wheezy 2018-05-31, 8 2020-06-30, jessie 2020-06-30,
        9 2022-06-30, stretch 2022-06-30, 10 2024-06-30, buster 2024-06-30, 11 2026-08-31, bullseye 2026-08-31,
        12 2028-06-30, bookworm 2028-06-30""",
    # https://ubuntu.com/about/release-cycle (standard support; the last day of the month where only that is given)
    "ubuntu": """12.04 2017-04-30, precise 2017-04-30, 14.04 2019-04-30, trusty 2019-04-30, 16.04 2021-04-30,
        xenial 2021-04-30, 18.04 2023-05-31, bionic 2023-05-31, 18.10 2019-07-31, cosmic 2019-07-31,
        19.04 2020-01-31, disco 2020-01-31, 19.10 2020-07-31, eoan 2020-07-31, 20.04 2025-05-31, focal 2025-05-31,
        20.10 2021-07-31, groovy 2021-07-31, 21.04 2022-01-31, hirsute 2022-01-31, 21.10 2022-07-31,
        impish 2022-07-31, 22.10 2023-07-31, kinetic 2023-07-31, 23.04 2024-01-31, lunar 2024-01-31,
        23.10 2024-07-31, mantic 2024-07-31, 24.10 2025-07-31, oracular 2025-07-31, 25.04 2026-01-31,
        plucky 2026-01-31, 24.04 2029-05-31, noble 2029-05-31""",
    # https://www.centos.org/cl-vs-cs/ (the image `centos` was never rebuilt after that)
    "centos": "5 2017-03-31, 6 2020-11-30, 7 2024-06-30, 8 2021-12-31",
    # https://docs.fedoraproject.org/en-US/releases/eol/
    "fedora": """28 2019-05-28, 29 2019-11-26, 30 2020-05-26, 31 2020-11-24, 32 2021-05-25, 33 2021-11-30,
        34 2022-06-07, 35 2022-12-13, 36 2023-05-16, 37 2023-12-05, 38 2024-05-21, 39 2024-11-26, 40 2025-05-13,
        41 2025-12-15""",
    # https://aws.amazon.com/amazon-linux-ami/faqs/
    "amazonlinux": "1 2023-12-31, 2016.09 2023-12-31, 2017.03 2023-12-31, 2017.09 2023-12-31, 2018.03 2023-12-31",
    # https://devguide.python.org/versions/
    "python": """2.6 2013-10-29, 2.7 2020-01-01, 3.2 2016-02-20, 3.3 2017-09-29, 3.4 2019-03-18, 3.5 2020-09-30,
        3.6 2021-12-23, 3.7 2023-06-27, 3.8 2024-10-07, 3.9 2025-10-31, 3.10 2026-10-31, 3.11 2027-10-31,
        3.12 2028-10-31""",
    # https://github.com/nodejs/release#end-of-life-releases
    "node": """4 2018-04-30, 5 2016-06-30, 6 2019-04-30, 7 2017-06-30, 8 2019-12-31, 9 2018-06-30, 10 2021-04-30,
        11 2019-06-30, 12 2022-04-30, 13 2020-06-01, 14 2023-04-30, 15 2021-06-01, 16 2023-09-11, 17 2022-06-01,
        18 2025-04-30, 19 2023-06-01, 20 2026-04-30, 21 2024-06-01, 22 2027-04-30, 23 2025-06-01""",
    # https://go.dev/doc/devel/release (a release is supported until there are two newer ones)
    "golang": """1.9 2018-08-24, 1.10 2019-02-25, 1.11 2019-09-03, 1.12 2020-02-25, 1.13 2020-08-11,
        1.14 2021-02-16, 1.15 2021-08-16, 1.16 2022-03-15, 1.17 2022-08-02, 1.18 2023-02-01, 1.19 2023-08-08,
        1.20 2024-02-06, 1.21 2024-08-13, 1.22 2025-02-11, 1.23 2025-08-12""",
    # https://www.php.net/eol.php, https://www.php.net/supported-versions.php
    "php": """5.3 2014-08-14, 5.4 2015-09-14, 5.5 2016-07-21, 5.6 2018-12-31, 7.0 2019-01-10, 7.1 2019-12-01,
        7.2 2020-11-30, 7.3 2021-12-06, 7.4 2022-11-28, 8.0 2023-11-26, 8.1 2025-12-31, 8.2 2026-12-31,
        8.3 2027-12-31, 8.4 2028-12-31""",
    # https://www.ruby-lang.org/en/downloads/branches/
    "ruby": """2.1 2017-03-31, 2.2 2018-03-31, 2.3 2019-03-31, 2.4 2020-03-31, 2.5 2021-03-31, 2.6 2022-04-12,
        2.7 2023-03-31, 3.0 2024-04-23, 3.1 2025-03-31, 3.2 2026-03-31""",
}


def _read(table: dict[str, str]) -> dict[str, dict[str, date]]:
    rows = {product: [row.split() for row in text.split(",")] for product, text in table.items()}
    return {p: {name: date.fromisoformat(day) for name, day in pairs} for p, pairs in rows.items()}


_UNTIL = _read(_TABLE)
_CODENAMES = {name: p for p in ("debian", "ubuntu") for name in _UNTIL[p] if name.isalpha()}


def releases(reference: Reference) -> list[Release]:
    """Return the known releases that the tag of an official image names, the product's first, then its system's."""
    official = _OFFICIAL.fullmatch(reference.name)
    if official is None or reference.tag is None:
        return []
    return [Release(p, name, _UNTIL[p][name]) for p, name in _named(official[1], reference.tag)]


def _named(product: str, tag: str) -> list[tuple[str, str]]:
    """Return product and release of each known release that `tag` names."""
    found: dict[tuple[str, str], None] = {}
    known, (head, *suffixes) = _UNTIL.get(product, {}), tag.split("-")
    if number := _NUMBER.match(head):
        parts = number[1].split(".")
        for length in (2, 1):
            if (name := ".".join(parts[:length])) in known:
                found[product, name] = None
                break
    for word in (head, *suffixes):
        if word in _CODENAMES:
            found[_CODENAMES[word], word] = None
        elif (alpine := _ALPINE.fullmatch(word)) and alpine[1] in _UNTIL["alpine"]:
            found["alpine", alpine[1]] = None
    return list(found)
