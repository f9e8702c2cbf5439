"""Tells where the processor time of `holdfast check` goes: `python benchmarks/stages.py DIRECTORY`.

Runs every stage over all files of DIRECTORY (a corpus of manifests) in one process, one stage after the other, and
prints milliseconds of processor time for the whole and microseconds for each file. The start is timed once, cold.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_stages: list[tuple[str, float]] = []


def timed(title: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the stage gives
    """Run one stage and note its processor time."""
    before = time.process_time()
    result = work()
    _stages.append((title, time.process_time() - before))
    return result


def _imported() -> None:
    import click  # noqa: F401 - timed on its own, before the command that uses it

    from holdfast.gates.cli import check  # noqa: F401
    from holdfast.report import text  # noqa: F401


def start() -> Any:  # noqa: ANN401 - an engine; its type is imported here, and timed
    """Do what each run does before it looks at a file."""
    _stages.append(("interpreter, until its first line", time.process_time()))
    gc.set_threshold(50_000)  # as `holdfast.__main__` does
    timed("import of the command, the engine and the report", _imported)
    from holdfast.assess import Engine
    from holdfast.gates import policies

    policy = timed(
        "policy: profile read, its rules imported, fingerprint", lambda: policies.load(policies.Choice())
    )
    return Engine(policy, datetime(2026, 1, 1, tzinfo=UTC))


def run(paths: list[str], engine: Any) -> None:  # noqa: ANN401 - as above
    """Do what a run does with its files."""
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # re-exported from _yaml
    from yaml.events import StreamEndEvent

    from holdfast.collect import documents
    from holdfast.formats import yaml_tree
    from holdfast.report.kit import Options
    from holdfast.report.text import REPORT
    from holdfast.sources import files

    def events(data: bytes) -> int:
        following, count = CParser(data).get_event, 1
        while not isinstance(following(), StreamEndEvent):
            count += 1
        return count

    options = Options(everything=False, colour=False, verbose=False)
    reading = documents.Reading()
    data = timed("files read", lambda: [files.read(path) for path in paths])
    timed("YAML: events of libyaml", lambda: [events(each) for each in data])
    trees = timed(
        "YAML: trees with positions (events included)",
        lambda: [tree for each in data for tree in yaml_tree.documents(each, path="-")],
    )
    found = timed(
        "workloads and their digests",
        lambda: [
            subject
            for tree in trees
            for subject in documents.of_tree(tree, reading, "-", named=False, text="").subjects
        ],
    )
    judged = timed("rules and policy", lambda: [engine.assess(subject).assessment for subject in found])
    timed("text report", lambda: [REPORT.fragment(each, None, options) for each in judged])


def main() -> None:
    """Print the table."""
    paths = sorted(map(str, Path(sys.argv[1]).rglob("*.yaml")))
    engine = start()
    cold = len(_stages)
    run(paths, engine)
    print(f"| stage | processor time | per file, of {len(paths)} |\n|---|---|---|")
    for number, (title, seconds) in enumerate(_stages):
        share = "" if number < cold else f"{seconds / len(paths) * 1e6:.0f} µs"
        print(f"| {title} | {seconds * 1e3:.0f} ms | {share} |")


if __name__ == "__main__":
    main()
