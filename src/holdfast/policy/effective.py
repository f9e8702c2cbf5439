"""The policy in force: a document, what it extends and the floor under it, composed into one value.

The floor is not merged into the document. Both are kept whole as layers: a rule judges by the parameters and the
release of each, and the stricter word on a finding holds. So a document can only tighten, whatever its parameters mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from holdfast.model.workload import Dialect
from holdfast.policy.document import Override, PodTemplate, PolicyDocument, parse_release
from holdfast.policy.fingerprint import fingerprint
from holdfast.policy.floor import notices
from holdfast.policy.layer import Layer, Profiles, Setting, Undecided, build
from holdfast.policy.strictness import milder, stricter
from holdfast.policy.waiver import RequestTerms, Waiver
from holdfast.rules.kit import KINDS, Judged, Release, Rule

DEFAULT_PROFILE = "standard"
"""The profile that holds where nobody chose a policy."""


Run = tuple[Rule, tuple[tuple[object, Release], ...]]
"""A rule, and each pair of parameters and release by which it judges: one per layer that says something else."""
Runs = Mapping[tuple[type[Judged], Dialect], tuple[Run, ...]]
"""What runs on evidence of a kind and, for workloads, of a dialect; told once, for subjects come by the thousand."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that decides, and nothing that does not."""

    layers: tuple[Layer, ...]
    """The document's, then the floor's where there is one."""
    settings: Mapping[str, Setting]
    """By rule id, in order: the stricter word of the layers, before overrides. Parameters are the document's where
    it selects the rule; `runs` holds those of every layer."""
    runs: Runs
    """What `judge` runs, in order."""
    waivers: tuple[Waiver, ...]
    """The document's, then the floor's; `Weighed.used` holds indexes into them."""
    undecided: Undecided
    workloads: tuple[PodTemplate, ...]
    requests: RequestTerms | None
    """On what terms waivers that a subject carries count; `None` where they do not."""
    profiles: tuple[str, ...]
    """Names of the profiles that the document extends."""
    digest: str
    """`sha256:...` of everything that decides; texts, origins and the order of entries are outside."""
    notices: tuple[str, ...] = ()
    """Lines of the document that are without effect, since the floor holds."""

    @property
    def release(self) -> Release:
        """Return the release whose Pod Security Standards the document asks for."""
        return self.layers[0].release

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Return the overrides of the document, then those of the floor."""
        return tuple(override for layer in self.layers for override in layer.overrides)

    @property
    def floor(self) -> Layer | None:
        """Return the layer below which nothing can go."""
        return self.layers[1] if len(self.layers) > 1 else None

    def judges(self, kind: type[Judged], dialect: Dialect = Dialect.KUBERNETES) -> bool:
        """Tell whether any selected rule judges evidence of `kind`, workloads those of `dialect`."""
        return bool(self.runs[kind, dialect])


def compose(
    document: PolicyDocument | None,
    *,
    profile: Profiles,
    floor: PolicyDocument | None = None,
    override_profile: str | None = None,
    release: str | None = None,
) -> Policy:
    """Compose the policy in force.

    Without `document` it is the default profile; `override_profile` replaces what the document extends. `release`
    (`v1.31`, `latest`) replaces the document's. Raises `ConfigurationError` with all problems that only show when
    documents come together.
    """
    stated = document or PolicyDocument(source="command line", extends=(DEFAULT_PROFILE,))
    if override_profile is not None:
        stated = replace(stated, extends=(override_profile,))
    if release is not None:
        stated = replace(stated, release=parse_release(release))
    upper = build(stated, profile)
    lower = build(floor, profile) if floor is not None else None
    layers = (upper, lower) if lower is not None else (upper,)
    waivers = _waivers(upper, lower)
    requests = _requests(upper, lower)
    return Policy(
        layers=layers,
        settings=_join(layers),
        runs=runs(layers),
        waivers=waivers,
        requests=requests,
        undecided=Undecided(
            check=stricter(*(layer.undecided.check for layer in layers)),
            admission=stricter(*(layer.undecided.admission for layer in layers)),
        ),
        workloads=tuple(sorted({kind for layer in layers for kind in layer.workloads})),
        profiles=stated.extends,
        digest=fingerprint(layers, waivers, requests),
        notices=tuple(notices(stated, lower)) if lower is not None else (),
    )


def runs(layers: tuple[Layer, ...]) -> Runs:
    """Return by what each selected rule judges, the word of the first layer first."""
    found: dict[str, tuple[Rule, list[tuple[object, Release]]]] = {}
    for layer in layers:
        for name, setting in layer.settings.items():
            _, variants = found.setdefault(name, (setting.rule, []))
            if (variant := (setting.parameters, layer.release)) not in variants:
                variants.append(variant)
    ordered = [(rule, tuple(variants)) for _, (rule, variants) in sorted(found.items())]
    return {
        (kind, dialect): tuple(run for run in ordered if run[0].speaks_of(kind, dialect))
        for kind in KINDS
        for dialect in Dialect
    }


def _join(layers: tuple[Layer, ...]) -> dict[str, Setting]:
    """Return the stricter word of `layers` on each rule."""
    joined: dict[str, Setting] = {}
    for layer in layers:
        for rule, setting in layer.settings.items():
            above = joined.get(rule, setting)
            joined[rule] = Setting(
                rule=setting.rule,
                enforcement=stricter(above.enforcement, setting.enforcement),
                severity=stricter(above.severity, setting.severity),
                parameters=above.parameters,
                origin=setting.origin if milder(above.enforcement, setting.enforcement) else above.origin,
            )
    return dict(sorted(joined.items()))


def _waivers(upper: Layer, lower: Layer | None) -> tuple[Waiver, ...]:
    """Return the waivers of both layers; the document's last no longer than the floor lets them."""
    if lower is None:
        return upper.waivers
    longest = timedelta(days=lower.terms.days)
    return (
        *(
            replace(
                waiver,
                reaches_floor=bool(lower.terms.delegated),
                expires=waiver.granted + min(waiver.expires - waiver.granted, longest),
            )
            for waiver in upper.waivers
        ),
        *lower.waivers,
    )


def _requests(upper: Layer, lower: Layer | None) -> RequestTerms | None:
    """Return on what terms the waivers that a subject carries count; `None` where they do not."""
    if not upper.terms.from_subjects:
        return None
    if lower is None:
        return RequestTerms(upper.terms.days, reaches_floor=True)
    days = min(upper.terms.days, lower.terms.days)
    return RequestTerms(days, reaches_floor=bool(lower.terms.from_subjects))
