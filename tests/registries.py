"""Registries on loopback: Debian's docker-registry, and one of our own that answers as a test tells it to."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from holdfast.sources.registry import Access, Registry
from holdfast.sources.registry.credentials import Credentials
from holdfast.sources.registry.limits import Limits
from images import MANIFEST, config, descriptor, digest, dump, manifest
from project import ROOT

USER, PASSWORD = "tester", "not-a-secret"
HTPASSWD = f"{USER}:$2y$05$FehXbuDZX5RFytih.ZUlrOaiQrbhQXDv9DbXdFSqKarSm2Qfmw75u\n"
"""Made by `htpasswd -Bbn tester not-a-secret`."""
_LISTENING = re.compile(r"listening on (127\.0\.0\.1:\d+)")
_ACCESS = re.compile(r'"(GET|HEAD) (/v2/\S*) HTTP')


def installed(program: str, package: str | None = None) -> str:
    """Return the path of a program that tests need."""
    found = shutil.which(program)
    if found is None:
        pytest.fail(f"{program} is not installed: apt-get install -y {package or program}")
    return found


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


class DockerRegistry:
    """A docker-registry that runs."""

    def __init__(self, host: str, log: Path, *, tls: Path | None) -> None:
        self.host = host
        self.certificates = tls
        self._log = log

    def push(self, layout: str, name: str, *options: str) -> str:
        """Copy the image of a layout there with skopeo; return the reference that it then has."""
        reference = f"{self.host}/{name}"
        checked = (
            [f"--dest-cert-dir={self.certificates.parent}"]
            if self.certificates
            else ["--dest-tls-verify=false"]
        )
        run(
            installed("skopeo"),
            "copy",
            "--quiet",
            "--insecure-policy",
            *checked,
            *options,
            layout,
            f"docker://{reference}",
        )
        return reference

    def requests(self) -> list[str]:
        """Return the paths that were asked for with GET or HEAD, as the registry itself has logged them."""
        return [f"{method} {path}" for method, path in _ACCESS.findall(self._log.read_text())]


@contextmanager
def docker_registry(folder: Path, *, tls: bool = False, password: bool = False) -> Iterator[DockerRegistry]:
    """Start docker-registry on a free port of 127.0.0.1, and end it."""
    folder.mkdir(parents=True, exist_ok=True)
    program = installed("docker-registry")
    http: dict[str, object] = {"addr": "127.0.0.1:0", "secret": "s"}
    settings: dict[str, object] = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}, "delete": {"enabled": True}},
        "http": http,
    }
    if tls:
        certificate(folder)
        http["tls"] = {"certificate": str(folder / "server.pem"), "key": str(folder / "server.key")}
    if password:
        (folder / "htpasswd").write_text(HTPASSWD)
        settings["auth"] = {"htpasswd": {"realm": "tests", "path": str(folder / "htpasswd")}}
    (folder / "config.yml").write_text(json.dumps(settings))
    log = folder / "access.log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            [program, "serve", str(folder / "config.yml")], stdout=out, stderr=subprocess.PIPE, text=True
        ) as process,
    ):
        assert process.stderr is not None
        host = next((found[1] for line in process.stderr if (found := _LISTENING.search(line))), None)
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        try:
            assert host is not None, "docker-registry has not started"
            yield DockerRegistry(host, log, tls=folder / "trusted" / "ca.crt" if tls else None)
        finally:
            process.terminate()
            process.wait(timeout=30)
            drain.join(timeout=30)


def certificate(folder: Path) -> None:
    """Make `ca.crt` and a certificate for 127.0.0.1 and localhost that it has signed."""
    openssl = installed("openssl")
    run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tests",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.crt")  # fmt: skip
    run(openssl, "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
        "-keyout", f"{folder}/server.key", "-out", f"{folder}/server.csr")  # fmt: skip
    (folder / "trusted").mkdir()
    shutil.copy(folder / "ca.crt", folder / "trusted" / "ca.crt")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\nauthorityKeyIdentifier=keyid\n")
    run(openssl, "x509", "-req", "-in", f"{folder}/server.csr", "-CA", f"{folder}/ca.crt", "-CAkey", f"{folder}/ca.key",
        "-CAcreateserial", "-days", "2", "-extfile", f"{folder}/names", "-out", f"{folder}/server.pem")  # fmt: skip


def layout(
    folder: Path, name: str, *, user: str = "65532", architecture: str = "amd64", text: str = ""
) -> str:
    """Build a layout by the project's own example; return its subject."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / "web-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr(zipfile.ZipInfo("web/__init__.py"), text)
    script = str(ROOT / "examples" / "build_layout.py")
    target = folder / "layout"
    run(
        sys.executable,
        script,
        str(wheel),
        str(target),
        "--name",
        name,
        "--user",
        user,
        "--architecture",
        architecture,
    )
    return f"oci:{target}:{name}"


class Heard(NamedTuple):
    """A request that arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes = b""

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")


@dataclass
class Answer:
    """What is sent back: the body as a whole, or piece by piece with no length named."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""


Script = Callable[[Heard], Answer]


class HostileRegistry:
    """A server whose answers a test writes, and what it has heard."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.heard: list[Heard] = []
        self.stopping = threading.Event()
        """Set when the test is over, so that no answer drips on."""
        self.host = f"127.0.0.1:{server.server_address[1]}"


@contextmanager
def hostile_registry(script: Script) -> Iterator[HostileRegistry]:
    """Serve `script` on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard = Heard(self.command, self.path, headers, self.rfile.read(length))
            registry.heard.append(heard)
            answer = script(heard)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if isinstance(answer.body, bytes):
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)
                return
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            for piece in answer.body:
                self.wfile.write(piece)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing where a client hangs up, as it should."""

    with Server(("127.0.0.1", 0), Handler) as server:
        registry = HostileRegistry(server)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield registry
        finally:
            registry.stopping.set()
            server.shutdown()
            thread.join(timeout=30)


CONFIG_BYTES = dump(config("amd64"))
MANIFEST_BYTES = dump(manifest(CONFIG_BYTES))
MANIFEST_DIGEST = digest(MANIFEST_BYTES)
MANIFEST_DESCRIPTOR = descriptor(MANIFEST, MANIFEST_BYTES)


def served(data: bytes = MANIFEST_BYTES, media_type: str = MANIFEST, **headers: str) -> Answer:
    """Return the answer of a registry that has `data` as a manifest."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(200, {"Content-Type": media_type, **more}, data)


QUICK = Limits(silence_seconds=1, request_seconds=2)
"""Limits that a test can wait for."""


class Pauses(list[float]):
    """Notes how long would have been waited."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def client(
    *hosts: str,
    auth: Path | None = None,
    limits: Limits = QUICK,
    access: Access | None = None,
    pauses: Pauses | None = None,
) -> Registry:
    """Return a client that may reach `hosts` on loopback, with the credentials of `auth` alone."""
    credentials = Credentials(str(auth) if auth is not None else None)
    allowed = access or Access(private=frozenset(hosts))
    return Registry(
        allowed, credentials=credentials, limits=limits, pause=Pauses() if pauses is None else pauses
    )


def auths(path: Path, by_host: Mapping[str, str]) -> Path:
    """Write credentials, `user:password` by host, as docker login stores them."""
    entries = {host: {"auth": base64.b64encode(text.encode()).decode()} for host, text in by_host.items()}
    path.write_text(json.dumps({"auths": entries}))
    return path
