"""Ranking strategies from end to end: what is played, what is said of each strategy, and what must not change a result."""

import csv
import json
import math
import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.scenario import Emergency
from scenarios.settings import collect_inputs
from sim.engine import SimpyEngine
from sim.experiment import joint
from sim.experiment import ranking as ranking_module
from sim.experiment.chunks import ChunkColumns
from sim.experiment.compare import compare
from sim.experiment.design import PlanError
from sim.experiment.execution import StoppedError
from sim.experiment.executor import Progress
from sim.experiment.experiment import Experiment
from sim.experiment.joint import draw_points
from sim.experiment.ranking import RankedStrategy, Ranking, rank
from sim.experiment.runner import ReplicationTask
from sim.experiment.used_inputs import list_ranged_inputs
from sim.measures import MEASURES, compute_measures
from sim.statistics.estimators import Array
from sim.statistics.ranking import SelectionRule
from sim.statistics.regret import Regret
from sim.statistics.summaries import Arm
from sim.statistics.verdicts import Verdict
from sim.tabulation import tabulate
from tests.sim.experiment.questions import SIMPY, ask
from tests.sim.schools import small_school

FIRST_STAGE = 8
HORIZON = 90.0
"""Seconds, so that some replications do not reach it."""


def school(delta: float, measure: str = "aware_t90", **changes: Any) -> Emergency:
    """The small school, where a difference of `delta` seconds matters."""
    return small_school(primary=[{"measure": measure, "smallest_difference": delta}], **changes)


def ranked(delta: float = 10, cap: int = 400, **options: Any) -> Ranking:
    emergency = school(delta, horizon=f"{HORIZON} s")
    usual: dict[str, Any] = {"cap": cap, "first_stage": FIRST_STAGE, "joint": 0, "workers": 1, "engine": "simpy"}
    return ask(rank, emergency, **usual | options)


def watch_plays(monkeypatch: pytest.MonkeyPatch) -> dict[int, set[int]]:
    """By number of arms, which replications are played."""
    seen: dict[int, set[int]] = defaultdict(set)
    play = ReplicationTask.play

    def watched(task: ReplicationTask, chunk: range) -> ChunkColumns:
        seen[len(task.tables)].update(chunk)
        return play(task, chunk)

    monkeypatch.setattr(ReplicationTask, "play", watched)
    return seen


def test_an_eliminated_strategy_plays_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage is at most as long as the first, so no more than one stage is played in vain."""
    seen = watch_plays(monkeypatch)
    first, last = sorted(entry.eliminated_after or 0 for entry in ranked().strategies)[1:]
    assert 0 < first < last - FIRST_STAGE
    assert seen.keys() == {3, 2}
    assert max(seen[3]) < first + FIRST_STAGE
    assert min(seen[2]) == max(seen[3]) + 1
    assert max(seen[2]) < last + max(FIRST_STAGE, last // ranking_module.GROWTH)


@pytest.mark.slow
def test_the_length_of_stages_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    before = json.dumps(ranked().to_json(), allow_nan=False)
    monkeypatch.setattr(ranking_module, "GROWTH", 1)
    assert json.dumps(ranked().to_json(), allow_nan=False) == before


def test_what_is_not_decided_at_the_cap_is_said_so() -> None:
    """A zone of a tenth of a second needs far more replications."""
    ranking = ranked(delta=0.1, cap=40)
    assert ranking.stopped == "cap reached"
    assert [entry.replications for entry in ranking.strategies] == [40, 40, 40]
    means = {entry.strategy: entry.mean for entry in ranking.strategies}
    assert (ranking.cap, [*means.values()]) == (40, sorted(means.values()))
    played = Experiment(school(0.1, horizon=f"{HORIZON} s"), [*means])
    compared = compare(played, SIMPY, replications=40, input_pairs=0)
    assert means == pytest.approx({one.strategy: one.mean for one in compared.measures if one.measure == "aware_t90"})


def rank_by_hand(direction_sign: float) -> dict[str, RankedStrategy]:
    """Four arms over 24 replications, the second the best and the first eliminated after eight; more is better for a sign of -1."""
    name = "aware_t90" if direction_sign > 0 else "survival_larsen"
    best = np.array([50.0 + n % 5 for n in range(24)])
    behind = {
        "a": np.array([1.0, 4.0, 2.0, 7.0, 1.0, 3.0, 2.0, 4.0]),  # mean 3, less than of d, but it was eliminated
        "b": np.zeros(24),
        "c": np.array([12.0 + n % 2 for n in range(24)]),
        "d": np.array([3.0 + n % 3 for n in range(24)]),
    }
    values = {arm: direction_sign * (best[: len(later)] + later) for arm, later in behind.items()}
    if direction_sign > 0:
        values["c"][5] = math.inf  # counts as the horizon, 100 s: 37 s more than 63
    arms = tuple(Arm(arm) for arm in behind)
    request: Any = SimpleNamespace(plan=SimpleNamespace(arms=arms), seed=1, horizon=100.0)
    rule = SelectionRule(4, 10.0, "lower" if direction_sign > 0 else "higher", 0.05, 4)
    screening = SimpleNamespace(best=1, eliminated={0: 8})
    selection: Any = SimpleNamespace(screening=screening, values=lambda arm: values["abcd"[arm]])
    regrets = tuple(Regret(share, 8.0 * share) for share in (0.125, 0.5, 0.25, 0.0))
    question = ranking_module._Question(request, MEASURES[name], rule)
    found = ranking_module._rank_arms(question, selection, ranking_module._JointSample(30, regrets))
    assert [entry.rank for entry in found] == [1, 2, 3, 4]
    return {entry.strategy: entry for entry in found}


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_arms_rank_by_how_far_they_are_behind_the_best_and_the_eliminated_are_last(sign: float) -> None:
    """Each over its own replications. Intervals hold together: of three differences each at 1 - 0.05 / 3."""
    found = rank_by_hand(sign)
    assert list(found) == ["b", "d", "c", "a"]
    a, b, c, d = (found[name] for name in "abcd")
    missed = 37.0 / 24 if sign > 0 else 0.0
    assert [sign * entry.reduction for entry in (b, d, c, a)] == pytest.approx([0.0, -4.0, -12.5 - missed, -3.0])
    assert [entry.not_reached for entry in (a, b, c, d)] == [0, 0, int(sign > 0), 0]
    assert [(entry.replications, entry.eliminated_after) for entry in (a, b)] == [(8, 8), (24, None)]
    # means of 50 + n % 5: of eight 50 + 13 / 8, of 24 50 + 46 / 24
    assert [sign * entry.mean for entry in (b, a)] == pytest.approx([50 + 46 / 24, 50 + 13 / 8 + 3.0])
    reach = 3.127552 * statistics.stdev([1, 4, 2, 7, 1, 3, 2, 4]) / math.sqrt(8)  # t of 7 at 1 - 0.05 / 6
    limits = sorted(sign * (-3.0 + by) for by in (-reach, reach))
    assert (a.ci_low, a.ci_high) == pytest.approx(tuple(limits))
    worse = Verdict.LATER if sign > 0 else Verdict.WORSE
    assert [entry.verdict for entry in (b, d, c)] == [None, Verdict.NO_PRACTICAL_DIFFERENCE, worse]
    assert a.verdict is Verdict.INCONCLUSIVE  # too few
    assert [(entry.p_best, entry.expected_regret) for entry in (a, b, c)] == [(0.125, 1.0), (0.5, 4.0), (0.25, 2.0)]
    some = replace(ranked_once(), strategies=tuple(found.values()))
    assert [entry.strategy for entry in some.inseparable] == ["d", "a"]


@cache
def ranked_once() -> Ranking:
    return ranked(cap=20)


def stop_after(checks: int) -> Callable[[], bool]:
    asked = iter(range(checks))
    return lambda: next(asked, None) is None


def test_an_interrupted_ranking_covers_what_was_played_from_the_first_stage_on() -> None:
    ranking = ranked(delta=0.1, cap=20_000, stop=stop_after(30))
    assert ranking.stopped == "interrupted"
    assert FIRST_STAGE <= ranking.strategies[0].replications < 20_000
    with pytest.raises(StoppedError, match="first 8 replications"):
        ranked(stop=lambda: True)


@pytest.fixture
def plays_at_points(plays_at_points: list[range], monkeypatch: pytest.MonkeyPatch) -> list[range]:
    """Over three replications each."""
    for module in (ranking_module, joint):
        monkeypatch.setattr(module, "JOINT_PAIRS", 3)
    return plays_at_points


def test_the_joint_sample_is_what_playing_each_combination_by_hand_gives(
    plays_at_points: list[range], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All strategies at the same values of all inputs, over the same replications, and a later time is worse."""
    gains: list[Array] = []

    def estimate(of: Array) -> tuple[Regret, ...]:
        gains.append(of)
        return (Regret(0.25, 1.5),) * 3

    monkeypatch.setattr(ranking_module, "estimate_regrets", estimate)
    ranking = ranked(cap=20, joint=20, strategies=["dials", "alerts", "announces"], seed=5)
    assert (ranking.joint_points, ranking.joint_pairs, ranking.joint_asked) == (20, 3, 20)
    assert {(entry.p_best, entry.expected_regret) for entry in ranking.strategies} == {(0.25, 1.5)}
    emergency = school(10, horizon=f"{HORIZON} s")
    inputs = list_ranged_inputs(emergency, list(emergency.strategies), set(collect_inputs(emergency)))
    point = draw_points(inputs, 20, 5)[7]
    for arm, strategy in enumerate(("dials", "alerts", "announces")):
        tables = tabulate(emergency, strategy, (), dict(point.values))
        times = [
            compute_measures(SimpyEngine(tables, 5, replication).run(), tables)["aware_t90"]
            for replication in point.replications
        ]
        assert gains[0][7, arm].tolist() == [-min(time, HORIZON) for time in times]


@pytest.mark.slow
def test_what_was_played_of_a_stopped_joint_sample_is_kept_if_it_is_enough(plays_at_points: list[range]) -> None:
    ranking = ranked(cap=20, joint=30, stop=lambda: len(plays_at_points) >= 25)
    assert (ranking.joint_points, ranking.joint_asked, ranking.is_interrupted) == (25, 30, True)
    assert math.fsum(entry.p_best or 0.0 for entry in ranking.strategies) == pytest.approx(1.0)
    assert min(entry.expected_regret or 0.0 for entry in ranking.strategies) >= 0.0
    plays_at_points.clear()
    ranking = ranked(cap=20, joint=30, stop=lambda: len(plays_at_points) >= 5)
    assert (ranking.joint_points, ranking.is_interrupted) == (0, True)
    assert {entry.p_best for entry in ranking.strategies} == {None}


def test_the_table_has_a_row_for_each_strategy_and_every_key_is_documented(tmp_path: Path) -> None:
    ranking = ranked_once()
    (path,) = ranking.write_csv(tmp_path)
    with path.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [line["strategy"] for line in lines] == [entry.strategy for entry in ranking.strategies]
    assert {line["conditions"] for line in lines} == {"none"}
    page = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8").split("rank --json")[1]
    record = ranked_once().to_json()
    assert [key for key in (*record, *record["strategies"][0]) if f"`{key}`" not in page] == []


def test_progress_counts_on_where_a_strategy_was_eliminated() -> None:
    reports: list[tuple[str, Progress]] = []
    ranking = ranked(on_progress=lambda part, progress: reports.append((part, progress)))
    done = [progress.done for _, progress in reports]
    assert {part for part, _ in reports} == {"pairs"}
    assert done == sorted(done)
    assert all(progress.done <= progress.total for _, progress in reports)
    assert done[-1] >= ranking.strategies[0].replications


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"measure": "rset"}, 'measure "rset" is not a primary measure of this scenario; the only one known is "aware'),
        ({"strategies": ["dials"]}, "there is only one strategy"),
        ({"strategies": ["dials", "dials"]}, "name each once"),
        ({"strategies": ["dials", "pigeons"]}, "pigeons"),
        ({"conditions": ["rain"]}, "rain"),
        ({"cap": 1}, "at least 2"),
        ({"alpha": 1.0}, "alpha is 1.0"),
        ({"seed": -1}, "seed: -1"),
    ],
)
def test_what_cannot_be_ranked_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(PlanError, match=says):
        ranked(**options)


def test_a_condition_that_changes_nothing_is_noted_and_others_hold_for_all() -> None:
    ranking = ranked(cap=20, conditions=["radio-failed", "pa-failed"])
    assert ranking.conditions == ("pa-failed",)
    assert ranking.notes == ("radio-failed, as asked for, changes nothing: this campus has no radio.",)
    assert math.isfinite(ranking.strategies[0].mean)
