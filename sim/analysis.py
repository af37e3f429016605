"""From what was played to the record of the comparison: every statistic, none of the playing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.comparison import Comparison, Curve, FirstReport, StopReason, CurveKind
from sim.contrasts import Contrast, contrast_arms
from sim.estimates import Array, Resamples, exact_mean
from sim.input_ranges import SensitivityResult, iterate_assumed_inputs
from sim.over_time import Counts, build_curve, time_grid, mark_reached
from sim.play import ReplicationResults
from sim.request import Request
from sim.summaries import Arm, Summary, summarize
from sim.tables import Tables

Values = Mapping[Arm, Mapping[str, Array]]
"""What was played, by arm and measure, (n,) each."""
APP_FIRST_MEASURE = "app_was_first_report"
PROTECTED, SHOCK = "protected_t100", "collapse_to_shock"
"""Where these measures apply, there is a curve of them."""


def analyze(
    request: Request,
    tables: tuple[Tables, ...],
    results: ReplicationResults,
    answer: SensitivityResult,
    stopped: StopReason,
    notes: Sequence[str],
) -> Comparison:
    """The comparison. tables: by arm. answer: of the input ranges. notes: on how it was played, besides those of the plan."""
    scenario, campus, plan = request.emergency.scenario, request.emergency.place.campus, request.plan
    values, resamples = results.values(), Resamples(request.seed, results.pairs)
    return Comparison(
        scenario=scenario.scenario,
        campus=campus.campus,
        title=scenario.title,
        campus_title=campus.title,
        seed=request.seed,
        replications=results.pairs,
        horizon=request.horizon,
        baseline=plan.baseline,
        strategies=plan.strategies,
        present_practice=campus.present_practice,
        conditions=plan.conditions,
        asked=request.precision.text if request.precision else request.replications or 0,
        stopped=stopped,
        measures=_summarize_arms(request, values, resamples),
        contrasts=_contrast_pairings(request, values, resamples, answer),
        headlines=plan.headlines,
        app_first_report=_count_app_first(results, tables),
        input_pairs=answer.pairs,
        input_effects=answer.effects,
        curves=_build_curves(request, results),
        assumed=tuple(
            dict.fromkeys(
                name for name, _ in iterate_assumed_inputs(request.emergency, plan.strategies, *plan.conditions)
            )
        ),
        inputs_left_out=answer.skipped,
        notes=(*plan.notes, *notes),
    )


def _summarize_arms(request: Request, values: Values, resamples: Resamples) -> tuple[Summary, ...]:
    """Every measure of every arm."""
    return tuple(
        summarize(arm, measure, values[arm][measure.name], request.horizon, resamples)
        for arm in request.plan.arms
        for measure in request.measures
    )


def _contrast_pairings(
    request: Request, values: Values, resamples: Resamples, answer: SensitivityResult
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


def _count_app_first(results: ReplicationResults, tables: tuple[Tables, ...]) -> tuple[FirstReport, ...]:
    """How often the app was the first report, in arms that have one."""
    if APP_FIRST_MEASURE not in results.names:
        return ()
    column = results.measures[:, :, results.names.index(APP_FIRST_MEASURE)]
    return tuple(
        FirstReport(*arm, share=exact_mean(column[:, a]))
        for a, arm in enumerate(results.arms)
        if tables[a].means.app
    )


def _build_curves(request: Request, results: ReplicationResults) -> tuple[Curve, ...]:
    """Of every arm, what applies to the hazard: where nobody can be protected, there is no curve of that."""
    times = time_grid(request.horizon)
    return tuple(
        build_curve(arm, what, times, counts, present)
        for a, arm in enumerate(results.arms)
        for what, counts, present in _iterate_counts(results, a, times)
    )


def _iterate_counts(results: ReplicationResults, arm: int, times: Array) -> Iterator[tuple[CurveKind, Counts, Counts]]:
    """Each kind of curve of one arm: how many at each moment, and of how many."""
    yield "aware", results.aware[:, arm], results.staff[:, arm]
    if PROTECTED in results.names:
        yield "protected", results.protected[:, arm], results.heads[:, arm]
    if SHOCK in results.names:
        counts = mark_reached(results.measures[:, arm, results.names.index(SHOCK)], times)
        yield "shocked", counts, np.ones_like(results.heads[:, arm])
