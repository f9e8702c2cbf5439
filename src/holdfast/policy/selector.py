"""Which subjects and findings a line of a policy speaks about: conjunctive selectors over a few facts.

Namespace, labels of the pod and image are the same at every gate. `kinds` and `paths` bind only where a gate
can see them: a Pod that a Deployment made has another kind, and no path.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.image import Image
from holdfast.model.namespace import Namespace
from holdfast.model.reference import Reference
from holdfast.model.verdict import SubjectKind
from holdfast.model.workload import Dialect, ImageUse, Workload
from holdfast.policy.reading import Node
from holdfast.rules.kit import Judged

MATCH_KEYS = ("namespaces", "labels", "images", "kinds", "paths")


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What selectors can see of a subject."""

    kind: SubjectKind
    namespace: str | None = None
    """`None` for what lives in no namespace."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Of the pod."""
    images: tuple[ImageUse, ...] = ()
    document_kind: str | None = None
    """`Deployment`, `Dockerfile`; `None` where the gate does not see the document."""
    path: str | None = None
    """As the user named it; `None` where the gate does not see one."""
    dialect: Dialect = Dialect.KUBERNETES
    """Of a workload."""


def facts(judged: Judged, *, path: str | None) -> SubjectFacts:
    """Return what selectors can see of `judged`, found at `path`."""
    if isinstance(judged, Workload):
        return SubjectFacts(
            SubjectKind.WORKLOAD,
            judged.namespace or None,
            judged.labels,
            judged.pod.images,
            judged.kind,
            path,
            judged.dialect,
        )
    if isinstance(judged, Dockerfile):
        return SubjectFacts(SubjectKind.DOCKERFILE, document_kind="Dockerfile", path=path)
    if isinstance(judged, Namespace):
        return SubjectFacts(SubjectKind.NAMESPACE, judged.name, document_kind="Namespace", path=path)
    assert isinstance(judged, Image)
    return SubjectFacts(SubjectKind.IMAGE, path=path)


@dataclass(frozen=True, slots=True)
class Match:
    """A selector: every part that is stated must hold; within a part one pattern suffices.

    In a pattern `*` stands for any characters but `/`, `?` for one of them, and `**` as a whole segment for
    any number of segments.
    """

    namespaces: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    """Keys and patterns of values, sorted; all must hold."""
    images: tuple[str, ...] = ()
    """Patterns of `registry/repository`, with tag or digest where the pattern has one, completed as Docker does."""
    kinds: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    @property
    def portable(self) -> bool:
        """Tell whether every gate sees what this selects by."""
        return not (self.kinds or self.paths)

    def covers(self, subject: SubjectFacts, container: str | None) -> bool:
        """Tell whether a finding about `container` of `subject` (`None`: about all of it) is selected."""
        return (
            _fits(self.namespaces, subject.namespace)
            and all(matches(glob, subject.labels.get(key)) for key, glob in self.labels)
            and (not self.images or _fits_images(self.images, subject.images, container))
            and _fits(self.kinds, subject.document_kind)
            and _fits(self.paths, subject.path and posixpath.normpath(subject.path))
        )


def _fits(patterns: tuple[str, ...], text: str | None) -> bool:
    """Tell whether `text` fits one of `patterns`, or nothing is asked."""
    return not patterns or any(matches(pattern, text) for pattern in patterns)


def _fits_images(patterns: tuple[str, ...], images: tuple[ImageUse, ...], container: str | None) -> bool:
    """Tell whether every image that a finding is about fits: the container's, or all of the pod's.

    Names that several containers share, and findings about a pod as a whole, are thus never selected by a
    harmless image that stands beside another.
    """
    about = [use for use in images if container is None or use.container == container]
    return bool(about) and all(
        use.reference is not None and any(_names(pattern, use.reference) for pattern in patterns)
        for use in about
    )


def _names(pattern: str, reference: Reference) -> bool:
    """Tell whether `pattern` fits the name of `reference`, alone or with what it carries beside it."""
    tagged = f"{reference.name}:{reference.tag}"
    pinned = f"{reference.name}@{reference.digest}"
    return (
        matches(pattern, reference.name)
        or (reference.tag is not None and matches(pattern, tagged))
        or (reference.digest is not None and (matches(pattern, pinned) or matches(pattern, str(reference))))
    )


def read_match(node: Node | None) -> Match:
    """Read a selector, which must select by something."""
    if node is None:
        return Match()
    keys = node.fields(MATCH_KEYS)
    if node.value == {}:
        node.problem(
            "an empty match would select everything: name namespaces, labels, images, kinds or paths"
        )
    labels = keys["labels"].entries() if "labels" in keys else {}
    if "labels" in keys and keys["labels"].value == {}:
        keys["labels"].problem("labels is empty")
    return Match(
        namespaces=_patterns(keys.get("namespaces")),
        labels=tuple(sorted((key, value.text()) for key, value in labels.items())),
        images=_image_patterns(keys.get("images")),
        kinds=_patterns(keys.get("kinds")),
        paths=_patterns(keys.get("paths")),
    )


def _patterns(node: Node | None) -> tuple[str, ...]:
    """Read a list of patterns; its order means nothing."""
    return tuple(sorted(set(node.texts()))) if node is not None else ()


def _image_patterns(node: Node | None) -> tuple[str, ...]:
    """Read a list of patterns of images."""
    patterns = _patterns(node)
    if node is not None and "*" in patterns:
        node.problem('"*" covers no image, since * does not cross a /: write "**" for every image')
    return tuple(sorted({complete_image(pattern) for pattern in patterns}))


def complete_image(pattern: str) -> str:
    """Return an image `pattern` with the registry and `library/` that Docker would add (`alpine`, `acme/web`)."""
    head, slash, _ = pattern.partition("/")
    if not slash:
        return pattern if pattern in {"*", "**"} else f"docker.io/library/{pattern}"
    whole = "*" in head or "." in head or ":" in head or head == "localhost"
    return pattern if whole else f"docker.io/{pattern}"


def matches(pattern: str, text: str | None) -> bool:
    """Tell whether all of `text` fits `pattern`; the time is bounded by the product of their lengths."""
    if text is None:
        return False
    if "*" not in pattern and "?" not in pattern:
        return pattern == text
    return _wild(pattern.split("/"), text.split("/"), "**", _segment)


def _segment(pattern: str, text: str) -> bool:
    return pattern == text or _wild(pattern, text, "*", lambda p, c: p in ("?", c))


def _wild(pattern: Sequence[str], text: Sequence[str], star: str, fits: Callable[[str, str], bool]) -> bool:
    """Match items one by one; on a mismatch only the latest `star` takes one more, which is enough."""
    p = t = restart = 0
    latest = -1
    while t < len(text):
        if p < len(pattern) and pattern[p] == star:
            latest, restart, p = p, t, p + 1
        elif p < len(pattern) and fits(pattern[p], text[t]):
            p, t = p + 1, t + 1
        elif latest >= 0:
            restart += 1
            p, t = latest + 1, restart
        else:
            return False
    return all(item == star for item in pattern[p:])
