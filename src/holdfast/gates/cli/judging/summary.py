"""From counts to the summary that every report is framed by."""

from __future__ import annotations

from holdfast.assess import Engine
from holdfast.gates.cli.exit_codes import worst
from holdfast.gates.cli.judging.tally import Tally
from holdfast.policy.evaluate import day
from holdfast.policy.waiver import unused
from holdfast.report.kit import Summary


def of(engine: Engine, tally: Tally) -> Summary:
    """Return what is known once every subject is judged."""
    policy = engine.policy
    idle = unused(policy.waivers, frozenset(tally.used_waivers), day(engine.now))
    return Summary(
        verdict=worst(tally.verdicts),
        scope=engine.scope,
        inputs=engine.inputs,
        verdicts=tally.verdicts,
        subjects=tally.subjects,
        findings=tally.findings,
        waived=tally.waived,
        rules=frozenset(policy.settings),
        skipped=tally.skipped,
        passed_over=tuple((each.path, each.reason, each.detail) for each in tally.passed_over),
        notices=(*policy.notices, *idle, *tally.notices),
    )
