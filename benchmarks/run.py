"""Times Holdfast beside its peers in one run and prints a table: `python benchmarks/run.py [PEERS]`.

PEERS is a directory of peers (default `.cache/peers`), as `benchmarks/install-peers` makes it. Each row runs the
commands in turn, A B A B ..., after one warm-up each, and gives medians of wall time, processor time and peak memory
of the largest process, and the median of the ratios pair by pair. A peer that is not installed is named as such.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import corpus

ROOT = Path(__file__).parent.parent
HOLDFAST = str(ROOT / ".venv" / "bin" / "holdfast")
RUNS = 5
KUBERNETES_CHECKS = ["--framework", "kubernetes"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One finished run."""

    wall: float
    processor: float
    memory_mib: float


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: our command, the peers', and the ratio of wall times that is to be reached."""

    title: str
    ours: list[str]
    peers: dict[str, list[str]]
    target: dict[str, float]
    runs: int = RUNS


def measure(command: list[str]) -> Sample:
    """Run `command` in a process of its own, so that its children's memory is counted and no other's."""
    script = (
        "import os,resource,subprocess,sys,time\n"
        "t=time.perf_counter()\n"
        "subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL,check=False)\n"
        "w=time.perf_counter()-t\n"
        "r=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(w,r.ru_utime+r.ru_stime,r.ru_maxrss/1024)\n"
    )
    run = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True)
    wall, processor, memory = map(float, run.stdout.split())
    return Sample(wall, processor, memory)


def compare(row: Row) -> list[str]:
    """Run one row and return its lines of the table."""
    commands = {"holdfast": row.ours, **{name: c for name, c in row.peers.items() if shutil.which(c[0])}}
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for number in range(row.runs + 1):
        for name, command in commands.items():
            sample = measure(command)
            if number:  # the first of each only warms caches
                samples[name].append(sample)
    lines = [
        _line(row.title, name, taken, samples["holdfast"], row.target) for name, taken in samples.items()
    ]
    lines += [
        f"| {row.title} | {name} | not installed | | | | |" for name in row.peers if name not in commands
    ]
    return lines


def _line(title: str, name: str, taken: list[Sample], ours: list[Sample], target: dict[str, float]) -> str:
    wall = statistics.median(s.wall for s in taken)
    spread = f"{min(s.wall for s in taken):.2f} to {max(s.wall for s in taken):.2f}"
    processor = statistics.median(s.processor for s in taken)
    memory = max(s.memory_mib for s in taken)
    if name == "holdfast":
        ratio = ", ".join(
            f"(≤ {bound:g} {unit})" for unit, bound in target.items() if unit in {"seconds", "MiB"}
        )
    else:
        found = statistics.median(a.wall / b.wall for a, b in zip(ours, taken, strict=True))
        ratio = f"{found:.2f} (≤ {target[name]:.2f})" if name in target else f"{found:.2f}"
    return f"| {title} | {name} | {wall:.2f} s | {spread} | {processor:.2f} s | {memory:.0f} MiB | {ratio} |"


def rows(work: Path, peers: Path) -> list[Row]:
    """Return every measure over corpora below `work`."""
    made = {kind: work / kind for kind in corpus.KINDS}
    for kind, directory in made.items():
        corpus.write(kind, directory)
    docker = sorted(map(str, made["dockerfiles"].rglob("Dockerfile")))
    pods = sorted(map(str, made["pods"].rglob("*.yaml")))
    one = pods[0]
    hadolint, checkov = str(peers / "bin" / "hadolint"), str(peers / "bin" / "checkov")
    score = str(peers / "bin" / "kube-score")
    quiet = ["--compact", "--quiet"]
    scan = [checkov, *quiet, "--skip-download", "-d"]
    return [
        Row("286 Dockerfiles", [HOLDFAST, "check", str(made["dockerfiles"])],
            {"hadolint": [hadolint, *docker], "checkov": [*scan, str(made["dockerfiles"]), "--framework", "dockerfile"]},
            {"hadolint": 0.25}),
        Row("248 files, 335 objects", [HOLDFAST, "check", str(made["manifests"])],
            {"checkov": [*scan, str(made["manifests"]), *KUBERNETES_CHECKS]}, {"checkov": 1 / 6}),
        Row("1,000 Pods", [HOLDFAST, "check", str(made["pods"])],
            {"kube-score": [score, "score", *pods], "checkov": [*scan, str(made["pods"]), *KUBERNETES_CHECKS]},
            {"kube-score": 1.0}, runs=3),
        Row("10,000 Pods", [HOLDFAST, "check", str(made["many"])], {}, {"MiB": 200}, runs=2),
        Row("--version", [HOLDFAST, "--version"], {}, {"seconds": 0.1}, runs=15),
        Row("check of one manifest", [HOLDFAST, "check", one], {"checkov": [checkov, *quiet, "-f", one]}, {"seconds": 0.22}),
    ]  # fmt: skip


def main() -> None:
    """Print the machine, then the table."""
    peers = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".cache" / "peers"
    print(f"{_processor()}, {os.cpu_count()} processors, {_memory():.0f} GiB, {platform.platform()}")
    print("; ".join((_said(HOLDFAST, "--version"), f"Python {platform.python_version()}", *_versions(peers))))
    print(f"load before the run: {os.getloadavg()[0]:.1f}\n")
    print(
        "| corpus | tool | wall (median) | spread | processor | peak of one process | ratio of wall times, ours : theirs |"
    )
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as work:
        for row in rows(Path(work), peers):
            print("\n".join(compare(row)), flush=True)


def _versions(peers: Path) -> Iterator[str]:
    """Yield each installed peer with its version, which belongs to every figure."""
    if (peers / "bin" / "hadolint").exists():
        yield _said(str(peers / "bin" / "hadolint"), "--version")
    if (peers / "bin" / "checkov").exists():
        yield f"checkov {_said(str(peers / 'bin' / 'checkov'), '--version')}"
    if (score := peers / "bin" / "kube-score").exists() and shutil.which("go"):
        modules = [line.split() for line in _said("go", "version", "-m", str(score)).splitlines()]
        yield f"kube-score {next(words[2] for words in modules if words[0] == 'mod')}"


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"


if __name__ == "__main__":
    main()
