"""Input ranges: every input with a range, moved alone, against playing everything again by hand."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from scenarios.hazards import MEASURE_NAMES
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment import sensitivity
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, InputEffect, SkippedInput
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import PointTask, play_until_determined
from sim.experiment.sensitivity import SensitivityQuestion, SensitivityResult, compute_input_ranges
from sim.experiment.used_inputs import RangedInput, find_used_inputs, iterate_assumed_inputs, list_ranged_inputs
from sim.finality import FINAL_AFTER_DANGER, FINAL_ONCE_REACHED
from sim.measures import MEASURES, READERS, compute_measures, list_measures
from sim.model.trace_reader import read_trace
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from sim.tabulation import tabulate
from tests.sim.experiment.hand_made import hold, play_by
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school

PAIRS = 6
RANGED = [
    *("witnessing.recognition", "protocol.tell.contact", "pa.reach_microphone"),
    *("psap.connect", "psap.service", "app.leg_fails.staff", "app.push.delay"),
]


class Again:
    """Everything played anew, no play left out and none cut short."""

    def __init__(self, emergency: Emergency, pairs: int) -> None:
        self.emergency, self.pairs = emergency, pairs
        self.played: dict[tuple[str, Arm], list[dict[str, float]]] = {}

    def reduction(self, effect: InputEffect, value: float) -> float:
        """The paired mean over the pairs of an effect, with its input at a value."""
        assert effect.statistic == "mean"
        before, after = (self.plays(arm, effect.name, value)[: effect.pairs] for arm in effect.pairing.arms)
        horizon = self.emergency.scenario.horizon if MEASURES[effect.measure].is_time else math.inf
        apart = [
            min(b[effect.measure], horizon) - min(a[effect.measure], horizon)
            for b, a in zip(before, after, strict=True)
        ]
        return sum(apart) / len(apart)

    def plays(self, arm: Arm, name: str, value: float) -> list[dict[str, float]]:
        key = (f"{name} at {value}", arm)
        if key not in self.played:
            tables = tabulate(self.emergency, arm.strategy, arm.conditions, {name: value})
            traces = [SimpyEngine(tables, 1, replication).run() for replication in range(self.pairs)]
            self.played[key] = [compute_measures(trace, tables) for trace in traces]
        return self.played[key]


@pytest.fixture(scope="module")
def school() -> Emergency:
    return small_school()


@pytest.fixture(scope="module")
def compared(school: Emergency) -> Comparison:
    return compare(Experiment(school), ALONE, replications=10, input_pairs=PAIRS, joint=0)


def test_every_used_input_with_a_range_is_moved_once_whatever_its_basis(school: Emergency, shipped: Emergency) -> None:
    inputs = ranged_inputs(school, ("dials", "alerts", "announces"))
    assert [ranged.name for ranged in inputs] == RANGED  # other inputs have no range
    measured = {ranged.name: ranged.basis for ranged in inputs if ranged.basis != "assumed"}
    assert measured == {"psap.connect": "measured"}
    contact = inputs[1]
    assert (contact.low, contact.high, contact.unit) == (10.0, 60.0, "s")
    assert inputs[5].unit == "share"
    assert "app.push.delay" not in [ranged.name for ranged in ranged_inputs(school, ("dials", "announces"))]
    # What is used is tested in test_used_inputs.
    some = {"locks.keyed.secure", "witnessing.recognition"}
    assert {ranged.name for ranged in list_ranged_inputs(shipped, ["app"], some)} == some
    assert {name for name, _ in iterate_assumed_inputs(shipped, ["app"], some)} == some


def ranged_inputs(emergency: Emergency, strategies: tuple[str, ...]) -> tuple[RangedInput, ...]:
    return list_ranged_inputs(emergency, strategies, find_used_inputs(emergency, strategies))


@pytest.mark.slow
def test_every_effect_is_what_playing_all_of_it_again_gives(school: Emergency, compared: Comparison) -> None:
    assert compared.input_pairs == PAIRS
    assert len(compared.input_effects) == len(RANGED) * 3 * 2
    again = Again(school, PAIRS)
    for effect in compared.input_effects:
        low, high = again.reduction(effect, effect.low_value), again.reduction(effect, effect.high_value)
        assert effect.low_reduction == pytest.approx(low, rel=1e-12, abs=1e-12), effect
        assert effect.high_reduction == pytest.approx(high, rel=1e-12, abs=1e-12), effect
    assert sum(effect.low_reduction != effect.high_reduction for effect in compared.input_effects) >= 8


def test_what_the_first_pairs_showed_unmoved_stands_beside_the_range(school: Emergency, compared: Comparison) -> None:
    """The same as playing no more than those pairs."""
    fewer = compare(Experiment(school), ALONE, replications=PAIRS, input_pairs=0)
    for all_, first in zip(compared.contrasts, fewer.contrasts, strict=True):
        base = None if all_.exploratory else pytest.approx(first.reduction, rel=1e-12)
        assert all_.input_base == base
        assert first.input_base is None


PAIRING = Pairing("dials", "alerts")
CONNECT = RangedInput("connect", "measured", 1.0, 4.0, "s", "lever")
IDLE, REFUSED = RangedInput("idle", "assumed", 2.0, 8.0, "share"), RangedInput("refused", "fitted", 3.0, 9.0, "m")
AWARE, UNIT = "aware_t90", "first_unit_on_scene"


def plays(moved: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
    """Aware 40 + 2n s sooner with the alert, 3 s less in pair 2; 10 s later for each second of `connect` beyond 2, in odd pairs 11 s."""
    if moved.get("refused") == 9.0:
        raise ValueError
    if name != AWARE:
        return 300.0 + n + (arm.strategy == "alerts") * 2.0
    later = 10.0 * (moved["connect"] - 2.0) + n % 2 if "connect" in moved else 0.0
    return 100.0 + 7 * n if arm.strategy == "dials" else 60.0 + 5 * n + 3 * (n == 2) + later


def move_by_hand(
    monkeypatch: pytest.MonkeyPatch,
    pairs: int,
    inputs: tuple[RangedInput, ...] = (IDLE, REFUSED, CONNECT),
    fails: int = 9,
) -> tuple[SensitivityResult, list[tuple[list[str], range]]]:
    """Of seven pairs that were played; the first look is over three."""
    seen: list[tuple[list[str], range]] = []

    def play_points(task: PointTask, *_: object) -> Any:
        assert task.unmoved is not None
        replications = task.points[0].replications
        seen.append(([str(point) for point in task.points], replications))
        base = [[[plays({}, arm, n, name) for name in task.names] for arm in task.arms] for n in replications]
        assert task.unmoved.values.tolist() == base
        return None if len(seen) > fails else play_by(plays)(task)

    monkeypatch.setattr(sensitivity, "FIRST_LOOK", 3)
    monkeypatch.setattr(sensitivity, "play_points", play_points)
    monkeypatch.setattr(sensitivity, "list_ranged_inputs", lambda *_: inputs)
    monkeypatch.setattr(PointTask, "explain_refusal", lambda _, point: f"too many ({point})")
    deltas = {MEASURES[AWARE]: 8.0, MEASURES[UNIT]: 4.0}
    question = SensitivityQuestion(small_school(), 1, (PAIRING,), deltas)
    results = hold(PAIRING.arms[::-1], [UNIT, "dispatched", AWARE], 7, plays)
    return compute_input_ranges(question, results, pairs, set(), ALONE), seen


def test_an_input_is_moved_to_both_bounds_over_no_more_pairs_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: differences 40, 42, 41, 46, 48, 50, 52. At 1 they are 10 s larger, 9 s in odd pairs; at 4 20 s smaller, 21 s in odd ones."""
    found, seen = move_by_hand(monkeypatch, 5)
    bounds = ["idle at 2", "idle at 8", "refused at 3", "refused at 9", "connect at 1", "connect at 4"]
    assert seen == [(bounds, range(3)), (bounds[4:], range(3, 5))]
    assert (found.pairs, found.skipped) == (5, (SkippedInput("refused", "at 9: too many (refused at 9)"),))
    idle, idle_unit, connect, connect_unit = found.effects
    assert [(one.name, one.measure, one.pairs) for one in found.effects] == [
        ("idle", AWARE, 3), ("idle", UNIT, 3), ("connect", AWARE, 5), ("connect", UNIT, 5)
    ]  # fmt: skip
    for none, base in ((idle, 41.0), (idle_unit, -2.0), (connect_unit, -2.0)):
        assert (none.low_reading, none.high_reading) == ("no effect", "no effect")
        assert (none.low_reduction, none.high_reduction, none.base_reduction) == pytest.approx((base, base, base))
    assert (connect.base_reduction, connect.low_reduction, connect.high_reduction) == pytest.approx((43.4, 53.0, 23.0))
    assert (connect.low_se, connect.high_se) == pytest.approx((math.sqrt(0.3 / 5), math.sqrt(0.3 / 5)))
    assert (connect.low_reading, connect.high_reading, connect.statistic) == ("resolved", "resolved", "mean")
    assert (connect.pairing, connect.basis, connect.unit, connect.control) == (PAIRING, "measured", "s", "lever")
    assert (connect.low_value, connect.high_value) == (1.0, 4.0)
    of_all = 319 / 7  # the range shifts the headline of all seven pairs
    reach = found.ranges[PAIRING, AWARE]
    assert (reach.low, reach.high, reach.main_driver) == pytest.approx((of_all - 20.4, of_all + 9.6, "connect"))
    still = found.ranges[PAIRING, UNIT]
    assert (still.low, still.high, still.main_driver) == (-2.0, -2.0, None)
    assert [seen for _, seen in move_by_hand(monkeypatch, 90)[1]] == [range(3), range(3, 7)]
    assert [seen for _, seen in move_by_hand(monkeypatch, 3)[1]] == [range(3)]
    assert [seen for _, seen in move_by_hand(monkeypatch, 7, (IDLE,))[1]] == [range(3)]
    for fails in (0, 1):
        assert move_by_hand(monkeypatch, 5, fails=fails)[0] is sensitivity.NO_RESULT
    assert [move_by_hand(monkeypatch, 0), move_by_hand(monkeypatch, 5, ())] == 2 * [(SensitivityResult(0, (), ()), [])]


def test_an_input_that_clearly_shifts_nothing_is_screened_out_once_enough_pairs_have_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither `idle` nor `rare` shifts anything; of the first two pairs, one does not read `rare`."""
    monkeypatch.setattr(sensitivity, "SCREENED", 2)
    monkeypatch.setattr(sensitivity, "FEWEST_DRAWN", 2)
    rare = replace(IDLE, name="rare")
    for ranged, looks in ((IDLE, [2]), (rare, [2, 3]), (CONNECT, [2, 3, 5])):
        assert [pairs.stop for _, pairs in move_by_hand(monkeypatch, 5, (ranged,))[1]] == looks


@pytest.fixture(scope="module")
def shipped() -> Emergency:
    return open_emergency("active-assailant-class")


def test_what_is_settled_once_reached_is_a_time_of_some_hazard() -> None:
    assert {name for kind in MEASURE_NAMES for name in list_measures(kind)} >= FINAL_ONCE_REACHED
    assert all(MEASURES[name].is_time for name in FINAL_ONCE_REACHED)
    assert set(list_measures("notice")) <= FINAL_ONCE_REACHED


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["app", "office-pa"])
def test_a_play_that_is_cut_short_knows_what_the_whole_play_knows(shipped: Emergency, strategy: str) -> None:
    tables = tabulate(shipped, strategy)
    settled = FINAL_ONCE_REACHED & set(list_measures("assailant"))
    names = sorted((settled - {"aware_t100", "protected_t100"}) | FINAL_AFTER_DANGER)
    cut = 0
    for replication in range(4):
        engine = SimpyEngine(tables, 1, replication)
        reading = play_until_determined(engine, names)
        whole = read_trace(SimpyEngine(tables, 1, replication).run(), tables)
        assert [READERS[name](reading) for name in names] == [READERS[name](whole) for name in names]
        cut += not engine.is_ended
    assert cut
