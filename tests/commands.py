"""The real command as a process of its own, measured from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

HOLDFAST = Path(sys.executable).with_name("holdfast")
PLAIN_POLICY = Path(__file__).with_name("plain_policy.yaml")
MEMORY = 256
"""Most that one process may hold, in MiB, whatever it is given."""
SECONDS = 60
"""After so long a run counts as hanging."""

ALLOWED = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: good, namespace: shop, labels: {{app: good}}}}
spec:
  automountServiceAccountToken: false
  securityContext: {{runAsNonRoot: true, runAsUser: 1000, seccompProfile: {{type: RuntimeDefault}}}}
  containers:
  - name: web
    image: registry.example/web:1.4@sha256:{"a" * 64}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {{drop: [ALL]}}
    resources: {{requests: {{cpu: 1, memory: 1Gi}}, limits: {{cpu: 1, memory: 1Gi}}}}
"""
DENIED = """\
apiVersion: v1
kind: Pod
metadata: {name: evil}
spec: {containers: [{name: evil, image: alpine, securityContext: {privileged: true}}]}
"""
UNDECIDED = "neither: this\n"

# A process starts with the peak of the one that made it, so a small one stands between it and the tests.
_LAUNCHER = """
import json, os, sys
report, closed, weak, *command = sys.argv[1:]
os.set_inheritable(int(report), False)
if not (child := os.fork()):
    for descriptor in closed: os.close(int(descriptor))
    if weak == "weak":
        import ctypes
        libc = ctypes.CDLL(None)
        for capability in (1, 2): libc.prctl(24, capability, 0, 0, 0)
    os.execv(command[0], command)
_, status, usage = os.wait4(child, 0)
os.write(int(report), json.dumps([os.waitstatus_to_exitcode(status), usage.ru_maxrss]).encode())
"""


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str
    peak: int
    """Memory of its largest process, in MiB."""

    @property
    def subjects(self) -> list[dict[str, Any]]:
        """Return the subjects of a JSON report."""
        found: list[dict[str, Any]] = json.loads(self.out)["subjects"]
        return found

    @property
    def verdicts(self) -> list[str]:
        """Return the verdicts of the subjects of a JSON report, in order."""
        return [subject["verdict"] for subject in self.subjects]


def holdfast(
    *arguments: str | bytes | Path,
    cwd: Path | None = None,
    given: bytes = b"",
    environment: dict[str, str] | None = None,
    closed: str = "",
    weak: bool = False,
) -> Ended:
    """Run `holdfast` with `arguments`, on standard input `given`, the descriptors `closed` (digits) closed.

    The plain policy holds unless another is named. A `weak` run lacks root's power over the permissions of files.
    Memory and time are held against the bounds.
    """
    whole = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    whole |= {"HOLDFAST_POLICY": str(PLAIN_POLICY)} | (environment or {})
    reading, writing = os.pipe()
    launcher = [sys.executable, "-ISc", _LAUNCHER, str(writing), closed, "weak" if weak else ""]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, os.fdopen(reading, "rb") as report:
        process = subprocess.Popen(
            [*launcher, HOLDFAST, *arguments],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            cwd=cwd or "/",  # where no policy lies
            env=whole,
            pass_fds=(writing,),
            start_new_session=True,
        )
        os.close(writing)
        try:
            process.communicate(given, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        code, peak = json.loads(report.read())
        out.seek(0)
        err.seek(0)
        ended = Ended(code, out.read().decode(), err.read().decode(), peak // 1024)
    assert ended.peak <= MEMORY
    assert "Traceback" not in ended.err
    return ended
