"""How each package manager spells a package with a version, and which of its verbs install."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from holdfast.rules.readings.package_calls import Invocation

_FILE = re.compile(
    r"\.{0,2}/|~/|file:|\.\.?(?:\[|$)|.*\.(?:deb|apk|rpm|whl|gem|egg|tgz|tar|tar\.(?:gz|bz2|xz)|zip|go)$"
)
"""A package that is a file or a directory, and so is what was put there."""
_COMPARED = re.compile(r"[=<>~]")
_REQUIREMENT = re.compile(r"[=<>~!]=|[<>@]")
_RPM = re.compile(r"-(?:\d|\$)(?!.*\*)|^@")
_STREAM = re.compile(r".+:.").match
_NPM = re.compile(r"(?!npm:).+[@#](?!latest$|next$)")
_GIT = re.compile(r"(?:git[+:]|https?:|github:|gitlab:)")
_GO = re.compile(r"(?:\./|\.$|/|std$|all$).*|.+@(?!(?:latest|upgrade|patch|none|main|master)$)|.+\.go$")


def _npm(text: str) -> bool:
    return "#" in text if _GIT.match(text) else _NPM.match(text) is not None


_Kind = tuple[frozenset[str], Callable[[str], object], str | None]
_INSTALL = frozenset({"install"})
_DNF = frozenset({"install", "module install"})
_ADD = frozenset({"install", "i", "in", "add", "global add"})
_APT: Callable[[str], object] = re.compile(r".*[=/]").match
_MANAGERS: dict[str, _Kind] = {
    "apt-get": (_INSTALL, _APT, "DL3008"),
    "apt": (_INSTALL, _APT, None),
    "aptitude": (_INSTALL, _APT, None),
    "apk": (frozenset({"add"}), lambda text: _COMPARED.search(text) or text.startswith("!"), "DL3018"),
    "yum": (_DNF, _RPM.search, "DL3033"),
    "dnf": (_DNF, _RPM.search, "DL3041"),
    "dnf5": (_DNF, _RPM.search, None),
    "microdnf": (_DNF, _RPM.search, "DL3041"),
    "tdnf": (_DNF, _RPM.search, None),
    "zypper": (frozenset({"install", "in"}), re.compile(r"[=<>]").search, "DL3037"),
    "pip": (_INSTALL, lambda text: _REQUIREMENT.search(text) or "/" in text.partition("+")[0], "DL3013"),
    "pipx": (_INSTALL, _REQUIREMENT.search, "DL3013"),
    "npm": (_ADD, _npm, "DL3016"),
    "yarn": (_ADD - {"i", "in", "install"}, _npm, None),
    "pnpm": (_ADD, _npm, None),
    "gem": (frozenset({"install", "i"}), _STREAM, "DL3028"),
    "go": (frozenset({"install", "get", "run"}), _GO.match, "DL3062"),
}
"""Per manager: the verbs that install, what tells that a package has a version, and hadolint's code."""
_LISTED = ("-r", "--requirement", "-c", "--constraint", "-e", "--editable", "--group")
"""Options of pip by which a file states the versions, or the source is at hand."""


_TAGGED = re.compile(r"(?!git[+:]|https?:).+@")
_BRANCH = re.compile(r".+@(?!latest$|none$)")
"""What hadolint takes for a version."""


class Unversioned(NamedTuple):
    """What one call installs without a version."""

    packages: tuple[str, ...]
    unknown: tuple[str, ...]
    """Words that are variables or substitutions: they may name packages, with or without versions."""
    code: str | None
    """Hadolint's code, if it reports this call."""


def unversioned(used: Invocation, newest: tuple[str, ...]) -> Unversioned | None:
    """Return what `used` installs without a version, the packages called `newest` left out; `None` for nothing."""
    verbs, stated, code = _MANAGERS[used.manager]
    if used.verb not in verbs or _is_listed(used):
        return None
    words = [word.text for word in (used.operands[:1] if used.verb == "run" else used.operands)]
    stated = _STREAM if used.verb.startswith("module") else stated
    loose = [t for t in words if t not in newest and not _FILE.match(t) and not stated(t)]
    if not loose:
        return None
    unknown = tuple(text for text in loose if text.startswith(("$", "`")))
    known = tuple(text for text in loose if not text.startswith(("$", "`")))
    return Unversioned(known, unknown, code if _is_seen(used, loose) else None)


def _is_listed(used: Invocation) -> bool:
    """Tell whether something else on the command line states the versions."""
    if used.manager == "gem":
        return used.has("-v", "--version", "--file", "-g")
    return used.manager == "pip" and used.has(*_LISTED)


def _is_seen(used: Invocation, loose: list[str]) -> bool:
    """Tell whether hadolint reports this call, too."""
    if used.manager == "npm":
        return used.by.plain and used.verb == "install" and not all(_TAGGED.match(text) for text in loose)
    if used.manager == "go":
        return used.by.plain and not all(_BRANCH.match(text) for text in loose)
    if used.manager == "gem":
        left = _without_options(used.by.texts)
        loose = [text for text in loose if text in left]
    return used.by.plain and bool(loose)


def _without_options(texts: tuple[str, ...]) -> set[str]:
    """Return the words that are left for one who takes every option for one with a value."""
    left: set[str] = set()
    valued = False
    for text in texts:
        if not valued and not text.startswith("-"):
            left.add(text)
        valued = not valued and text.startswith("-")
    return left
