"""Settings and arms of one's own in a comparison: what changes, and what must not."""

import math
from contextlib import nullcontext

import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, parse_setting
from sim.engine import SimpyEngine
from sim.experiment.compare import compare
from sim.experiment.design import PlanError
from sim.experiment.experiment import Experiment
from sim.experiment.global_sensitivity import sensitivity
from sim.experiment.ranking import rank
from sim.experiment.raw_results import RawResults
from sim.experiment.runner import build_arm_tables
from sim.experiment.sweep import sweep
from sim.experiment.used_inputs import list_ranged_inputs
from sim.measures import READERS
from sim.model.trace_reader import read_trace
from sim.statistics.summaries import Arm
from sim.tabulation import tabulate
from tests.sim.experiment.questions import ALONE, SIMPY
from tests.sim.schools import small_school

PAIRS = 12


@pytest.fixture(scope="module")
def school() -> Emergency:
    return small_school()


def play(emergency: Emergency, *strategies: str) -> dict[str, list[float]]:
    """The seconds until 911 answers, by arm."""
    kept: list[RawResults] = []
    compare(Experiment(emergency, strategies), ALONE, replications=PAIRS, input_pairs=0, on_results=kept.append)
    (raw,) = kept
    column = [measure.name for measure in raw.measures].index("call_answered")
    return {arm.strategy: raw.values[:][:, a, column].tolist() for a, arm in enumerate(raw.arms)}


@pytest.mark.slow
def test_an_arm_of_ones_own_changes_no_other_arm_and_is_played_with_its_settings(school: Emergency) -> None:
    before = play(school, "dials", "alerts")
    wider = add_arm(school, parse_arm("fast: dials, psap.connect=1 s", ["dials"]))
    after = play(wider, "dials", "alerts", "fast")
    tables = tabulate(school, "dials", (), {"psap.connect": 1.0})
    readings = [read_trace(SimpyEngine(tables, 1, n).run(), tables) for n in range(PAIRS)]
    assert after == before | {"fast": [READERS["call_answered"](reading) for reading in readings]}
    assert after["fast"] != after["dials"]


@pytest.mark.parametrize("setting", ["psap.connect=1 s", "witnessing.decision={fixed: 1 s}"])
def test_a_setting_of_an_arm_stays_while_the_input_moves_in_the_others(school: Emergency, setting: str) -> None:
    wider = add_arm(school, parse_arm(f"fast: dials, {setting}", ["dials"]))
    name = setting.partition("=")[0]
    assert tabulate(wider, "fast", (), {name: 9.0}) == tabulate(wider, "fast")
    assert tabulate(wider, "dials", (), {name: 9.0}) != tabulate(wider, "dials")
    fixed = apply_settings(school, [parse_setting(setting)])  # for all arms: not moved in any
    assert [ranged.name for ranged in list_ranged_inputs(fixed, ["dials"], {name, "psap.service"})] == ["psap.service"]


def test_the_record_says_what_was_set_and_where_and_what_the_model_divides_by_cannot_be_zero(school: Emergency) -> None:
    emergency = apply_settings(school, [parse_setting("psap.service=50 s")])
    emergency = add_arm(emergency, parse_arm("fast: dials, psap.connect=1 s", ["dials"]))
    result = compare(Experiment(emergency, ["dials", "fast"]), ALONE, replications=3, input_pairs=0)
    assert [(line.strategy, line.name, line.value) for line in result.settings] == [
        ("", "psap.service", "50 s"),
        ("fast", "psap.connect", "1 s"),
    ]
    emergency = apply_settings(open_emergency("active-assailant-class"), [parse_setting("walking.stairs=0")])
    with pytest.raises(PlanError, match=r"walking\.stairs cannot be 0"):
        compare(Experiment(emergency, ["app"]), ALONE, replications=1)


@pytest.mark.parametrize(
    ("name", "capacity", "unit"),
    [
        # R1's calls last 90 s on average and 4 take them, so they may come every 22.5 s; the median is that times ln 2
        ("psap.background.every", 22.5 * math.log(2), "s"),
        # at every 30 s, they may last 120 s
        ("psap.background.service", 120.0 * math.log(2), "s"),
    ],
)
def test_a_911_center_at_its_capacity_is_refused(name: str, capacity: float, unit: str) -> None:
    emergency, worse = open_emergency("reference-r1"), -0.01 if name.endswith("every") else 0.01
    for part, is_refused in ((1 + worse, True), (1 - worse, False)):
        setting = parse_setting(f"{name}={capacity * part} {unit}")
        with pytest.raises(PlanError, match="saturated") if is_refused else nullcontext():
            build_arm_tables(apply_settings(emergency, [setting]), Arm("r1-sequential"))


@pytest.mark.slow
def test_a_utilization_of_all_the_time_is_refused_wherever_it_comes_from() -> None:
    name, emergency = "psap.background.utilization", open_emergency("active-assailant-class")
    says = "background calls take 100% of the time of its 3 call-takers; keep it below 100%"
    for play in (compare, sensitivity, rank):
        with pytest.raises(PlanError, match=says):
            play(Experiment(apply_settings(emergency, [parse_setting(f"{name}=100%")])))
    with pytest.raises(PlanError, match=rf"{name} at 1 cannot be played: .*saturated"):
        sweep(Experiment(emergency), {name: "50%, 100%"}, SIMPY, pairs=1)
