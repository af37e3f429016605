"""Structures in a comparison: what each is held against, when it differs, when it turns the answer, and what is left out."""

import math
import statistics
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.scenario import Emergency, Structure
from scenarios.settings import apply_settings, parse_setting
from scenarios.structures import apply_structure, play_under
from sim.experiment import structures
from sim.experiment.compare import compare
from sim.experiment.comparison import STRUCTURES_CUT_SHORT_NOTE, Comparison, LeftOutStructure, StructureEffect
from sim.experiment.execution import Execution
from sim.experiment.executor import Progress
from sim.experiment.input_points import PointTask
from sim.experiment.runner import ReplicationResults, ReplicationTask, build_arm_tables
from sim.experiment.structures import NO_CHANGE, StructurePlayer, StructureQuestion, StructureResult, play_structures
from sim.measures import MEASURES
from sim.statistics.estimators import Interval, Resamples
from sim.statistics.paired import MedianWord, Pairing
from sim.statistics.sensitivity import EndShift, ShiftEstimator
from sim.statistics.summaries import Arm
from sim.statistics.verdicts import Verdict, is_turned
from tests.sim.exercise.exercises import known
from tests.sim.experiment.hand_made import hold, play_by
from tests.sim.experiment.questions import ALONE, ask
from tests.sim.schools import small_school

PAIRS = 30
FEW = {"id": "few", "title": "each tells one other", "about": "word of mouth", "settings": {"protocol.tell.most": 1}}
SLOW = {"id": "slow", "title": "the office is slow", "about": "the office", "settings": {"pa.reach_microphone": "80 s"}}
FEW_DAY = {**FEW, "id": "few-day", "conditions": ["pa-failed"]}
SAME = {"id": "same", "title": "as it is", "about": "nothing", "settings": {"protocol.tell.most": 2}}
NO_APP = {"id": "no-mail", "title": "mail is slow", "about": "mail", "settings": {"app.email.delay": "9 s"}}


def school(*structures: dict[str, Any], **changes: Any) -> Emergency:
    plain = small_school(**changes)
    declared = [Structure.model_validate(one) for one in structures]
    return replace(plain, scenario=plain.scenario.model_copy(update={"structures": declared}))


def play(emergency: Emergency, **given: Any) -> Comparison:
    asked: dict[str, Any] = {"replications": PAIRS, "input_pairs": 1, "joint": 0, "workers": 1, "engine": "simpy"}
    return ask(compare, emergency, **asked | given)


def test_a_structure_that_changes_nothing_changes_no_bit_and_an_arm_keeps_a_value_of_its_own() -> None:
    emergency, pairing = school(SAME), Pairing("announces", "alerts")
    task = ReplicationTask(tuple(build_arm_tables(emergency, arm) for arm in pairing.arms), 1, 0)
    results = ReplicationResults(task, pairing.arms)
    results(range(PAIRS), task.play(range(PAIRS)))
    question = StructureQuestion(emergency, 1, pairing, MEASURES["aware_t90"], 5.0, PAIRS)
    player = StructurePlayer(question, results, ALONE)
    under = apply_structure(emergency, emergency.scenario.structures[0])
    moved = known(player.play(player.build_task(under, pairing), player.execution))
    for arm, values in zip(pairing.arms, moved, strict=True):
        assert np.array_equal(values, results.column(arm, "aware_t90"))
    emergency = add_arm(school(SLOW), parse_arm("quick: announces, pa.reach_microphone=12 s", ["announces"]))
    under = play_under(emergency, "slow")
    assert build_arm_tables(under, Arm("quick")) == build_arm_tables(emergency, Arm("quick"))
    assert build_arm_tables(under, Arm("announces")) != build_arm_tables(emergency, Arm("announces"))


@pytest.mark.slow
def test_a_value_set_for_every_arm_leaves_its_structures_out() -> None:
    emergency = apply_settings(school(SLOW), [parse_setting("belief.at_once=50%")])
    assert [effect.id for effect in play(emergency, replications=2).structures] == ["slow"]
    emergency = replace(emergency, overrides={"pa.reach_microphone": 12.0})
    (left_out,) = play(emergency, replications=2).structures_left_out
    assert left_out.why == "pa.reach_microphone is set to another value"


@pytest.mark.slow
@pytest.mark.parametrize("asked", [{"input_pairs": 0}, {"structures": 0}, {"strategies": ["alerts"]}])
def test_no_structure_is_played_without_input_pairs_or_pairing_or_if_none_is_asked_for(asked: dict[str, Any]) -> None:
    assert play(school(FEW), replications=2, **asked).structures == ()


@pytest.mark.slow
def test_an_interrupted_run_keeps_the_structures_that_were_played() -> None:
    done: list[int] = []

    def note(part: str, progress: Any) -> None:
        if part == structures.STRUCTURES:
            done.append(progress.done)

    short = play(school(FEW, SLOW, FEW_DAY), on_progress=note, stop=lambda: 2 in done)
    assert (short.stopped, len(short.structures) in (1, 2)) == ("interrupted", True)
    assert STRUCTURES_CUT_SHORT_NOTE in short.notes


@pytest.mark.slow
def test_the_verdict_of_the_main_contrast_names_what_turns_it_once() -> None:
    """A press that takes minutes brings the alert too late. Two structures say so, and the other contrasts are not about it."""
    slower, slowest = (
        {"id": name, "title": "a press takes minutes", "about": "the press", "settings": {"app.press": press}}
        for name, press in (("slower", "300 s"), ("slowest", "400 s"))
    )
    sizes = {"aware_t90": 20, "first_unit_on_scene": 5}
    matters = [{"measure": name, "smallest_difference": by} for name, by in sizes.items()]
    result = play(school(slower, slowest, primary=matters), structures=PAIRS)
    assert [effect.turns for effect in result.structures] == [True, True]
    wanted = (*MAIN, "aware_t90")
    (main,) = (one for one in result.contrasts if (one.baseline, one.strategy, one.conditions, one.measure) == wanted)
    assert main.verdict == "depends on structure: the press"
    assert [one for one in result.contrasts if one.finding is Verdict.STRUCTURAL] == [main]


MAIN = Pairing("announces", "alerts")
SECONDS: dict[str, Callable[[int], float]] = {
    "announces": lambda n: 200.0 + n + n % 3,
    "alerts": lambda n: 190.0 + n,  # 10, 11 or 12 s sooner
    "few": lambda n: 205.0 + n + n % 3 - n % 2,  # in the place of alerts, 5 s later, in odd pairs 4 s
    "slow": lambda n: math.inf if n >= 4 else 195.0 + n,
}
"""Of what is played on the day that was asked for; 1,000 s later on a day without the PA."""


def time_under(structure: str, arm: Arm, n: int) -> float:
    of_arm = structure if structure and arm.strategy == "alerts" else arm.strategy
    return SECONDS[of_arm](n) + (1000.0 if arm.conditions else 0.0)


def play_by_hand(
    monkeypatch: pytest.MonkeyPatch, emergency: Emergency, delta: float, asked: int, stop_after: int = 9
) -> tuple[StructureResult, list[tuple[int, int]]]:
    """25 pairs that were played, five of them in one go, and the progress."""
    counts: list[tuple[int, int]] = []

    def play_points(task: PointTask, execution: Execution, part: str) -> Any:
        assert [point.replications.start for point in task.points] == list(range(0, asked, 5))
        if part:
            report = known(execution.progress_for(part))
            report(Progress(2, 5, 0.0, 1.0))
        under = task.emergency.structure
        name = "" if under is None else under.id.removesuffix("-day")
        return None if len(counts) > stop_after else play_by(lambda _, arm, n, __: time_under(name, arm, n))(task)

    monkeypatch.setattr(structures, "CHUNK", 5)
    monkeypatch.setattr(structures, "play_points", play_points)
    question = StructureQuestion(emergency, 1, MAIN, MEASURES["aware_t90"], delta, asked)

    def plays(_: object, arm: Arm, n: int, name: str) -> float:
        return time_under("", arm, n) + (7.0 * n if name == "dispatched" else 0.0)

    results = hold(MAIN.arms[::-1], ["dispatched", "aware_t90"], 25, plays)
    execution = Execution(on_progress=lambda _, one: counts.append((one.done, one.total)))
    return play_structures(StructurePlayer(question, results, execution), list(question.list_structures())), counts


def test_the_effect_of_a_structure_is_the_paired_difference_over_first_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    found, counts = play_by_hand(monkeypatch, school(FEW, SAME, SLOW, FEW_DAY, NO_APP), 5.0, 22)
    assert counts == [(2, 25), (12, 25), (17, 25)]  # the first, the third and the fourth of five, of five chunks each
    assert found.left_out == (
        LeftOutStructure("same", "as it is", NO_CHANGE),
        LeftOutStructure("no-mail", "mail is slow", "no strategy here has app.email.delay"),
    )
    few, slow, day = found.effects
    error = statistics.stdev([(n % 2 - 5) - (10 + n % 3) for n in range(22)]) / math.sqrt(22)
    for effect, about in ((few, ""), (day, "-day")):
        assert (effect.id, effect.about, effect.statistic, effect.pairs) == (f"few{about}", "word of mouth", "mean", 22)
        assert (effect.base_reduction, effect.reduction) == pytest.approx((10 + 21 / 22, -4.5))
        assert effect.shift_se == pytest.approx(error)
        assert effect.differs
    assert (few.pairing, day.pairing) == (MAIN, Pairing("announces", "alerts", ("pa-failed",)))
    assert -4.8 < (few.ci_low or 0.0) < -4.5 < (few.ci_high or 0.0) < -4.2  # a standard error of 0.11
    # over 5 s sooner in the base case, within 5 s either way under it; a day of its own turns nothing
    assert (few.turns, day.turns) == (True, False)
    assert (slow.statistic, slow.reduction, slow.word, slow.base_reduction, slow.ci_low) == (
        "median", None, MedianWord.ONLY_BASELINE, 11.0, None
    )  # fmt: skip
    assert (slow.title, slow.shift_se) == ("the office is slow", None)
    assert found.turned[MAIN, "aware_t90"] == ("word of mouth", "the office")


@pytest.mark.parametrize(
    ("delta", "asked", "turns"),
    [(5.0, 20, True), (5.0, 19, False), (11.0, 20, False), (4.45, 20, False), (4.2, 20, True)],
)
def test_what_turns_the_answer_is_on_a_side_that_the_base_case_does_not_touch(
    delta: float, asked: int, turns: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The base case is 10.96 s by 25 pairs, 10.6 to 11.3. Of few pairs nothing is said, though it differs."""
    (effect,) = play_by_hand(monkeypatch, school(FEW), delta, asked)[0].effects
    assert (effect.turns, effect.differs, effect.pairs) == (turns, True, asked)


def test_what_was_played_before_a_stop_is_kept_and_few_pairs_have_no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = play_by_hand(monkeypatch, school(FEW, SAME, SLOW), 5.0, 22, stop_after=1)
    assert ([effect.id for effect in found.effects], found.is_interrupted) == (["few"], True)
    assert [entry.id for entry in found.left_out] == ["same"]
    # Its pairs are 5, 6, 7 and 5 s sooner, and one never.
    (effect,) = play_by_hand(monkeypatch, school(SLOW), 5.0, 5)[0].effects
    assert (effect.reduction, effect.ci_low, effect.ci_high, effect.turns) == (5.0, None, None, False)


def test_two_standard_errors_decide_whether_a_structure_differs_and_what_turns_is_named_once() -> None:
    plain = StructureEffect(
        MAIN, "aware_t90", "a", "A", "the press", "mean", 22, 1.0, 0.5, 2.0, MedianWord.FINITE, 9.0, 0.1, True, True
    )
    other = replace(plain, pairing=MAIN._replace(conditions=("pa-failed",)), about="lunch")
    effects = plain, replace(plain, id="b"), other, replace(plain, about="the office", turns=False)
    assert StructureResult((*effects, replace(plain, about="radio"))).turned == {
        (MAIN, "aware_t90"): ("the press", "radio"), (other.pairing, "aware_t90"): ("lunch",)
    }  # fmt: skip
    # However small the shift is beside what matters: a shift that surely is no larger than a quarter of it differs all the same.
    estimator = ShiftEstimator(MEASURES["aware_t90"], "mean", 1800.0, delta=1000.0)
    base = np.arange(100.0)
    spread = np.where(np.arange(100) % 2, 5.0, -5.0)
    error = spread.std(ddof=1) / 10.0
    for size, differs in ((1.9, False), (2.1, True)):
        end = estimator.estimate(base, base + spread + size * error, Resamples(1, 100))
        assert (end.is_beyond_chance, end.reading) == (differs, "no effect")
    assert not EndShift(3.0, 3.0, 0.0, "no effect").is_beyond_chance


TURNS: dict[tuple[int, int], dict[tuple[float, float], bool]] = {
    (12, 20): {(2, 9): True, (2, 10): True, (2, 10.5): False, (-30, -11): True},
    (-3, 3): {(11, 15): True, (-15, -11): True, (-15, -10): False},
    (8, 11): {(12, 20): False, (1, 3): False, (-20, -12): True},
    (-12, 12): {(-20, -12): False},
}


@pytest.mark.parametrize(("base", "own", "turns"), [(base, *one) for base in TURNS for one in TURNS[base].items()])
def test_a_structure_turns_the_answer_if_it_lies_wholly_where_the_base_case_is_not(
    base: tuple[float, float], own: tuple[float, float], turns: bool
) -> None:
    assert is_turned(Interval(*base), Interval(*own), 10.0) is turns
