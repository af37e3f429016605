"""Global sensitivity: an additive model whose indices are known in place of the plays, a run against playing by hand, and refusals."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.experiment import global_sensitivity as analysis
from sim.experiment.design import PlanError
from sim.experiment.execution import Execution, StoppedError
from sim.experiment.experiment import Experiment
from sim.experiment.global_sensitivity import GlobalSensitivity, sensitivity
from sim.experiment.input_points import PlayedPoints, PointTask
from sim.experiment.sweep import sweep
from tests.sim.experiment.questions import SIMPY, ask
from tests.sim.schools import small_campus, small_school

DELAY, MICROPHONE, FAILS = "app.push.delay", "pa.reach_microphone", "app.leg_fails.staff"
WEIGHTS = {DELAY: -24.0, MICROPHONE: 18.0, FAILS: -6.0}
"""Seconds that the reduction changes by over the range of each input; the others have no effect."""
RANGES = {DELAY: (1.0, 30.0), MICROPHONE: (10.0, 90.0), FAILS: (0.0, 0.3)}
BASE = 9.0
VARIANCE = sum(weight**2 for weight in WEIGHTS.values()) / 12


@pytest.fixture(autouse=True)
def few_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the break-even."""
    monkeypatch.setattr(analysis, "BREAK_EVEN_PAIRS", 3)


def share_of(name: str, value: float) -> float:
    """Where a value lies in its range: a time by its logarithm."""
    low, high = RANGES[name]
    return math.log(value / low) / math.log(high / low) if name != FAILS else (value - low) / (high - low)


def play_additive(task: PointTask, *_: object, **__: object) -> PlayedPoints:
    """In place of the plays: pairs differ by much, in both arms alike."""
    pairs = len(task.points[0].replications)
    luck = 100.0 + 3.0 * np.arange(pairs) % 40
    values = np.empty((len(task.points), 2, pairs, 1))
    for n, point in enumerate(task.points):
        at = {name: share_of(name, value) for name, value in point.values if name in WEIGHTS}
        reduction = BASE + sum(WEIGHTS[name] * (share - 0.5) for name, share in at.items())
        values[n, :, :, 0] = [luck + reduction, luck]
    return PlayedPoints({"values": values, "works": np.ones(len(task.points), bool)}, is_interrupted=False)


@cache
def additive(pairs: int = 20) -> GlobalSensitivity:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis, "play_points_in_order", play_additive)
        return sensitivity(Experiment(small_school()), Execution(workers=1, engine="simpy"), points=1024, pairs=pairs)


def by_name(result: GlobalSensitivity) -> dict[str, analysis.ScreenedInput]:
    return {screened.name: screened for screened in result.inputs}


@pytest.mark.slow
def test_screening_ranks_inputs_by_their_weight_and_knows_the_direction() -> None:
    result = additive()
    # present practice is the baseline where a row has it
    assert (result.baseline, result.strategy, result.measure) == ("announces", "alerts", "aware_t90")
    assert [screened.name for screened in result.inputs[:3]] == list(WEIGHTS)
    for name, weight in WEIGHTS.items():
        effect = by_name(result)[name].morris
        assert effect is not None
        assert (effect.mu, effect.mu_star) == pytest.approx((weight, abs(weight)))
        assert effect.direction == ("up" if weight > 0 else "down")
    assert {screened.reading for screened in result.inputs[3:]} == {"not selected"}
    assert len(result.inputs) > 4


@pytest.mark.slow
def test_only_many_pairs_show_that_an_input_has_no_effect() -> None:
    assert {screened.reading for screened in additive(analysis.PAIRS_FOR_NO_EFFECT).inputs[3:]} == {"no effect"}


def test_each_selected_input_has_its_share_of_the_variance_and_the_joint_range_no_noise() -> None:
    """Of an additive model first and total are weight² / 12 over the variance."""
    result = additive()
    assert [screened.name for screened in result.selected] == list(WEIGHTS)
    for name, weight in WEIGHTS.items():
        index = by_name(result)[name].sobol
        assert index is not None
        share = weight**2 / 12 / VARIANCE
        assert (index.first, index.total) == pytest.approx((share, share), abs=0.02)
    assert result.others is not None
    assert (result.others.first, result.others.total) == pytest.approx((0.0, 0.0), abs=1e-9)
    # What pairs have in common is no noise of a point.
    joint = additive().joint
    assert joint is not None
    assert (joint.points, joint.mean) == pytest.approx((2048, BASE), abs=0.05)
    assert joint.variance == pytest.approx(VARIANCE, rel=0.02)
    assert (joint.noise_variance, additive().noise_share) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_the_conditions_are_those_of_the_two_strongest_inputs() -> None:
    """The app is worse by 5 s where its delay is long and the PA is quick; counted on the second half of the samples."""
    result = additive()
    discovery = result.discovery
    assert discovery is not None
    assert discovery.outcome is analysis.Outcome.WORSE
    assert {(condition.input, condition.side) for condition in discovery.conditions} == {
        (DELAY, "over"),
        (MICROPHONE, "under"),
    }
    assert discovery.is_confirmed
    values, reductions = result.samples.values[1024:], result.samples.reductions[1024:]
    columns = [result.samples.names.index(condition.input) for condition in discovery.conditions]
    inside = np.ones(1024, bool)
    for condition, column in zip(discovery.conditions, columns, strict=True):
        is_over = values[:, column] > condition.value
        inside &= is_over if condition.side == "over" else ~is_over
    is_worse = reductions <= -result.delta
    assert (discovery.points, discovery.outcomes) == (1024, is_worse.sum())
    assert (discovery.inside, discovery.hits) == (inside.sum(), (inside & is_worse).sum())


def test_samples_are_uniform_in_the_logarithm_of_a_time_and_in_a_share() -> None:
    result = additive()
    for name in WEIGHTS:
        column = result.samples.values[:, result.samples.names.index(name)]
        shares = np.sort([share_of(name, value) for value in column.tolist()])
        assert np.abs(shares - (np.arange(2048) + 0.5) / 2048).max() < 1.63 / math.sqrt(2048), name


@pytest.mark.slow
def test_a_point_that_cannot_be_played_is_left_out_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of twenty; indices use only rows of which all matrices are known, four of five."""

    def play(task: PointTask, *_: object, **__: object) -> PlayedPoints:
        works = np.random.default_rng(len(task.points)).random(len(task.points)) > 0.05
        works[0] = True
        values = play_additive(task).columns["values"]
        values[~works] = 0.0
        return PlayedPoints({"values": values, "works": works}, is_interrupted=False)

    monkeypatch.setattr(analysis, "play_points_in_order", play)
    result = sensitivity(Experiment(small_school()), Execution(engine="simpy"), points=1024)
    assert result.joint is not None
    assert 0.9 * 2048 < result.joint.points < 2048
    effect, index = by_name(result)[DELAY].morris, by_name(result)[DELAY].sobol
    assert effect is not None
    assert index is not None
    assert effect.effects < 10
    assert effect.mu == pytest.approx(WEIGHTS[DELAY])
    assert index.total == pytest.approx(24**2 / 12 / VARIANCE, abs=0.1)


@pytest.mark.slow
def test_at_most_so_many_inputs_are_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "play_points_in_order", play_additive)
    assert analysis.SELECTED > 2
    monkeypatch.setattr(analysis, "SELECTED", 2)
    result = sensitivity(Experiment(small_school()), Execution(engine="simpy"), points=64)
    assert [screened.reading for screened in result.inputs[:3]] == ["selected", "selected", "not selected"]
    assert result.others is not None
    assert result.others.total > 0.0


@cache
def played() -> GlobalSensitivity:
    return sensitivity(Experiment(small_school(), seed=3), SIMPY, trajectories=2, points=2, pairs=2)


@pytest.mark.slow
def test_the_tables_have_a_row_for_each_input_and_each_sample(tmp_path: Any) -> None:
    result = played()
    inputs, points = (path.read_text("utf-8").splitlines() for path in result.write_csv(tmp_path))
    assert len(inputs) == 1 + len(result.inputs)
    assert len(points) == 1 + len(result.samples.reductions) == 5
    assert points[0].split(",")[6:] == [*result.samples.names, "reduction"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"strategies": ["alerts"]}, "1 are named"),
        ({"strategies": ["dials", "alerts", "announces"]}, "3 are named"),
        ({"measure": "aware_t50"}, "not a primary measure"),
        ({"points": 100}, "not a power of two; use 64"),
        ({"points": 2**15}, "points: 32768 is out of range"),
        ({"trajectories": 1}, "trajectories: 1 is out of range"),
        ({"pairs": 1}, "pairs: 1 is out of range"),
        ({"seed": -1}, "seed: -1"),
    ],
)
def test_what_cannot_be_analyzed_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(PlanError, match=says):
        ask(sensitivity, small_school(small_campus()), **options)


def test_without_ranges_there_is_nothing_to_vary() -> None:
    with pytest.raises(PlanError, match="states a range"):
        sensitivity(Experiment(open_emergency("reference-r1")), Execution(engine="simpy"))


@pytest.mark.slow
def test_an_analysis_that_is_stopped_before_two_trajectories_has_no_result(plays_at_points: list[range]) -> None:
    with pytest.raises(StoppedError, match="base case"):
        sensitivity(Experiment(small_school()), Execution(workers=1, engine="simpy", stop=lambda: True))
    some = Execution(workers=1, engine="simpy", stop=lambda: len(plays_at_points) > 1)
    with pytest.raises(StoppedError, match="2 trajectories"):
        sensitivity(Experiment(small_school()), some, pairs=2)


def analyze(plays_at_points: list[range], most: float = math.inf) -> GlobalSensitivity:
    """Interrupted after so many points."""
    some = Execution(workers=1, engine="simpy", stop=lambda: len(plays_at_points) >= most)
    return sensitivity(Experiment(small_school(), seed=3), some, trajectories=3, points=8, pairs=2)


@pytest.mark.slow
def test_what_was_complete_before_an_interruption_is_kept(plays_at_points: list[range]) -> None:
    """One point for the base case, three trajectories, and eight rows of the matrices; both times one point too few for the next."""
    whole = analyze(plays_at_points)
    screened = 1 + 3 * (len(whole.inputs) + 1)
    matrices = 2 + len(whole.selected) + (whole.others is not None)
    plays_at_points.clear()
    first = analyze(plays_at_points, screened - 1)
    assert (first.stopped, first.trajectories, first.points) == ("interrupted", 2, 0)
    assert (first.joint, first.others, first.discovery, first.break_even) == (None, None, None, None)
    assert {one.morris.effects for one in first.inputs if one.morris} == {2}
    plays_at_points.clear()
    second = analyze(plays_at_points, screened + 5 * matrices - 1)
    assert (second.stopped, second.trajectories, second.points) == ("interrupted", 3, 4)
    assert second.inputs != whole.inputs
    assert [one.morris for one in second.inputs] == [one.morris for one in whole.inputs]
    rows = [*range(4), *range(8, 12)]
    assert second.samples.reductions.tolist() == whole.samples.reductions[rows].tolist()
    assert second.samples.values.tolist() == whole.samples.values[rows].tolist()


@pytest.mark.slow
def test_the_break_even_is_that_of_a_sweep_over_the_range_of_the_strongest_input(plays_at_points: list[range]) -> None:
    result = analyze(plays_at_points)
    entry = result.break_even
    assert entry is not None
    assert entry.name == result.selected[0].name
    swept = sweep(Experiment(small_school(), seed=3), {entry.name: None}, SIMPY, pairs=3)
    assert (entry.pairing, entry.pairs) == (swept.pairings[0], swept.pairs)
    rows = swept.find_break_evens(entry.pairing, entry.measure)
    rows += swept.find_break_evens(entry.pairing, entry.measure, "smallest difference")
    assert [row.found for row in rows] == [entry.found, entry.matters_from]
