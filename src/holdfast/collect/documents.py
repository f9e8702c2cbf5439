"""Files to subjects: the content of a file decides what it is, and each thing in it becomes one subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.collect import references, waiver_requests
from holdfast.collect.collected import Collected
from holdfast.errors import HoldfastError, MalformedError
from holdfast.formats import kubernetes
from holdfast.formats.kubernetes import KubernetesObject, NamespaceFact, Standing
from holdfast.model.dockerfile import Base, BaseKind, Dockerfile
from holdfast.model.evidence import Missing
from holdfast.model.tree import Mapping, Value
from holdfast.model.verdict import Subject, SubjectKind
from holdfast.model.workload import TemplatePath, Workload
from holdfast.sources import files

_KEYWORDS = (
    "ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME"
    "|WORKDIR"
)
_FIRST_LINE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*([^\n]{0,256})")
_INSTRUCTION = re.compile(rf"(?:{_KEYWORDS})(?:[ \t].*|[ \t\r]*)".encode(), re.IGNORECASE | re.DOTALL)
_SEPARATOR = re.compile(rb"^---", re.MULTILINE)
"""Several documents, JSON or not, are a stream of YAML."""
_TEMPLATE_MARK = b"{{"
_FOREIGN = "neither a Dockerfile nor a Compose file nor a Kubernetes object (apiVersion and kind are missing)"


@dataclass(frozen=True, slots=True)
class Found:
    """What one file gave."""

    subjects: tuple[Collected, ...] = ()
    facts: tuple[NamespaceFact, ...] = ()
    """What its objects say of their namespaces."""
    skipped: tuple[files.Skipped, ...] = ()
    """Documents that are no subjects."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read."""

    namespace: str = "default"
    """Of objects that name none."""
    templates: tuple[TemplatePath, ...] = ()
    """Custom resources that hold pods, beside the well-known ones."""
    build_arguments: tuple[tuple[str, str], ...] = ()
    """Values given to `ARG`s, as by `docker build --build-arg`."""


def collect(candidate: files.Candidate, reading: Reading) -> Found:
    """Return everything that `candidate` holds; what cannot be read is a subject with its reason."""
    path = candidate.path
    try:
        if candidate.problem is not None:
            raise candidate.problem
        data = files.read(path)
        if is_dockerfile(path, data):
            return _dockerfile(path, data, reading)
    except HoldfastError as error:
        return Found((unreadable(path, error),))
    return _trees(path, data, reading, named=candidate.named)


def is_dockerfile(path: str, data: bytes) -> bool:
    """Tell a Dockerfile from YAML and JSON: by content, and by name where the content leaves it open."""
    name = path.rpartition("/")[2]
    if files.looks_like_dockerfile(name):
        return True
    if name.lower().endswith((".yaml", ".yml", ".json")):
        return False
    match = _FIRST_LINE.match(data)
    return match is not None and _INSTRUCTION.fullmatch(match[1]) is not None


def unreadable(path: str, error: HoldfastError, kind: SubjectKind = SubjectKind.BLOB) -> Collected:
    """Return the subject that stands for a file which cannot be read: undecided, with the reason."""
    line = error.line if isinstance(error, MalformedError) else None
    error.subject = None  # the report heads it with the path already
    return Collected(Subject(kind, path, path, None), None, (Missing("document", str(error), line),))


def _dockerfile(path: str, data: bytes, reading: Reading) -> Found:
    from holdfast.formats import dockerfile  # manifests alone never need it

    try:
        parsed = dockerfile.parse(data, path=path, build_args=dict(reading.build_arguments))
    except MalformedError as error:
        return Found((unreadable(path, error, SubjectKind.DOCKERFILE),))
    missing = tuple(
        Missing("dockerfile", f"line {problem.at.line}: {problem.message}", problem.at.line)
        for problem in parsed.problems
    )
    subject = Subject(SubjectKind.DOCKERFILE, path, path, parsed.digest)
    text = data.decode("utf-8-sig", "replace")
    requests, notices = waiver_requests.collect(parsed, path)
    if parsed.comments or parsed.directives:
        from holdfast.collect import comment_pragmas

        peers = comment_pragmas.collect(parsed, path)
        requests, notices = requests + peers.found, notices + peers.problems
    return Found(
        (
            Collected(
                subject,
                parsed,
                missing,
                text=text,
                images=_bases(parsed),
                requests=requests,
                notices=notices,
            ),
        )
    )


def _bases(parsed: Dockerfile) -> tuple[str, ...]:
    """Return the texts of the images that the stages start from."""

    def name(base: Base) -> str | None:
        return base.text.value if base.kind is BaseKind.IMAGE and base.text is not None else None

    return tuple(dict.fromkeys(text for stage in parsed.stages if (text := name(stage.base))))


def _trees(path: str, data: bytes, reading: Reading, *, named: bool) -> Found:
    subjects: list[Collected] = []
    facts: list[NamespaceFact] = []
    skipped: list[files.Skipped] = []
    text = data.decode("utf-8-sig", "replace")
    try:
        for root in trees(path, data):
            found = of_tree(root, reading, path, named=named, text=text)
            subjects += found.subjects
            facts += found.facts
            skipped += found.skipped
    except HoldfastError as error:
        if not named and _is_other_json(path, data):
            return Found(skipped=(files.Skipped(path, "not a known kind"),))
        subjects.append(unreadable(path, _explained(error, data)))
        facts.append(NamespaceFact.unreadable(path))
    if named and not subjects and not skipped:
        subjects.append(nothing(path))
    return Found(tuple(subjects), tuple(facts), tuple(skipped))


def _is_other_json(path: str, data: bytes) -> bool:
    """Tell JSON that no API server takes for an object even once it is mended, such as settings with comments."""
    return path.lower().endswith(".json") and b"apiVersion" not in data


def of_tree(root: Value, reading: Reading, path: str, *, named: bool, text: str | None = None) -> Found:
    """Return what one document holds, lists taken apart."""
    if isinstance(root, Mapping) and "services" in root:
        from holdfast.collect import compose  # few directories need it

        if compose.holds_services(root, path):
            return _services(tuple(compose.collect(root, path, text)), path, named=named)
    subjects: list[Collected] = []
    facts: list[NamespaceFact] = []
    skipped: list[files.Skipped] = []
    for item in kubernetes.read(root, namespace=reading.namespace, templates=reading.templates):
        facts += kubernetes.facts(item, path)
        if item.workloads:
            subjects += (_workload(path, root, item, workload, text) for workload in item.workloads)
        elif (subject := _other(path, item, text, named=named)) is not None:
            subjects.append(subject)
        else:
            skipped.append(_passed_over(path, item))
    return Found(tuple(subjects), tuple(facts), tuple(skipped))


def _passed_over(path: str, item: KubernetesObject) -> files.Skipped:
    """Return why an object is no subject, and what it refers to."""
    if item.standing is Standing.WITHOUT_PODS:
        return files.Skipped(path, "kind without a pod", f"{item.kind} {item.name}")
    if (found := references.of_object(item)) is not None:
        return files.Skipped(path, found.what, found.told)
    return files.Skipped(path, "not a known kind", f"{item.api_version} {item.kind}".strip())


def _services(found: tuple[Collected | str, ...], path: str, *, named: bool) -> Found:
    """Sort the services of a Compose file; a named file of which none is a subject is undecided."""
    subjects = tuple(each for each in found if isinstance(each, Collected))
    skipped = tuple(files.Skipped(path, each) for each in found if isinstance(each, str))
    if named and not subjects:
        reason = "a Compose file without a whole service: judge what `docker compose config` prints"
        blob = Subject(SubjectKind.BLOB, path, path, None)
        return Found((Collected(blob, None, (Missing("document", reason),)),), skipped=skipped)
    return Found(subjects, skipped=skipped)


def trees(path: str, data: bytes, *, written: bool = False) -> Iterator[Value]:
    """Yield the documents of `data` as kubectl finds them: JSON where it is JSON, else YAML, of which `{` may begin one.

    With `written` every string knows where it stands (`WrittenText`). Raises `MalformedError` at the first fault,
    after the documents before it.
    """
    strict = path.lower().endswith(".json")
    if strict or data.lstrip()[:1] in (b"{", b"["):
        from holdfast.formats import json_tree

        try:
            root = json_tree.parse(data, path=path, written=written)
        except MalformedError as error:
            if strict or error.code != json_tree.INVALID:
                raise
        else:
            yield root
            return
    from holdfast.formats import yaml_tree

    yield from yaml_tree.documents(data, path=path, written=written)


def _explained(error: HoldfastError, data: bytes) -> HoldfastError:
    """Add what the commonest cause of broken YAML is."""
    if _TEMPLATE_MARK in data and error.hint is None:
        error.hint = "it looks like a template: render it first, as by `helm template`, and check the result"
    return error


def _workload(
    path: str, root: Value, item: KubernetesObject, workload: Workload, text: str | None
) -> Collected:
    prefix = workload.template
    missing = tuple(
        Missing("workload", f"{prefix}{problem.pointer}: {problem.message}") for problem in workload.problems
    )
    if not workload.pod.containers:  # nothing can be said for what is not there
        missing += (Missing("workload", f"{prefix}/spec names no container"),)
    subject = Subject(SubjectKind.WORKLOAD, _name(workload), path, workload.digest, workload.namespace)
    images = tuple(dict.fromkeys(use.text for use in workload.pod.images if use.text is not None))
    requests, notices = waiver_requests.collect(workload, path)
    peers = _asked_of_peers(item, workload, path)
    requests, notices = requests + peers.found, notices + peers.problems
    return Collected(subject, workload, missing, root, prefix, text, images, requests, notices)


def _asked_of_peers(item: KubernetesObject, workload: Workload, path: str) -> waiver_requests.WaiverRequests:
    """Return what the annotations of a workload, and of the object that makes its pods, ask other tools to skip."""
    metadata = item.node.get("metadata") if isinstance(item.node, Mapping) else None
    on_controller: dict[str, str] = {}
    if isinstance(metadata, Mapping) and workload.template != item.pointer:
        written = metadata.get("annotations")
        if isinstance(written, Mapping):
            on_controller = {key: value for key, value in written.items() if isinstance(value, str)}
    if not on_controller and not workload.annotations:
        return waiver_requests.WaiverRequests((), ())
    from holdfast.collect import peer_pragmas  # most manifests have no annotations

    return peer_pragmas.collect(workload.annotations, on_controller, path)


def _name(workload: Workload) -> str:
    """Return `apps/v1 Deployment default/web`."""
    return f"{workload.api_version} {workload.kind} {workload.namespace}/{workload.name or '(generated)'}"


def _other(path: str, item: KubernetesObject, text: str | None, *, named: bool) -> Collected | None:
    """Return the subject of an object without pods: `None` unless the user named the file that holds it."""
    if not named:
        return None
    name = f"{item.api_version} {item.kind} {item.namespace}/{item.name}" if item.kind else path
    subject = Subject(SubjectKind.BLOB, name, path, None)
    if item.standing is Standing.WITHOUT_PODS:  # nothing in it can run, so nothing speaks against it
        return Collected(subject, None, text=text)
    referring = references.of_object(item)
    reason = (
        f"{referring.what}, which {referring.told}: judge that"
        if referring is not None
        else f"{item.kind} of {item.api_version} is not a kind that is known here, and may hold pods"
        " (name its pod template in the policy, under workloads)"
        if item.standing is Standing.UNKNOWN
        else _FOREIGN
    )
    return Collected(
        subject, None, (Missing("document", reason, getattr(item.node, "line", None)),), text=text
    )


def nothing(path: str) -> Collected:
    """Return the subject that stands for a file or directory which holds no document: undecided."""
    reason = "holds no document"
    return Collected(Subject(SubjectKind.BLOB, path, path, None), None, (Missing("document", reason),))
