"""The services of a Compose file as subjects."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.collect import waiver_requests
from holdfast.collect.collected import Collected
from holdfast.formats.compose import Service, is_compose, is_named_compose, services
from holdfast.model.evidence import Missing
from holdfast.model.tree import Value
from holdfast.model.verdict import Subject, SubjectKind
from holdfast.model.workload import Workload


def holds_services(root: Value, path: str) -> bool:
    """Tell by content whether a document is a Compose file, and by name where the content leaves it open."""
    named = is_named_compose(path.rpartition("/")[2])
    return is_compose(root) or (named and isinstance(root, dict) and isinstance(root.get("services"), dict))


def collect(root: Value, path: str, text: str | None) -> Iterator[Collected | str]:
    """Yield each service of `root` as a subject, or the reason why one is none."""
    for service in services(root):
        if service.workload is not None:
            yield _judged(service, service.workload, root, path, text)
        elif service.problem is not None:
            missing = Missing("workload", f"{service.problem.pointer}: {service.problem.message}")
            yield Collected(_subject(service, path, None), None, (missing,), text=text)
        else:
            yield "Compose service without image or build: it completes another file's"


def _judged(service: Service, workload: Workload, root: Value, path: str, text: str | None) -> Collected:
    missing = tuple(Missing("workload", f"{fault.pointer}: {fault.message}") for fault in workload.problems)
    images = (use.text for use in workload.pod.images if use.text is not None and use.reference is not None)
    requests, notices = waiver_requests.collect(workload, path)
    return Collected(
        _subject(service, path, workload.digest),
        workload,
        missing,
        root,
        text=text,
        images=tuple(dict.fromkeys(images)),
        requests=requests,
        notices=notices,
        places=service.places,
    )


def _subject(service: Service, path: str, digest: str | None) -> Subject:
    return Subject(SubjectKind.WORKLOAD, f"compose Service {service.name}", path, digest)
