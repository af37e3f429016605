"""The live comparison gives the numbers of `compare`, plays nothing twice, and stops at once."""

from dataclasses import replace

import pytest

from sim.experiment.compare import compare
from sim.experiment.experiment import Experiment
from sim.experiment.live_comparison import LiveAnswer, LiveArm, LiveComparison
from sim.experiment.runner import ReplicationTask
from sim.experiment.screening import list_inputs
from sim.measures import MEASURES
from sim.statistics.break_even import Crossing
from sim.statistics.paired import Contrast
from sim.statistics.summaries import Arm
from tests.sim.exercise.exercises import known
from tests.sim.experiment.questions import SIMPY
from tests.sim.schools import small_school

SEED = 3
MOVED = "witnessing.recognition", 30.0
WITHOUT, WITH = LiveArm("dials"), LiveArm("alerts").move(*MOVED)


def live_comparison(*steps: int) -> LiveComparison:
    return LiveComparison(small_school(), SEED, is_compiled=False, steps=steps)


def ask(live: LiveComparison, *arms: LiveArm) -> list[LiveAnswer]:
    answers: list[LiveAnswer] = []
    assert live.refine(arms, lambda: False, answers.append)
    return answers


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, range]]:
    """Fills with what is played: the strategy and the replications."""
    blocks: list[tuple[str, range]] = []
    play = ReplicationTask.play

    def record(task: ReplicationTask, chunk: range) -> object:
        blocks.append((task.tables[0].strategy, chunk))
        return play(task, chunk)

    monkeypatch.setattr(ReplicationTask, "play", record)
    return blocks


def unnamed(contrast: Contrast) -> Contrast:
    return replace(contrast, baseline="", strategy="")


@pytest.mark.slow
def test_an_answer_has_the_numbers_of_a_comparison_with_the_same_settings() -> None:
    moved = [arm.move(*MOVED) for arm in (WITHOUT, WITH)]
    [_, last] = ask(live_comparison(20, 30), *moved)
    moved_school = replace(small_school(), overrides=dict([MOVED]))
    whole = compare(Experiment(moved_school, ["dials", "alerts"], seed=SEED), SIMPY, replications=30, input_pairs=0)
    expected = {one.measure: unnamed(one) for one in whole.contrasts}
    assert [one.measure for one in last.primary("B")] == ["aware_t90", "first_unit_on_scene"]
    assert all(unnamed(one) == expected[one.measure] for one in last.contrasts)
    assert {one.measure for one in last.contrasts if one.adverse} >= {
        one.measure for one in whole.contrasts if one.adverse == "worse" and one.measure != "processing"
    }
    means = {one.measure: one.mean for one in whole.measures if one.strategy == "alerts"}
    assert last.levels["B", "aware_t90"] == means["aware_t90"]


@pytest.mark.slow
def test_an_input_that_moves_in_one_arm_leaves_the_other_as_it_was_played(played: list[tuple[str, range]]) -> None:
    live = live_comparison(20)
    [before] = ask(live, WITHOUT, WITH)
    played.clear()
    ask(live, WITHOUT, WITH.move("psap.service", 100.0))
    assert {strategy for strategy, _ in played} == {"alerts"}
    played.clear()
    [again] = ask(live, WITHOUT, WITH)
    assert not played
    assert again == before


def test_a_cancelled_question_stops_before_its_first_answer_and_goes_on_later(played: list[tuple[str, range]]) -> None:
    live = live_comparison(20)
    answers: list[LiveAnswer] = []
    assert not live.refine([WITHOUT, WITH], lambda: len(played) >= 2, answers.append)
    assert not answers
    assert sum(len(block) for _, block in played) < 40
    [answer] = ask(live, WITHOUT, WITH)
    fours = [range(start, start + 4) for start in range(0, 20, 4)]
    assert [block for strategy, block in played if strategy == "dials"] == fours
    assert answer == ask(live_comparison(20), WITHOUT, WITH)[0]


@pytest.mark.slow
def test_a_break_even_is_where_the_answers_change_sides() -> None:
    """Pinned: only B moves. The later staff notice their phones, the less the app alert gains over a pinned one."""
    live = live_comparison(40)
    pinned, changed = LiveArm("alerts").move("app.push.delay", 10.0), LiveArm("alerts")
    inputs = list_inputs(small_school(), (Arm("alerts"), Arm("alerts")), is_compiled=False)
    [ranged] = [one for one in inputs if one.name == "app.push.delay"]
    measure = MEASURES["aware_t90"]
    found = known(live.find_break_evens((pinned, changed), ranged, measure, lambda: False, moves_both=False))
    assert found.zero.crossing is Crossing.ONCE
    assert found.zero.value == pytest.approx(10.0, rel=0.05)
    [below], [above] = (ask(live, pinned, changed.move("app.push.delay", delay)) for delay in (5.0, 20.0))
    assert below.primary("B")[0].reduction > 0 > above.primary("B")[0].reduction
    both = known(live.find_break_evens((pinned, changed), ranged, measure, lambda: False))
    assert both.zero.crossing is Crossing.NEVER


@pytest.mark.slow
def test_a_joint_range_leaves_what_was_moved_where_it_is() -> None:
    live = live_comparison(20)
    inputs = list_inputs(small_school(), (Arm("dials"), Arm("alerts")), is_compiled=False)
    fixed = [LiveArm(name) for name in ("dials", "alerts")]
    for ranged in inputs:
        fixed = [arm.move(ranged.name, ranged.low) for arm in fixed]
    assert live.find_joint((fixed[0], fixed[1]), lambda: False, 8) == ()
    [aware, _] = live.find_joint((LiveArm("dials"), LiveArm("alerts")), lambda: False, 8)
    assert (aware.measure, aware.points, aware.pairing.strategy) == ("aware_t90", 8, "B")
