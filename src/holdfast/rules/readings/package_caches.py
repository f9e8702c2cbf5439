"""What fills the cache of a package manager, where that lies, and what keeps it out of an image."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Assignments, Dockerfile, Stage
from holdfast.model.position import Position
from holdfast.model.shell import ShellWord
from holdfast.rules.readings.build_stages import chain_of, final_chain
from holdfast.rules.readings.package_calls import Invocation, invocation
from holdfast.rules.readings.run_commands import RunCommand, mounted, removed, scripts

_INSTALLS = frozenset(
    {"install", "module install", "group install", "reinstall", "upgrade", "upgrade-minimal"}
)
_RPM = ("/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5")
_PYTHON = ("/root/.cache/pip", "/root/.cache")
_YARN = ("/usr/local/share/.cache/yarn", "/root/.cache/yarn", "/usr/local/share/.cache", "/root/.cache")
_FILLS: dict[str, tuple[frozenset[str], tuple[str, ...], frozenset[str], str]] = {
    "apt-get": (frozenset({"update"}), ("/var/lib/apt/lists", "/var/lib/apt"), frozenset({"distclean"}), "DL3009"),
    "apt": (frozenset({"update"}), ("/var/lib/apt/lists", "/var/lib/apt"), frozenset({"distclean"}), "DL3009"),
    "apk": (frozenset({"add"}), ("/var/cache/apk", "/etc/apk/cache"), frozenset(), "DL3019"),
    "yum": (frozenset({"install", "module install", "group install"}), _RPM, frozenset({"clean"}), "DL3032"),
    "dnf": (_INSTALLS, _RPM, frozenset({"clean"}), "DL3040"),
    "microdnf": (_INSTALLS, _RPM, frozenset({"clean"}), "DL3040"),
    "zypper": (frozenset({"install", "in"}), ("/var/cache/zypp",), frozenset({"clean", "cc"}), "DL3036"),
    "pip": (frozenset({"install"}), _PYTHON, frozenset({"cache purge"}), "DL3042"),
    "yarn": (frozenset({"install"}), _YARN, frozenset({"cache clean"}), "DL3060"),
}  # fmt: skip
"""Per manager: the verbs that fill its cache, where that lies, the verbs that empty it, hadolint's code."""
_SAME = {"microdnf": "dnf", "yum": "dnf", "apt": "apt-get"}
"""Managers that share a cache, under one name."""
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})
_SWITCH = "PIP_NO_CACHE_DIR"
"""The variable that switches the cache of pip off, and the values by which it does."""


def code(used: Invocation) -> str:
    """Return the code by which hadolint reports a cache of this manager."""
    return _FILLS[used.manager][3]


def kept_caches(dockerfile: Dockerfile) -> Iterator[Invocation]:
    """Yield each call, in the stages of the last image, that fills a cache which stays in the layer."""
    switched: dict[int, Position | None] = {}
    shipped = {stage.index for stage in final_chain(dockerfile)}
    for run, commands in scripts(dockerfile):
        stage = commands[0].stage
        calls = [call for command in commands if (call := invocation(command)) is not None]
        if stage.index not in shipped or not any(_fills(call) for call in calls):
            continue
        if stage.index not in switched:
            switched[stage.index] = _first_switch(dockerfile, stage)
        since = switched[stage.index]
        yield from _kept(commands, mounted(run), is_off=since is not None and since < run.at)


def _fills(used: Invocation) -> bool:
    return used.manager in _FILLS and used.verb in _FILLS[used.manager][0]


def _kept(commands: tuple[RunCommand, ...], mounts: tuple[str, ...], *, is_off: bool) -> Iterator[Invocation]:
    """Yield the calls of one script whose caches nothing keeps out or empties.

    Read backwards: what empties a cache comes after what fills it.
    """
    kept: list[Invocation] = []
    emptied: set[str] = set()
    exports = [index for index, command in enumerate(commands) if any(map(_is_switch, command.command.words))]
    for index in reversed(range(len(commands))):
        emptied.update(removed(commands[index : index + 1]))
        used = invocation(commands[index])
        if used is None:
            continue
        if used.manager in _FILLS and used.verb in _FILLS[used.manager][2]:
            emptied.add(_family(used))
        if _fills(used) and not (_kept_out(used, mounts) or _is_emptied(used, emptied)):
            switched = is_off or (bool(exports) and exports[0] <= index)
            if not _keeps_nothing(used, is_switched_off=switched):
                kept.append(used)
    yield from reversed(kept)


def _kept_out(used: Invocation, mounts: tuple[str, ...]) -> bool:
    """Tell whether the cache lies on a mount. `apt-get update` writes to two places below `/var`."""
    places = _FILLS[used.manager][1]
    found = {place for place in places for mount in mounts if mount == place or mount.startswith(place + "/")}
    if found == {"/var/lib/apt"}:
        return "/var/cache/apt" in mounts
    return bool(found)


def _is_emptied(used: Invocation, emptied: set[str]) -> bool:
    """Tell whether one of the paths and families of managers in `emptied` is the cache. For `apk` only its option counts."""
    return used.manager != "apk" and not emptied.isdisjoint((_family(used), *_FILLS[used.manager][1]))


def _family(used: Invocation) -> str:
    return _SAME.get(used.manager, used.manager)


def _keeps_nothing(used: Invocation, *, is_switched_off: bool) -> bool:
    """Tell whether the tool is told to keep nothing."""
    if used.manager == "apk":
        return used.has("--no-cache")
    if used.manager != "pip":
        return False
    given = any(a.name == _SWITCH and a.value.text.lower() in _TRUE for a in used.by.command.assignments)
    return is_switched_off or given or used.has("--no-cache-dir")


def _is_switch(word: ShellWord) -> bool:
    name, _, value = word.text.partition("=")
    return name == _SWITCH and value.lower() in _TRUE


def _first_switch(dockerfile: Dockerfile, stage: Stage) -> Position | None:
    """Return where `ENV` or `ARG` first switches the cache of pip off for `stage`; `None` for nowhere."""
    found = (
        instruction.at
        for below in chain_of(dockerfile, stage)
        for instruction in below.instructions
        if isinstance(instruction, Assignments)
        for pair in instruction.pairs
        if pair.key == _SWITCH and pair.value is not None and (pair.value.value or "").lower() in _TRUE
    )
    return min(found, default=None)
