"""Input ranges: every input with a range, moved alone, against playing everything again by hand."""

import itertools
import math

import pytest

from scenarios.hazards import MEASURE_NAMES
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, InputEffect
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import play_until_determined
from sim.experiment.used_inputs import RangedInput, find_used_inputs, iterate_assumed_inputs, list_ranged_inputs
from sim.finality import FINAL_AFTER_DANGER, FINAL_ONCE_REACHED
from sim.measures import MEASURES, READERS, compute_measures, list_measures
from sim.model.trace_reader import read_trace
from sim.statistics.summaries import Arm
from sim.tabulation import tabulate
from tests.sim.experiment.questions import ALONE
from tests.sim.inputs import assumed, lognormal
from tests.sim.schools import small_campus, small_school

PAIRS = 6
RANGED = [
    "witnessing.recognition",
    "protocol.tell.contact",
    "pa.reach_microphone",
    "psap.connect",
    "psap.service",
    "app.leg_fails.staff",
    "app.push.delay",
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


def test_every_input_with_a_range_is_moved_once_whatever_its_basis(school: Emergency) -> None:
    inputs = ranged_inputs(school, ("dials", "alerts", "announces"))
    assert [ranged.name for ranged in inputs] == RANGED  # other inputs have no range
    measured = {ranged.name: ranged.basis for ranged in inputs if ranged.basis != "assumed"}
    assert measured == {"psap.connect": "measured"}
    contact = inputs[1]
    assert (contact.low, contact.high, contact.unit) == (10.0, 60.0, "s")
    assert inputs[5].unit == "share"


def test_inputs_of_strategies_that_are_not_played_stay_out(school: Emergency) -> None:
    assert "app.push.delay" not in [ranged.name for ranged in ranged_inputs(school, ("dials", "announces"))]


def ranged_inputs(emergency: Emergency, strategies: tuple[str, ...]) -> tuple[RangedInput, ...]:
    return list_ranged_inputs(emergency, strategies, find_used_inputs(emergency, strategies))


def test_inputs_that_the_emergency_makes_no_use_of_are_neither_moved_nor_counted(shipped: Emergency) -> None:
    """What is used is tested in test_used_inputs."""
    some = {"locks.keyed.secure", "witnessing.recognition"}
    assert {ranged.name for ranged in list_ranged_inputs(shipped, ["app"], some)} == some
    assert {name for name, _ in iterate_assumed_inputs(shipped, ["app"], some)} == some


@pytest.mark.slow
def test_every_effect_is_what_playing_all_of_it_again_gives(school: Emergency, compared: Comparison) -> None:
    assert compared.input_pairs == PAIRS
    assert len(compared.input_effects) == len(RANGED) * 3 * 2
    again = Again(school, PAIRS)
    for effect in compared.input_effects:
        low, high = again.reduction(effect, effect.low_value), again.reduction(effect, effect.high_value)
        assert effect.low_reduction == pytest.approx(low, rel=1e-12, abs=1e-12), effect
        assert effect.high_reduction == pytest.approx(high, rel=1e-12, abs=1e-12), effect
    moved_something = sum(effect.low_reduction != effect.high_reduction for effect in compared.input_effects)
    assert moved_something >= 8


def test_a_faster_push_gains_more_though_the_baseline_has_none(compared: Comparison) -> None:
    (effect,) = (
        effect
        for effect in compared.input_effects
        if (effect.name, effect.measure) == ("app.push.delay", "aware_t90")
        and effect.pairing[:2] == ("dials", "alerts")
    )
    slow, fast = effect.high_reduction, effect.low_reduction
    assert slow is not None
    assert fast is not None
    assert fast > slow


def test_the_range_of_a_contrast_is_its_headline_and_every_resolved_shift(compared: Comparison) -> None:
    resolved = 0
    for entry in compared.contrasts:
        if entry.exploratory:
            assert (entry.input_low, entry.input_high, entry.input_named) == (None, None, None)
            continue
        assert entry.headline is not None
        ends = {entry.headline: ""}
        for effect in compared.input_effects:
            if effect.measure != entry.measure or effect.pairing[:2] != (entry.baseline, entry.strategy):
                continue
            for reduction, reading in (
                (effect.low_reduction, effect.low_reading),
                (effect.high_reduction, effect.high_reading),
            ):
                assert reduction is not None
                assert effect.base_reduction is not None
                if reading == "resolved":
                    ends[entry.headline + reduction - effect.base_reduction] = effect.name
                    resolved += 1
        assert (entry.input_low, entry.input_high) == pytest.approx((min(ends), max(ends)))
        named = dict.fromkeys(filter(None, (ends[min(ends)], ends[max(ends)])))
        assert (entry.input_named or "") == ", ".join(named)
    assert resolved


def test_what_the_first_pairs_showed_unmoved_stands_beside_the_range(school: Emergency, compared: Comparison) -> None:
    """The same as playing no more than those pairs."""
    fewer = compare(Experiment(school), ALONE, replications=PAIRS, input_pairs=0)
    for all_, first in zip(compared.contrasts, fewer.contrasts, strict=True):
        base = None if all_.exploratory else pytest.approx(first.reduction, rel=1e-12)
        assert all_.input_base == base
        assert first.input_base is None


@pytest.mark.slow
def test_no_more_pairs_are_used_than_were_played(school: Emergency) -> None:
    assert compare(Experiment(school), ALONE, replications=3, input_pairs=20, joint=0).input_pairs == 3


def test_no_pairs_no_ranges(school: Emergency) -> None:
    result = compare(Experiment(school), ALONE, replications=3, input_pairs=0)
    assert (result.input_pairs, result.input_effects) == (0, ())


@pytest.mark.slow
def test_an_input_that_cannot_be_moved_is_left_out_and_said() -> None:
    mostly_nothing = {
        "mixture": [{"weight": 3, "of": {"fixed": "0 s"}}, {"weight": 1, "of": {"fixed": "10 s"}}],
        "varies": "event",
    }
    campus = small_campus(office_reached={"by_phone": assumed(mostly_nothing, "0 s to 5 s")})
    result = compare(Experiment(small_school(campus)), ALONE, replications=3, input_pairs=2, joint=0)
    (left_out,) = result.inputs_left_out
    assert left_out.name == "office_reached.by_phone"
    assert left_out.why.startswith("at 5: ")
    assert "at least half of its values are not above 0" in left_out.why
    assert {effect.name for effect in result.input_effects} == set(RANGED)


@pytest.mark.slow
def test_an_end_at_the_own_value_is_the_paired_mean_itself(school: Emergency) -> None:
    contact = assumed(lognormal(25, 0.5), "25 s to 60 s")
    campus = small_campus(office_reached={"by_phone": assumed(contact, "25 s to 60 s")})
    result = compare(Experiment(small_school(campus)), ALONE, replications=PAIRS, input_pairs=PAIRS, joint=0)
    own = {(c.baseline, c.strategy, c.measure): c.reduction for c in result.contrasts}
    for effect in result.input_effects:
        if effect.name == "office_reached.by_phone":
            assert effect.low_reduction == own[(*effect.pairing[:2], effect.measure)]


# the shipped emergency


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


@pytest.mark.slow
def test_effects_in_the_shipped_emergency_are_what_playing_all_of_it_again_gives(shipped: Emergency) -> None:
    result = compare(
        Experiment(shipped, ["office-pa", "app"]), Execution(workers=2), replications=3, input_pairs=3, joint=0
    )
    again = Again(shipped, 3)
    for effect in itertools.islice(result.input_effects, 0, None, 7):
        by_hand = again.reduction(effect, effect.high_value)
        assert effect.high_reduction == pytest.approx(by_hand, rel=1e-12, abs=1e-12), effect
