"""Structures in a comparison: where they stand in the hypercube, which one is named, and what is left out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.scenario import Emergency, Structure
from scenarios.settings import apply_settings, parse_setting
from scenarios.structures import play_under
from sim.experiment import joint, process_pool
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, LeftOutStructure
from sim.experiment.input_points import PointTask
from sim.experiment.joint import JointResult, build_joint_task, compute_joint_ranges, draw_points
from sim.experiment.runner import build_arm_tables
from sim.experiment.sensitivity import SensitivityQuestion
from sim.experiment.structures import ANOTHER_DAY, NO_CHANGE, find_alternatives
from sim.experiment.used_inputs import RangedInput
from sim.measures import MEASURES
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from tests.sim.experiment.hand_made import hold, play_by
from tests.sim.experiment.questions import ALONE, ask
from tests.sim.schools import small_school

FEW = {"id": "few", "title": "each tells one", "settings": {"protocol.tell.most": 1}}
SLOW = {"id": "slow", "title": "the office is slow", "settings": {"pa.reach_microphone": "80 s"}}
FEW_DAY = {**FEW, "id": "few-day", "conditions": ["pa-failed"]}
SAME = {"id": "same", "title": "as it is", "settings": {"protocol.tell.most": 2}}
NO_APP = {"id": "no-mail", "title": "mail is slow", "settings": {"app.email.delay": "9 s"}}
MAIN = Pairing("announces", "alerts")
SHARE = RangedInput("app.installed", "assumed", 0.2, 0.9, "share")


def school(*structures: dict[str, Any]) -> Emergency:
    plain = small_school()
    asked = {"asks": "Is it so here?", "then": "If not"}
    declared = [Structure.model_validate(asked | one) for one in structures]
    return replace(plain, scenario=plain.scenario.model_copy(update={"structures": declared}))


def test_an_arm_keeps_a_value_of_its_own_under_a_structure() -> None:
    emergency = add_arm(school(SLOW), parse_arm("quick: announces, pa.reach_microphone=12 s", ["announces"]))
    under = play_under(emergency, "slow")
    assert build_arm_tables(under, Arm("quick")) == build_arm_tables(emergency, Arm("quick"))
    assert build_arm_tables(under, Arm("announces")) != build_arm_tables(emergency, Arm("announces"))


def test_what_changes_nothing_cannot_be_here_or_is_about_another_day_is_left_out() -> None:
    emergency = school(SAME, FEW, NO_APP, FEW_DAY, SLOW)
    found = find_alternatives(emergency, MAIN.arms)
    assert [*found.structures] == [*found.emergencies] == ["few", "slow"]
    assert found.left_out == (
        LeftOutStructure("same", "as it is", NO_CHANGE),
        LeftOutStructure("no-mail", "mail is slow", "no strategy here has app.email.delay"),
        LeftOutStructure("few-day", "each tells one", ANOTHER_DAY),
    )
    assert find_alternatives(play_under(emergency, "slow"), MAIN.arms).structures == {}
    set_alike = replace(emergency, overrides={"pa.reach_microphone": 12.0})
    assert find_alternatives(set_alike, MAIN.arms).left_out[-1].why == "pa.reach_microphone is set to another value"


def test_half_of_the_points_are_under_none_and_the_others_under_each_equally_often() -> None:
    points = draw_points([SHARE], 384, 1, ["a", "b", "c", "d", "e"])
    under = [point.structure for point in points]
    assert {name: under.count(name) for name in sorted({*under})} == {
        "": 192,
        "a": 39,
        "b": 39,
        "c": 38,
        "d": 38,
        "e": 38,
    }
    assert [point.values for point in points] == [point.values for point in draw_points([SHARE], 384, 1)]
    # at random over the parts of the range: the mean of 192 shares of 384 has a standard error of 0.0147
    shares = [(dict(point.values)[SHARE.name] - 0.2) / 0.7 for point in points if not point.structure]
    assert abs(sum(shares) / 192 - 0.5) < 4 * 0.0147


def play_by_hand(monkeypatch: pytest.MonkeyPatch, gains: dict[str, float], *structures: dict[str, Any]) -> JointResult:
    """The alert is 10 s sooner for each tenth of `app.installed` over 0.4, and by so much more under a structure. There is no noise."""

    def plays(moved: Mapping[str, Any], arm: Arm, n: int, name: str) -> float:
        gain: float = 100.0 * moved.get(SHARE.name, 0.5) - 40.0 + gains.get(moved.get("structure", ""), 0.0)
        return 500.0 + n % 3 - (arm.strategy == "alerts") * gain

    monkeypatch.setattr(joint, "JOINT_PAIRS", 4)
    monkeypatch.setattr(joint, "list_ranged_inputs", lambda *_: (SHARE,))
    question = SensitivityQuestion(school(*structures), 3, (MAIN,), {MEASURES["aware_t90"]: 20.0})
    results = hold(MAIN.arms, ["aware_t90"], 30, plays)
    task = build_joint_task(question, results, 120, set(), is_compiled=False)
    return compute_joint_ranges(question, results, task, ALONE, lambda task, *_: play_by(plays)(task))


def test_a_structure_is_named_where_the_share_that_matters_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It matters from a share of 0.6 on, in 3 of 7 parts of the range. With 60 s less it never does, and up to 0.8 it is worse by as much.

    12 s more is beyond a 95% interval, which three structures would cross by chance in many rows.
    """
    gains = {"few": 12.0, "slow": -60.0, "more": 30.0}
    more = {"id": "more", "title": "each tells three", "settings": {"protocol.tell.most": 3}}
    found = play_by_hand(monkeypatch, gains, FEW, SLOW, more)
    usual, few, slow, most = found.structures
    assert [line.id for line in found.structures] == ["", "few", "slow", "more"]
    assert [line.points for line in found.structures] == [60, 20, 20, 20]
    assert (usual.above_delta, usual.below_minus_delta) == pytest.approx((3 / 7, 0.0), abs=4 * 0.064)
    assert (slow.above_delta, slow.below_minus_delta) == pytest.approx((0.0, 6 / 7), abs=4 * 0.078)
    assert [line.is_named for line in (usual, few, slow, most)] == [False, False, True, True]
    assert (slow.title, slow.asks, slow.then, slow.pairs) == ("the office is slow", "Is it so here?", "If not", 4)
    points = draw_points([SHARE], 120, 3, ["few", "slow", "more"])
    values = sorted(100 * dict(point.values)[SHARE.name] - 100 for point in points if point.structure == "slow")
    assert (slow.p05, slow.p50, slow.p95) == pytest.approx((values[0], values[9], values[18]))
    assert slow.below_minus_delta == sum(value < -20 for value in values) / 20


def test_points_that_differ_by_chance_alone_name_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.statistics.joint._mean_square", lambda _: 1e9)
    found = play_by_hand(monkeypatch, {"slow": -60.0}, SLOW)
    assert (found.ranges[0].is_resolvable, found.structures) == (False, ())


def play(emergency: Emergency, **given: Any) -> Comparison:
    asked: dict[str, Any] = {"replications": 2, "input_pairs": 1, "joint": 8, "workers": 1, "engine": "simpy"}
    return ask(compare, emergency, **asked | given)


@pytest.mark.slow
def test_both_engines_play_the_same_under_structures() -> None:
    emergency = apply_settings(school(FEW, SLOW), [parse_setting("belief.at_once=50%")])
    simpy, compiled = (play(emergency, engine=engine) for engine in ("simpy", "compiled"))
    assert simpy.to_json() == compiled.to_json()
    assert {line.id for line in simpy.structures} == {"", "few", "slow"}


@pytest.mark.slow
@pytest.mark.parametrize("asked", [{"input_pairs": 0}, {"joint": 0}, {"strategies": ["alerts"]}])
def test_no_structure_is_played_without_combinations_or_a_pairing(asked: dict[str, Any]) -> None:
    assert play(school(FEW), **asked).structures == ()


@pytest.mark.slow
def test_many_points_are_played_in_processes_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []

    class Counted(process_pool.ProcessPool):
        def __init__(self, task: PointTask, workers: int) -> None:
            opened.append(workers)
            super().__init__(task, workers)

    monkeypatch.setattr(process_pool, "ProcessPool", Counted)
    alone, two = (play(school(FEW, SLOW), joint=64, engine="compiled", workers=workers) for workers in (1, 2))
    assert opened == [2]
    assert alone.to_json() == two.to_json()
    assert len(two.structures) == 3 * sum(line.is_resolvable for line in two.joint) > 0
