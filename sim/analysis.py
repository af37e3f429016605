"""From what was played to the record of the comparison: every statistic, none of the playing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.comparison import Comparison, Curve, FirstReport, Stopped, What
from sim.contrasts import Contrast, contrast_arms
from sim.estimates import Array, Resamples, fmean
from sim.input_ranges import Answer, assumed_inputs
from sim.over_time import Counts, curve, moments, reached_by
from sim.play import Played
from sim.request import Request
from sim.summaries import Arm, Summary, summarise
from sim.tables import Tables

Values = Mapping[Arm, Mapping[str, Array]]
"""What was played, by arm and measure, (n,) each."""
APP_FIRST = "app_was_first_report"
PROTECTED, SHOCK = "protected_t100", "collapse_to_shock"
"""Where these measures apply, there is a curve of them."""


def analysed(
    request: Request,
    tables: tuple[Tables, ...],
    played: Played,
    answer: Answer,
    stopped: Stopped,
    notes: Sequence[str],
) -> Comparison:
    """The comparison. tables: by arm. answer: of the input ranges. notes: on how it was played, besides those of the plan."""
    scenario, campus, plan = request.emergency.scenario, request.emergency.place.campus, request.plan
    values, resamples = played.values(), Resamples(request.seed, played.pairs)
    return Comparison(
        scenario=scenario.scenario,
        campus=campus.campus,
        title=scenario.title,
        campus_title=campus.title,
        seed=request.seed,
        replications=played.pairs,
        horizon=request.horizon,
        baseline=plan.baseline,
        strategies=plan.strategies,
        present_practice=campus.present_practice,
        conditions=plan.conditions,
        asked=request.precision.text if request.precision else request.replications or 0,
        stopped=stopped,
        measures=_summaries(request, values, resamples),
        contrasts=_contrasts(request, values, resamples, answer),
        headlines=plan.headlines,
        app_first_report=_app_first(played, tables),
        input_pairs=answer.pairs,
        input_effects=answer.effects,
        curves=_curves(request, played),
        assumed=tuple(
            dict.fromkeys(
                name for name, _ in assumed_inputs(request.emergency, plan.strategies, *plan.conditions)
            )
        ),
        inputs_left_out=answer.left_out,
        notes=(*plan.notes, *notes),
    )


def _summaries(request: Request, values: Values, resamples: Resamples) -> tuple[Summary, ...]:
    """Every measure of every arm."""
    return tuple(
        summarise(arm, measure, values[arm][measure.name], request.horizon, resamples)
        for arm in request.plan.arms
        for measure in request.measures
    )


def _contrasts(
    request: Request, values: Values, resamples: Resamples, answer: Answer
) -> tuple[Contrast, ...]:
    """Every measure of every pairing."""
    return tuple(
        contrast_arms(
            request.plan.pairings,
            values,
            request.measures,
            request.differences,
            request.horizon,
            resamples,
            answer.ranges,
            answer.pairs,
        )
    )


def _app_first(played: Played, tables: tuple[Tables, ...]) -> tuple[FirstReport, ...]:
    """How often the app was the first report, in arms that have one."""
    if APP_FIRST not in played.names:
        return ()
    column = played.measures[:, :, played.names.index(APP_FIRST)]
    return tuple(
        FirstReport(*arm, share=fmean(column[:, a]))
        for a, arm in enumerate(played.arms)
        if tables[a].means.app
    )


def _curves(request: Request, played: Played) -> tuple[Curve, ...]:
    """Of every arm, what applies to the hazard: where nobody can be protected, there is no curve of that."""
    times = moments(request.horizon)
    return tuple(
        curve(arm, what, times, counts, present)
        for a, arm in enumerate(played.arms)
        for what, counts, present in _counted(played, a, times)
    )


def _counted(played: Played, arm: int, times: Array) -> Iterator[tuple[What, Counts, Counts]]:
    """Each kind of curve of one arm: how many at each moment, and of how many."""
    yield "aware", played.aware[:, arm], played.staff[:, arm]
    if PROTECTED in played.names:
        yield "protected", played.protected[:, arm], played.heads[:, arm]
    if SHOCK in played.names:
        counts = reached_by(played.measures[:, arm, played.names.index(SHOCK)], times)
        yield "shocked", counts, np.ones_like(played.heads[:, arm])
