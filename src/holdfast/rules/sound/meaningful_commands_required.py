"""Commands that do nothing for an image."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.finding import Finding, Outcome
from holdfast.rules.kit import Context, NoParameters, rule
from holdfast.rules.readings.run_commands import run_commands

_PEER = frozenset({"free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim"})
_POINTLESS = _PEER | {"htop", "killall", "poweroff", "reboot", "systemctl", "umount"}
_HARMLESS = frozenset({"enable", "disable", "mask", "unmask", "preset", "set-default", "--version", "-v"})
"""What `systemctl` does to files alone."""


@rule(
    title="Command makes no sense in a build",
    why="A build keeps files, and neither processes nor mounts: a service that is started here is gone when the `RUN` "
    "ends, and what is watched or edited by hand leaves no trace that could be repeated.",
    fix="Start programs by `CMD` or `ENTRYPOINT`, and change files by `COPY` or by a command that needs nobody.",
    since="0.1.0",
    judges=(Dockerfile,),
    aliases=("DL3001",),
    references=("https://docs.docker.com/build/building/best-practices/",),
    good=('RUN apt-get install -y vim && systemctl enable web && echo ssh\nCMD ["top"]\n',),
    bad=(
        "FROM debian:13\n# violated\nRUN service postgresql start\n# violated\nRUN systemctl start web\n",
        "# violated\nONBUILD RUN mkdir /data && mount -t tmpfs tmpfs /data\n",
    ),
)
def meaningful_commands_required(dockerfile: Dockerfile, _: Context[NoParameters]) -> Iterator[Finding]:
    """Report each command whose effect ends with its `RUN`."""
    for command in run_commands(dockerfile):
        if command.program in _POINTLESS and not (
            command.program == "systemctl" and _HARMLESS.intersection(command.texts)
        ):
            peers = ("DL3001",) if command.plain and command.program in _PEER else ()
            message = f"{command.program} makes no sense in a build"
            yield Finding(Outcome.VIOLATED, message, command.at, aliases=peers)
