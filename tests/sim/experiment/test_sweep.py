"""Sweeps: against playing again by hand, paired along the sweep, and break-evens against closed forms."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import SettingError, apply_settings, parse_setting
from sim.engine import SimpyEngine
from sim.experiment import live_comparison
from sim.experiment.compare import compare
from sim.experiment.design import PlanError
from sim.experiment.execution import StoppedError
from sim.experiment.experiment import Experiment
from sim.experiment.live_comparison import LiveArm
from sim.experiment.result_store import ResultStore
from sim.experiment.runner import build_arm_tables
from sim.experiment.screening import list_inputs
from sim.experiment.sweep import Sweep, order_coarse_to_fine, sweep
from sim.measures import MEASURES, compute_measures
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawLog
from sim.statistics.break_even import Crossing
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from sim.tabulation import tabulate
from tests.sim.experiment.questions import ALONE, SIMPY, ask
from tests.sim.schools import mostly_nothing, small_school

PAIRS = 12
DELAYS = (1.0, 4.0, 30.0)
ROW = Pairing("dials", "alerts")
MAIN = Pairing("announces", "alerts")
R1 = Pairing("r1-sequential", "r1-simultaneous")
CLOSED_FORM = 20.0 * math.exp(0.5**2 / 2 - 0.4**2 / 2)
"""Model R1: the witness reaches the office after a lognormal of median 20 s and sigma 0.5, or presses after one of median x and sigma 0.4,
and nobody else can report before. The mean first reports, and with them the curve, are linear in x, and equal here: 20.9 s."""


@pytest.fixture(scope="module")
def school() -> Emergency:
    return small_school()


@pytest.fixture(scope="module")
def swept(school: Emergency) -> Sweep:
    return sweep(Experiment(school, ["dials", "alerts"]), {"app.push.delay": DELAYS}, SIMPY, pairs=PAIRS)


def play_by_hand(emergency: Emergency, arm: Arm, overrides: dict[str, float], measure: str) -> list[float]:
    """Every replication to its end."""
    tables = tabulate(emergency, arm.strategy, arm.conditions, overrides)
    traces = (SimpyEngine(tables, 1, replication).run() for replication in range(PAIRS))
    return [min(compute_measures(trace, tables)[measure], tables.horizon) for trace in traces]


def test_each_point_is_as_played_anew_and_the_same_in_an_arm_without_the_input(school: Emergency, swept: Sweep) -> None:
    for value, point in zip(DELAYS, swept.find_differences(ROW, "aware_t90"), strict=True):
        before, after = (play_by_hand(school, arm, {"app.push.delay": value}, "aware_t90") for arm in ROW.arms)
        assert point.values == (value,)
        assert point.contrast.reduction == pytest.approx(np.subtract(before, after).mean())
    points = swept.find_arm(Arm("dials"), "aware_t90")
    assert len({(point.mean, point.p10, point.p50, point.p90) for point in points}) == 1
    assert len({point.mean for point in swept.find_arm(Arm("alerts"), "aware_t90")}) == len(DELAYS)
    (entry,) = swept.find_break_evens(ROW, "aware_t90", "smallest difference")
    assert entry.found.threshold == 5.0  # seconds sooner, of a measure for which lower is better


def test_draws_that_do_not_depend_on_the_input_are_bit_equal_along_the_sweep(school: Emergency) -> None:
    """All draws that two points have in common, but those of the delay itself."""
    differing, shared = set(), set()
    tables = [build_arm_tables(school, Arm("alerts"), {"app.push.delay": value}) for value in (1.0, 30.0)]
    for replication in range(PAIRS):
        logs: list[DrawLog] = [{}, {}]
        for log, moved in zip(logs, tables, strict=True):
            SimpyEngine(moved, 1, replication, log=log).run()
        for key in logs[0].keys() & logs[1].keys():
            shared.add(Purpose(key[0]).name)
            if logs[0][key] != logs[1][key]:
                differing.add(Purpose(key[0]).name)
    assert differing == {"PUSH_DELAY"}
    assert len(shared) > 5


def test_two_inputs_are_swept_on_a_grid_with_a_break_even_for_each_value_of_the_second(school: Emergency) -> None:
    grid: dict[str, list[float | str]] = {"app.push.delay": [30.0, "1 s"], "app.leg_fails.staff": ["0%", 0.1, 0.3]}
    found = sweep(Experiment(school, ["dials", "alerts"]), grid, SIMPY, pairs=PAIRS, measures=["aware_t90"])
    points = found.find_differences(ROW, "aware_t90")
    assert [point.values for point in points] == [(a, b) for a in (1.0, 30.0) for b in (0.0, 0.1, 0.3)]
    before, after = (
        play_by_hand(school, arm, {"app.push.delay": 30.0, "app.leg_fails.staff": 0.3}, "aware_t90") for arm in ROW.arms
    )
    assert points[-1].contrast.reduction == pytest.approx(np.subtract(before, after).mean())
    assert [entry.at for entry in found.find_break_evens(ROW, "aware_t90")] == [(0.0,), (0.1,), (0.3,)]


def test_an_input_that_no_play_reads_has_no_effect_and_the_usual_pair_is_the_first_pages(school: Emergency) -> None:
    found = sweep(Experiment(school, ["dials", "alerts"]), {"pa.reach_microphone": [10.0, 90.0]}, ALONE, pairs=3)
    assert not found.has_effect
    # Not the first headline, "dials" and "alerts".
    found = sweep(Experiment(school), {"app.push.delay": [1, 2]}, SIMPY, pairs=2)
    assert found.pairings == (Pairing("announces", "alerts"),)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10%..100%:10", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        ("0.05 .. 0.25 : 3", [0.05, 0.15, 0.25]),
        ("0%..90%", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
        ("90%,10%, 0.4", [0.1, 0.4, 0.9]),
    ],
)
def test_values_are_read_from_a_text(school: Emergency, text: str, values: list[float]) -> None:
    swept = sweep(Experiment(school), {"app.leg_fails.staff": text}, SIMPY, pairs=1)
    assert list(swept.inputs[0].values) == values


@pytest.mark.parametrize(
    ("over", "options", "message"),
    [
        ({}, {}, "0 inputs are swept"),
        ({"app.press": [1, 2], "psap.connect": [1, 2], "psap.service": [1, 2]}, {}, "3 inputs are swept"),
        ({"app.push.delay": [1.0]}, {}, "two values or more"),
        ({"app.push.delay": [-1.0, 1.0]}, {}, "app.push.delay: -1 is out of range"),
        ({"app.leg_fails.staff": [0.0, 1.5]}, {}, "app.leg_fails.staff: 1.5 is out of range"),
        ({"app.push.delay": range(1, 1_100)}, {}, "points are too many"),
        ({"app.push.delay": "9 s..3 s:4"}, {}, "is not a span"),
        ({"app.push.delay": "3 s..9 s:1"}, {}, "is not a span"),
        ({"app.press": None}, {}, "app.press states no range; give values"),
        ({"app.press": [1, 2]}, {"pairs": 0}, "pairs: 0 is out of range"),
        ({"app.press": [1, 2]}, {"strategies": ["alerts"]}, "needs two strategies"),
        ({"app.press": [1, 2]}, {"measures": ["rset"]}, "does not apply to this hazard"),
    ],
)
def test_bad_sweeps_are_refused(school: Emergency, over: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        ask(sweep, school, over, **options)


def test_an_unknown_input_or_one_that_is_set_and_a_value_it_cannot_have_are_refused(school: Emergency) -> None:
    with pytest.raises(PlanError, match=r"office_reached\.by_phone: it cannot be 5: .*no scaling can move"):
        sweep(Experiment(mostly_nothing()), {"office_reached.by_phone": [0.0, 5.0]})
    with pytest.raises(SettingError, match=r"app\.push\.delay"):
        sweep(Experiment(school), {"app.push.delays": [1, 2]})
    with pytest.raises(PlanError, match=r"app\.press is set"):
        sweep(Experiment(apply_settings(school, [parse_setting("app.press=9 s")])), {"app.press": [1, 2]})


@pytest.mark.slow
def test_one_break_even_in_a_comparison_a_sweep_and_the_lab(school: Emergency, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = compare(Experiment(school), SIMPY, replications=30, input_pairs=30, joint=0).break_even
    assert entry is not None
    assert (entry.pairing, entry.measure, entry.pairs) == (MAIN, "aware_t90", 30)
    swept = sweep(Experiment(school), {entry.name: None}, SIMPY, pairs=30)
    assert (swept.inputs[0].values, swept.inputs[0].base) == (entry.points, entry.base)
    rows = swept.find_break_evens(MAIN, "aware_t90")
    rows += swept.find_break_evens(MAIN, "aware_t90", "smallest difference")
    assert [row.found for row in rows] == [entry.found, entry.matters_from]
    monkeypatch.setattr(live_comparison, "SIMPY_LOGGED_PAIRS", 30)
    arms = LiveArm("announces"), LiveArm("alerts")
    lab = live_comparison.LiveComparison(school, 1, is_compiled=False)
    (ranged,) = (one for one in list_inputs(school, MAIN.arms, is_compiled=False) if one.name == entry.name)
    found_live = lab.find_break_evens(arms, ranged, MEASURES["aware_t90"], lambda: False)
    assert found_live == (entry.statistic, entry.found, entry.matters_from)


@pytest.mark.slow
def test_a_stopped_sweep_keeps_the_values_that_were_complete_and_the_next_one_goes_on(
    school: Emergency, tmp_path: Path, plays_at_points: list[range]
) -> None:
    """Six points: three values of the first input, the ends first, each with two of the second. The fifth completes no value."""
    grid: dict[str, Any] = {"app.push.delay": DELAYS, "app.leg_fails.staff": [0.0, 0.3]}
    given: dict[str, Any] = {"pairs": 4, "workers": 1, "engine": "simpy", "store": ResultStore(tmp_path, b"12345678")}
    stopped = ask(sweep, school, grid, stop=lambda: len(plays_at_points) >= 5, **given)
    assert (stopped.stopped, stopped.values_asked) == ("interrupted", 3)
    assert stopped.inputs[0].values == (DELAYS[0], DELAYS[2])
    whole = ask(sweep, school, grid, **given)
    assert plays_at_points == [range(n, n + 1) for n in range(6)]
    assert (whole.stopped, whole.differences[:4] + whole.differences[8:]) == ("", stopped.differences)
    assert whole == ask(sweep, school, grid, **given | {"store": None})


@pytest.mark.parametrize("count", [2, 3, 4, 7, 10])
def test_values_are_played_from_the_ends_inwards_each_once(count: int) -> None:
    order = order_coarse_to_fine(count)
    assert sorted(order) == list(range(count))
    for played in range(2, count):
        gaps = np.diff(sorted(order[:played]))
        assert gaps.max() <= 2 * gaps.min() + 1


def test_a_sweep_stopped_before_two_values_has_no_result(school: Emergency, plays_at_points: list[range]) -> None:
    over = {"app.push.delay": DELAYS}
    given: dict[str, Any] = {"pairs": 2, "workers": 1, "engine": "simpy"}
    with pytest.raises(StoppedError, match=r"before two values of app\.push\.delay were complete"):
        ask(sweep, school, over, stop=lambda: len(plays_at_points) >= 1, **given)
    with pytest.raises(StoppedError, match="values of the files"):
        ask(sweep, school, over, stop=lambda: True, **given)


@pytest.mark.parametrize("text", ["3, 4", "3 s..", "3 m..4 m", "", "3 s,,4 s", "..:", "3 s..4 s:x"])
def test_a_value_that_cannot_be_read_is_refused_with_its_input(school: Emergency, text: str) -> None:
    with pytest.raises(SettingError, match=r"app\.push\.delay: "):
        sweep(Experiment(school), {"app.push.delay": text})


def test_each_table_has_the_inputs_as_columns_and_every_key_is_documented(swept: Sweep, tmp_path: Path) -> None:
    paths = swept.write_csv(tmp_path)
    assert [path.name for path in paths] == ["differences.csv", "arms.csv", "break_even.csv"]
    with paths[0].open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert {line["app.push.delay"] for line in lines} == {"1.0", "4.0", "30.0"}
    records = swept.to_json()["differences"]
    assert [float(line["reduction"]) for line in lines] == [record["reduction"] for record in records]
    assert "verdict" not in records[0]
    page = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
    own = page.split("sweep --json")[1]
    record = swept.to_json()
    keys = [key for name in ("inputs", "break_evens", "arms", "differences") for key in record[name][0]]
    assert [key for key in keys if f"`{key}`" not in page] == []
    assert [key for key in record if f"`{key}`" not in own] == []


@pytest.mark.slow
def test_the_break_even_of_the_press_in_model_r1_is_the_closed_form() -> None:
    """Tolerance: three standard errors, of which the interval has 2 x 1.96."""
    experiment, over = Experiment(open_emergency("reference-r1")), {"app.press": ["5 s", "15 s", "25 s", "40 s"]}
    found = sweep(experiment, over, SIMPY, measures=["first_report"], pairs=400)
    (entry,) = found.find_break_evens(R1, "first_report")
    assert entry.found.crossing == Crossing.ONCE
    standard_error = ((entry.found.high or 0.0) - (entry.found.low or 0.0)) / (2 * 1.96)
    assert 0.2 < standard_error < 1.5
    assert entry.found.value == pytest.approx(CLOSED_FORM, abs=3 * standard_error)
    at_ends = [point.contrast.reduction for point in found.find_differences(R1, "first_report")]
    slopes = np.diff(at_ends) / np.diff([5.0, 15.0, 25.0, 40.0])
    assert slopes == pytest.approx([slopes[0]] * 3, rel=1e-4)  # times are on a grid
