"""What a rule is made of: a claim, why it matters, examples that are its tests, and a pure function.

A rule module lives at `rules/<family>/<name>.py` and its path is its id, so the two cannot disagree.
Severity and enforcement belong to policy profiles, never to a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from holdfast.model.dockerfile import Dockerfile
from holdfast.model.evidence import Missing
from holdfast.model.finding import Finding
from holdfast.model.image import Image
from holdfast.model.namespace import Namespace
from holdfast.model.workload import Dialect, ImageUse, Workload

Judged = Dockerfile | Workload | Namespace | Image
"""Every kind of evidence that a rule can judge."""
KINDS: tuple[type[Judged], ...] = (Dockerfile, Workload, Namespace, Image)
"""The same as classes."""

Release = tuple[int, int]
"""A Kubernetes minor release: `(1, 25)`."""

NEWEST_RELEASE: Release = (1, 37)
"""The newest release whose Pod Security Standards are known here; later ones are judged like it."""


@dataclass(frozen=True, slots=True)
class NoParameters:
    """The parameters of a rule that takes none."""


S = TypeVar("S", bound=Judged)
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Context(Generic[P]):
    """Everything that a rule may know beside its subject."""

    parameters: P
    """The rule's own parameters, as the policy sets them."""
    today: date
    """The day of judgement; rules read no clock."""
    release: Release = NEWEST_RELEASE
    """Whose Pod Security Standards hold."""
    images: Mapping[str, Image | Missing] | None = None
    """Evidence of images by the text that names them; `None` where images were not asked for
    (scope `documents`), and then a rule judges what the document alone says."""

    def image(self, use: ImageUse) -> Image | Missing | None:
        """Return the evidence of the image that `use` names, or `None` in scope `documents`."""
        if self.images is None:
            return None
        found = self.images.get(use.text) if use.text is not None else None
        return found or Missing("image", f"no evidence of image {use.text!r}")


EVERYWHERE = (Dialect.KUBERNETES, Dialect.COMPOSE)
"""`dialects` of a rule that holds for every workload."""


def bearer(container: str | None) -> str:
    """Name in a message who bears a security context: a container, or the pod where there is no name."""
    return "the pod" if container is None else f"container {container!r}"


@dataclass(frozen=True, slots=True)
class Example:
    """A document that a rule judges, with what it depends on."""

    text: str
    """A whole Dockerfile or Kubernetes YAML. `# violated` or `# undecided` at the end of a YAML line marks that
    line; on a line of its own it marks the next line (the only form in a Dockerfile). Two marks on one line,
    `# violated violated`, mean two findings."""
    parameters: Mapping[str, Any] | None = None
    """Parameters as a policy would write them."""
    release: Release = NEWEST_RELEASE
    today: date = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A check, what it is for, and the examples that both test and explain it."""

    id: str
    """`family/slug`, from the module path."""
    title: str
    """The fault in a few words, as reports head it: `Container is privileged`."""
    why: str
    """What goes wrong otherwise, in full sentences."""
    fix: str
    """What to write instead, in full sentences."""
    since: str
    """Version of Holdfast that brought it."""
    judges: tuple[type[Judged], ...]
    check: Callable[[Any, Context[Any]], Iterator[Finding]]
    good: tuple[Example, ...]
    bad: tuple[Example, ...]
    aliases: tuple[str, ...] = ()
    """Every code of another tool that this rule covers, spelt as that tool does."""
    references: tuple[str, ...] = ()
    """`pss:baseline/privileged`, `cis-docker:4.1`, `nsa-cisa:...`, `https://...`."""
    parameters: type[Any] = NoParameters
    """A frozen dataclass whose fields all have defaults and a docstring below each; the policy schema is made of it."""
    dialects: tuple[Dialect, ...] = (Dialect.KUBERNETES,)
    """Whose workloads it judges, where it judges workloads: what only Kubernetes has is no fault of a Compose file."""
    compose_fix: str = ""
    """What to write in a Compose service, where that is spelt otherwise."""

    @property
    def family(self) -> str:
        """Return the part of the id before the slash."""
        return self.id.partition("/")[0]

    def speaks_of(self, kind: type[Judged], dialect: Dialect) -> bool:
        """Tell whether it judges evidence of `kind`; `dialect` is the workload's, and means nothing to other kinds."""
        return kind in self.judges and (kind is not Workload or dialect in self.dialects)

    def fix_in(self, dialect: Dialect) -> str:
        """Return what to write instead, in the words of `dialect`."""
        return (dialect is Dialect.COMPOSE and self.compose_fix) or self.fix


def rule(  # noqa: PLR0913 - one keyword per fact of a rule
    *,
    title: str,
    why: str,
    fix: str,
    since: str,
    judges: tuple[type[Judged], ...],
    good: tuple[Example | str, ...],
    bad: tuple[Example | str, ...],
    aliases: tuple[str, ...] = (),
    references: tuple[str, ...] = (),
    parameters: type[Any] = NoParameters,
    dialects: tuple[Dialect, ...] = (Dialect.KUBERNETES,),
    compose_fix: str = "",
) -> Callable[[Callable[[S, Context[P]], Iterator[Finding]]], Rule]:
    """Turn a check function into a `Rule`, which then stands in its module under the function's name."""

    def wrap(check: Callable[[S, Context[P]], Iterator[Finding]]) -> Rule:
        *_, family, name = check.__module__.split(".")
        return Rule(
            id=f"{family}/{name.replace('_', '-')}",
            title=title,
            why=why,
            fix=fix,
            since=since,
            judges=judges,
            check=check,
            good=tuple(Example(e) if isinstance(e, str) else e for e in good),
            bad=tuple(Example(e) if isinstance(e, str) else e for e in bad),
            aliases=aliases,
            references=references,
            parameters=parameters,
            dialects=dialects,
            compose_fix=compose_fix,
        )

    return wrap
