"""Which users a stage of a Dockerfile has: those of its base, and those that it creates."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from holdfast.model.dockerfile import BaseKind, Command, Instruction, Stage, Transfer, User
from holdfast.model.shell import Script, ShellCommand


class Presence(Enum):
    """Whether a user exists where a Dockerfile names it."""

    EXISTS = "exists"
    ABSENT = "absent"
    UNKNOWN = "unknown"


_EVERYWHERE = frozenset(
    "adm backup bin daemon dbus ftp games gnats halt irc list lp mail man news nobody operator "  # noqa: SIM905 - names
    "proxy root shutdown sshd "
    "sync sys systemd-network uucp www-data _apt containeruser containeradministrator".split()
)
"""Users of the base systems of Alpine, Debian, Fedora and Windows, taken together."""
_OFFICIAL = "docker.io/library/"
_SYSTEMS = frozenset(
    f"{_OFFICIAL}{name}"
    for name in "alpine almalinux amazonlinux archlinux busybox buildpack-deps centos debian fedora "  # noqa: SIM905 - names
    "golang openjdk "
    "oraclelinux php python rockylinux ruby rust ubuntu eclipse-temurin amazoncorretto maven".split()
)
"""Official images that hold nothing but a base system and a toolchain, and so no user of their own."""
_OWN = {"node": "node", "ubuntu": "ubuntu", "gradle": "gradle", "archlinux": "alpm"}
"""Users that an official image adds under another name than, or just like, its own."""

_CREATORS = frozenset({"useradd", "adduser", "usermod", "newusers", "systemd-sysusers"})
_INSTALLERS = frozenset("apt apt-get aptitude apk dnf microdnf yum tdnf zypper pacman dpkg rpm".split())  # noqa: SIM905 - a list of names
_PASSWD = "/etc/passwd"  # noqa: S105 - the file that lists users
_HOLDERS = ("/", "/etc", "/etc/", _PASSWD)


def presence(name: str, chain: tuple[Stage, ...], user: User) -> Presence:
    """Tell whether `name` exists at `user`, an instruction of the first stage of `chain`."""
    found = _in_base(name, chain[-1])
    for stage in reversed(chain):
        for instruction in stage.instructions:
            if instruction is user:
                return found
            found = _after(instruction, name, found)
    return found


def _in_base(name: str, stage: Stage) -> Presence:
    """Tell whether the base of `stage` has the user."""
    reference = stage.base.reference
    if stage.base.kind is BaseKind.SCRATCH:
        return Presence.ABSENT
    if name.lower() in _EVERYWHERE:
        return Presence.EXISTS
    if reference is None:
        return Presence.UNKNOWN
    if reference.name == f"{_OFFICIAL}{name}" or _OWN.get(reference.name.removeprefix(_OFFICIAL)) == name:
        return Presence.EXISTS
    if reference.name.startswith("gcr.io/distroless/") and name == "nonroot":
        return Presence.EXISTS
    return Presence.ABSENT if reference.name in _SYSTEMS else Presence.UNKNOWN


def _after(instruction: Instruction, name: str, before: Presence) -> Presence:
    """Return what is known of the user after `instruction`."""
    if before is Presence.EXISTS or instruction.onbuild:
        return before
    if isinstance(instruction, Transfer):
        to = instruction.destination.value if instruction.destination is not None else None
        return Presence.UNKNOWN if to is None or to in _HOLDERS else before
    if instruction.keyword != "RUN" or not isinstance(instruction, Command):
        return before
    commands = _commands(instruction)
    if commands is None:
        return Presence.UNKNOWN
    effects = [_effect(command, name) for command in commands]
    if Presence.EXISTS in effects:
        return Presence.EXISTS
    return Presence.UNKNOWN if Presence.UNKNOWN in effects else before


def _commands(instruction: Command) -> list[ShellCommand] | None:
    """Return the commands of a `RUN`, or `None` where they cannot be read."""
    script: Script | None = instruction.script
    return None if script is None or script.problem is not None else list(script.commands)


def _effect(command: ShellCommand, name: str) -> Presence | None:
    """Tell what a command says of the user; `None` for nothing."""
    words = command.words
    program = words[0].text.rpartition("/")[2] if words else ""
    targets = [redirect.target.text for redirect in command.redirects if ">" in redirect.operator]
    if _PASSWD in targets or any(word.text == _PASSWD for word in words[1:] if program in {"tee", "sed"}):
        return Presence.UNKNOWN
    named = {*_programs(command), program}
    if named & _CREATORS:
        if any(word.text == name for word in words):
            return Presence.EXISTS
        return None if all(word.literal for word in words) else Presence.UNKNOWN
    if named & _INSTALLERS and any(name in word.text for word in words):
        return Presence.EXISTS
    opaque = bool(words) and (not words[0].literal or _is_script(command, program))
    return Presence.UNKNOWN if opaque else None


def _programs(command: ShellCommand) -> Iterator[str]:
    """Yield what `sudo useradd`, `busybox adduser` and the like start."""
    if command.words and command.words[0].text in {"sudo", "busybox", "exec", "command", "env"}:
        yield from (word.text for word in command.words[1:3])


def _is_script(command: ShellCommand, program: str) -> bool:
    """Tell whether the command runs a file or a stream that nobody reads here."""
    if program in {"sh", "bash", "ash", "dash", "python", "python3", "ansible-playbook", "source", "."}:
        return not any(word.text == "-c" for word in command.words)
    return command.words[0].text.startswith(("./", "/tmp/", "/usr/local/")) or program.endswith(".sh")  # noqa: S108 - only compared
