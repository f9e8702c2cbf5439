"""The tools that turn a directory into the objects that it stands for: `kustomize` (or `kubectl`) and `helm`.

They are run as they are found, with their defaults: no plugins, no programs of the directory's own, no file from
outside what the tool allows. What they could ask the network for is refused before they run, and their environment
holds nothing of the caller's: no credentials, no cluster, a proxy that does not answer.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from holdfast.errors import SourceError, one_line

if TYPE_CHECKING:
    from subprocess import Popen

SECONDS = 60
"""How long one rendering may take."""
OUTPUT_LIMIT = 16 * 1024 * 1024
"""Bytes of one rendering, as of one document that is read."""
_SAID_LIMIT = 64 * 1024
"""Bytes of what a tool says on standard error that are kept."""
_SHOWN = 400
"""Characters of it that are shown."""
_CHUNK = 1 << 16

_ENVIRONMENT = {
    "PATH": os.defpath,
    "HOME": "/nonexistent",
    "KUBECONFIG": os.devnull,
    "LC_ALL": "C.UTF-8",
    "GIT_ALLOW_PROTOCOL": "none",
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"),
}
_LOG_HEAD = re.compile(r'^[EF]\d{4} \S+ +\d+ \S+\] "[^"]*" err=["<]?\s*|^(?i:error):\s*', re.MULTILINE)
"""What Kubernetes' tools put before the error itself."""


def kustomize(directory: str) -> bytes:
    """Return the objects of the kustomization in `directory` as YAML; raises `SourceError` with the tool's reason."""
    for program, arguments in (("kustomize", ["build"]), ("kubectl", ["kustomize"])):
        if (found := _find(program)) is not None:
            return _run([found, *arguments, _operand(directory)], directory)
    raise _lacking("kustomize or kubectl", "Kustomize directory", directory)


def helm(directory: str) -> bytes:
    """Return the objects of the chart in `directory` with its own values; raises `SourceError` with helm's reason."""
    if (found := _find("helm")) is not None:
        return _run([found, "template", "release", _operand(directory)], directory)
    raise _lacking("helm", "Helm chart", directory)


def _find(program: str) -> str | None:
    from shutil import which

    return which(program)


def _operand(directory: str) -> str:
    """Return `directory` so that no tool takes it for an option or a remote one."""
    return directory if os.path.isabs(directory) else os.path.join(os.curdir, directory)  # noqa: PTH117, PTH118 - texts


def _lacking(programs: str, what: str, directory: str) -> SourceError:
    return SourceError(
        f"{programs} is needed to render a {what}, and is not installed",
        code="tool-missing",
        subject=directory,
        hint="install it, or give what it renders on standard input, as subject -",
    )


def _run(command: list[str], directory: str) -> bytes:
    """Return what `command` writes; raises `SourceError` where it fails, or takes too long or too much room."""
    from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired

    name = os.path.basename(command[0])  # noqa: PTH119 - as above
    try:
        process = Popen(  # noqa: S603 - a list of arguments, and no shell
            command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=_ENVIRONMENT, start_new_session=True
        )
    except OSError as error:
        raise SourceError(f"{name} cannot be run: {error.strerror}", subject=directory) from None
    try:
        output, said = _read(process)
    except TimeoutExpired:
        message = f"{name} takes more than {SECONDS} seconds"
        raise SourceError(message, code="timeout", subject=directory) from None
    finally:
        _end(process)
    if len(output) > OUTPUT_LIMIT:
        message = f"{name} renders more than {OUTPUT_LIMIT >> 20} MiB"
        raise SourceError(message, code="too-large", subject=directory)
    if process.returncode:
        raise SourceError(f"{name} says: {_reason(said)}", code="not-rendered", subject=directory)
    return output


def _read(process: Popen[bytes]) -> tuple[bytes, bytes]:
    """Return what `process` writes on its two streams until it ends, or until there is too much.

    Raises `TimeoutExpired`.
    """
    import selectors
    import time
    from subprocess import TimeoutExpired

    output, said = bytearray(), bytearray()
    deadline = time.monotonic() + SECONDS
    with selectors.DefaultSelector() as selector:
        for stream, kept in ((process.stdout, output), (process.stderr, said)):
            assert stream is not None
            selector.register(stream, selectors.EVENT_READ, kept)
        while selector.get_map():
            if (left := deadline - time.monotonic()) <= 0:
                raise TimeoutExpired(process.args, SECONDS)
            for key, _ in selector.select(left):
                chunk = os.read(key.fd, _CHUNK)
                if not chunk:
                    selector.unregister(key.fileobj)
                key.data.extend(chunk)
            del said[_SAID_LIMIT:]
            if len(output) > OUTPUT_LIMIT:
                return bytes(output), bytes(said)
    process.wait(max(deadline - time.monotonic(), 0))
    return bytes(output), bytes(said)


def _end(process: Popen[bytes]) -> None:
    """End what still runs of `process` and of all that it started, and close its streams."""
    import signal
    from contextlib import suppress

    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _reason(said: bytes) -> str:
    """Return the first line of what a tool says, without what its log puts before it."""
    text = _LOG_HEAD.sub("", said.decode("utf-8", "replace").strip())
    lines = [line.strip(' \t"') for line in text.splitlines() if line.strip()]
    line = one_line(lines[0]) if lines else "nothing, and fails"
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
