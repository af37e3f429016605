"""What each decision did: against the model's answer at the same cue, choice apart from time, from plays that are written down here."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenarios.exercise import Decision, OptionDuration
from scenarios.library import ValidatedExercise
from scenarios.targets import Target
from sim.exercise import decision_effects, fitting
from sim.exercise.arms import build_tables
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, Difference, OtherAnswer, Plan, VariantPlanner
from sim.exercise.events import AwarenessRuled, InjectResolved
from sim.exercise.fitting import FittingEmergencies, select_emergencies
from sim.exercise.journal import Header
from sim.exercise.replay import PlannedAction
from sim.exercise.state import State
from sim.exercise.triggers import Trigger
from sim.experiment.design import PlanError
from sim.experiment.execution import StoppedError
from sim.model.tables import NOBODY
from sim.model.trace import EventKind, Trace
from tests.sim.exercise.decisions_by_hand import Plays, decide, let_lapse, log, stand_in, unplayed, with_decisions
from tests.sim.exercise.exercises import known, opened
from tests.sim.exercise.rooms import let_vote

ARREST, SEED, FEW = "cardiac-arrest-20", 1, 4
CPR, SHOCK, SHARE = "collapse_to_cpr", "collapse_to_shock", "acknowledgement_rate"
SIX = (2, 3, 5, 8, 13, 21)
PA_FAILS = {"kind": "channel", "channel": "pa", "works": False}


@cache
def exercise() -> ValidatedExercise:
    """D1 in seconds, its option `run` with a time of its own; D2 in seconds; D3 in a share, of which more is better; D5."""
    asked = {one.id: one for one in opened(ARREST).exercise.decisions}
    takes = OptionDuration.model_validate({"seconds": "33 s", "basis": "assumed", "why": "by construction"})
    options = [one.model_copy(update={"takes": takes} if one.id == "run" else {}) for one in asked["D1"].options]
    asked["D1"] = asked["D1"].model_copy(update={"options": options})
    keep = {"D1": ("run", "street", "office"), "D2": ("pa", "wait"), "D3": ("tasks", "nurse", "dispatcher")}
    kept = (
        one.model_copy(update={"options": [option for option in one.options if option.id in keep[one.id]]})
        for one in (asked["D1"], asked["D2"], asked["D3"].model_copy(update={"measure": SHARE}))
    )
    return with_decisions(opened(ARREST), *kept, asked["D5"], asked["D6"])


def with_setup(state: State, **given: Any) -> State:
    assert state.setup is not None
    state.setup = replace(state.setup, **given)
    return state


def team(first: str = "street") -> State:
    """D1 after 40 s that the team said, an inject, D3 at the model's pace; D2 ran out, D5 was never asked, and an objective is left out."""
    state = with_setup(unplayed(exercise()), left_out=("calls",))
    state.held = frozenset({"aide@a04"})
    decide(state, "D1", first, source="room", thinking=28.0, answered=12.0, cost=40.0)
    log(state, InjectResolved(7, "delivered", world=[PA_FAILS], cue=Trigger(30.0).to_json()))
    decide(state, "D3", "nurse", opened_at=90.0, starts=99.0)
    let_lapse(state, "D2", 50.0, 110.0)
    return state


def question(state: State, name: str) -> Decision:
    return next(one for one in state.exercise.decisions if one.id == name)


def plan_of(planner: VariantPlanner, name: str, option: str) -> Plan:
    asked = question(planner.state, name)
    return planner.with_option(asked, next(one for one in asked.options if one.id == option))


def other_of(planner: VariantPlanner, name: str, option: str) -> Plan:
    asked = question(planner.state, name)
    return planner.with_other(asked, next(one for one in asked.options if one.id == option))


def step(plan: Plan, name: str) -> PlannedAction:
    (found,) = (one for one in plan if one.id == name)
    return found


# ---- the plans --------------------------------------------------------------------------------------


def test_in_each_plan_one_decision_is_changed_and_each_costs_what_it_says() -> None:
    """Seconds until it is answered and until its acts begin, who waits for it, and whether the model decides; None: the model's time."""
    planner = VariantPlanner(team())
    asked = {one.id: one for one in planner.questions}
    assert [*asked] == ["D1", "D2", "D3", "D5"]  # to D6 there are no answers
    assert [one.id for one in planner.asked] == ["D1", "D2", "D3"]
    assert [one.id for one in planner.team] == ["D1", "inject-7", "D3", "D2"]

    def read(plan: Plan, name: str) -> tuple[Any, ...]:
        assert [one for one in plan if one.id != name] == [one for one in planner.team if one.id != name]
        one = step(plan, name)
        acts = "+".join(str(act["kind"]) for act in one.actions)
        return one.option, one.cost, one.decided_after, acts, one.holds, one.is_modeled

    aide, office = ("aide@a04",), ("office", "principal")
    plan, other = partial(plan_of, planner), partial(other_of, planner)
    first, second = asked["D1"], asked["D2"]
    table: dict[str, tuple[Plan, tuple[Any, ...]]] = {
        "D1": (planner.team, ("street", 40.0, 12.0, "press+meet-responders", aide, False)),
        "D1 model": (planner.without(first), (None, 0.0, 0.0, "", (), True)),
        "D1 at its time": (planner.at_model_time(first), ("street", None, 0.0, "press+meet-responders", aide, False)),
        "D1 run": (plan("D1", "run"), ("run", 33.0, 0.0, "press+fetch-aed", aide, False)),
        "D1 office": (plan("D1", "office"), ("office", None, 0.0, "tell+start-cpr", aide, False)),
        "D1 other, run": (other("D1", "run"), ("run", 33.0, 0.0, "press+fetch-aed", aide, False)),
        "D1 other, office": (other("D1", "office"), ("office", 40.0, 12.0, "tell+start-cpr", aide, False)),
        "D2": (planner.team, (None, 60.0, 60.0, "", (), False)),
        "D2 model": (planner.without(second), (None, 0.0, 0.0, "", (), False)),
        "D2 wait": (plan("D2", "wait"), ("wait", None, 0.0, "", office, False)),
        "D2 other, wait": (other("D2", "wait"), ("wait", None, 0.0, "", office, False)),
    }
    found = {label: read(one, label[:2]) for label, (one, _) in table.items()}
    assert found == {label: expected for label, (_, expected) in table.items()}
    assert [planner.at_model_time(asked[name]) == planner.team for name in ("D1", "D2", "D3")] == [False, True, True]
    for left, was in zip(planner.simulated, planner.team, strict=True):
        assert left == (was if was.id == "inject-7" else step(planner.without(asked[was.id]), was.id))
    assert step(plan("D1", "office"), "D1").actions[0]["whom"] == "secretary-1"
    assert other("D1", "office") == VariantPlanner(team("office")).team
    assert plan("D1", "street") == planner.at_model_time(first)


@pytest.mark.parametrize(
    ("source", "cue", "is_other"),
    [
        ("measured", {}, True),
        ("takes", {}, False),
        ("model", {}, False),
        ("room", {"cue": Trigger(9.0).to_json()}, False),
    ],
)
def test_only_time_that_the_team_took_can_be_taken_off(source: str, cue: dict[str, Any], *, is_other: bool) -> None:
    state = unplayed(exercise())
    decide(state, "D1", "street", source=source, answered=12.0, cost=40.0, **cue)
    planner = VariantPlanner(state)
    assert (planner.at_model_time(planner.questions[0]) != planner.team) is is_other


def test_a_question_that_was_skipped_at_once_is_left_to_the_model_and_what_was_ruled_is_no_decision() -> None:
    state = unplayed(exercise())
    log(state, AwarenessRuled("D2", [{"kind": "inform", "whom": "principal"}]), 70.0)
    let_lapse(state, "D2", 50.0, 50.0)
    let_lapse(state, "D3", None, 80.0)
    planner = VariantPlanner(state)
    assert [one.id for one in planner.team] == ["rule-D2", "D2"]
    assert planner.without(question(state, "D2")) == planner.team == planner.simulated


def test_words_alone_and_other_acts_are_answers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's own answer takes the place of acts, and of nothing where there were none."""
    state = unplayed(exercise())
    decide(state, "D1", None, does=[{"kind": "tell", "by": "aide", "whom": "nurse"}])
    decide(state, "D3", None)
    planner = VariantPlanner(state)
    assert [step(planner.without(one), one.id).is_modeled for one in planner.asked] == [True, False]
    stand_in(monkeypatch, Plays(SIX, ()))
    found = known(decision_effects.measure_decision_effects(state, 6, ["D1", "D3"]))
    assert [(one.answer, one.effective_at) for one in found.decisions] == [("write-in", 61.5), ("discussion", None)]


# ---- what comes of it -------------------------------------------------------------------------------

MODEL, SWIFT, OWN = (
    (100.0, 130.0, 90.0, 170.0, 110.0, 150.0),
    (90.0, 110.0, 60.0, 170.0, 70.0, 142.0),  # 18 s less on average
    (96.0, 122.0, 63.0, 179.0, 85.0, 163.0),  # 11 s more than that
)
RUN, OFFICE = (70.0, 90.0, 40.0, 165.0, 109.0, 147.0), (75.0, 110.0, 45.0, 80.0, 15.0, 65.0)
OFFICE_LATER = (91.0, 129.0, 54.0, 168.0, 88.0, 172.0)
SIMULATED = (80.0, 95.0, 60.0, 140.0, 100.0, 125.0)
MODEL_SHARE, OWN_SHARE = (0.50, 0.40, 0.30, 0.60, 0.20, 0.45), (0.56, 0.43, 0.38, 0.58, 0.29, 0.51)
TASKS_SHARE, CALL_SHARE = (0.51, 0.42, 0.33, 0.80, 0.50, 0.55), (0.55, 0.49, 0.39, 0.64, 0.26, 0.56)
SIMULATED_SHARE = (0.40, 0.41, 0.35, 0.55, 0.30, 0.39)
NEVER = (math.inf,) * 6
CUES = {"D1": (20.0, 20.0, 30.0, 40.0, math.inf, 45.0), "D3": (50.0, 20.0, 29.0, 60.0, 55.0, 90.0)}
CUES |= {"inject-7": (math.inf,) * 3 + (80.0,) + (math.inf,) * 2, "D2": NEVER}
LATER = {  # by the model, D1 and the inject in the fourth emergency, and D3 in all but that, do not come
    "D1": (20.0, 20.0, 30.0, math.inf, 20.0, 45.0),
    "D3": (math.inf, math.inf, math.inf, 70.0, math.inf, math.inf),
    "inject-7": NEVER,
    "D2": NEVER,
}
STUDENT_T = {2: 12.706205, 3: 4.3026527, 6: 2.5705818}
"""The 97.5% quantile with n - 1 degrees of freedom."""


def around(value: float, squares: float, n: int) -> Difference:
    """A mean of n differences with its t interval. squares: the sum of their squared deviations."""
    half = STUDENT_T[n] * math.sqrt(squares / (n - 1) / n)
    return near(Difference(value, value - half, value + half))


def near(of: Difference) -> Difference:
    found = of.ci_low, of.ci_high
    ends: list[Any] = [end if end is None else pytest.approx(end, rel=1e-6, abs=1e-9) for end in found]
    value: Any = pytest.approx(of.value, abs=1e-9)
    return Difference(value, *ends)


def six_plays(planner: VariantPlanner) -> Plays:
    asked = {one.id: one for one in planner.questions}
    values = [
        (planner.team, {CPR: OWN, SHARE: OWN_SHARE}),
        (planner.simulated, {CPR: SIMULATED, SHARE: SIMULATED_SHARE}),
        (planner.without(asked["D1"]), {CPR: MODEL}),
        (planner.without(asked["D3"]), {SHARE: MODEL_SHARE}),
        (planner.at_model_time(asked["D1"]), {CPR: SWIFT}),
        (plan_of(planner, "D1", "run"), {CPR: RUN}),
        (plan_of(planner, "D1", "office"), {CPR: OFFICE}),
        (other_of(planner, "D1", "office"), {CPR: OFFICE_LATER}),
        (plan_of(planner, "D3", "tasks"), {SHARE: TASKS_SHARE}),
        (plan_of(planner, "D3", "dispatcher"), {SHARE: CALL_SHARE}),
    ]
    came = [(planner.team, CUES), (planner.without(asked["D1"]), LATER), (planner.without(asked["D3"]), CUES)]
    targets = [((1, 1, 1, 0, 1, 1), (1, 0, 1, 1, 1, 0)), ((0,) * 6, (0,) * 6), ((1, 0, 0, 1, 0, 1), (1, 0, 0, 0, 0, 0))]
    return Plays(SIX, values, came, targets)


def test_the_effects_of_a_team_are_the_means_that_are_worked_out_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best answer is chosen in the first three emergencies and measured in the others; of equal votes the first option counts."""
    monkeypatch.setattr("sim.exercise.vote_outcomes.find_unavailable_reason", lambda *_: "")
    state = team()
    let_vote(state, "D1", [("office", 1), ("street", 2), ("office", 0), ("run", 1)])
    planner = VariantPlanner(state)
    plays = stand_in(monkeypatch, six_plays(planner))
    found = known(decision_effects.measure_decision_effects(state, 6))
    first, second, third, fourth = found.decisions
    assert (found.emergencies, found.share) == (6, 0.15)
    none = Difference(0.0, 0.0, 0.0)
    parts = around(7.0, 1390.0, 6), around(18.0, 1120.0, 6), around(-11.0, 210.0, 6)
    best, other = BestAnswer("run", around(3.0, 8.0, 3)), OtherAnswer("office", around(1.0, 360.0, 6))
    assert first == DecisionEffect("D1", "street", 61.5, CPR, "s", *parts, best, 5 / 6, 3 / 5, other)
    assert second == DecisionEffect("D2", "no decision", None, SHOCK, "s")
    gain, best = around(0.05, 0.0080, 6), BestAnswer("dispatcher", around(0.07, 0.0026, 3))
    other = OtherAnswer("dispatcher", around(0.14 / 6, 0.0108 - 0.14**2 / 6, 6))
    assert third == DecisionEffect("D3", "nurse", 99.0, SHARE, "share", gain, gain, none, best, 1.0, 0.0, other)
    assert fourth == DecisionEffect("D5", None, None, "ems_at_patient", "s")
    assert found.together == (
        decision_effects.TogetherEffect(CPR, "s", around(-18.0, 2240.0, 6)),
        decision_effects.TogetherEffect(SHOCK, "s", none),
        decision_effects.TogetherEffect(SHARE, "share", around(0.35 / 6, 0.0423 - 0.35**2 / 6, 6)),
        decision_effects.TogetherEffect("ems_at_patient", "s", none),
    )
    share = decision_effects.TargetShare
    assert found.targets == (share("first", 5, 3 / 5), share("crew", 3, 1 / 3))
    assert [decision_effects.find_share(found, name) for name in ("crew", "team")] == [found.targets[1], None]
    assert decision_effects.find_share(None, "crew") is None
    assert [task.replications for task in plays.played] == [SIX, SIX[:3], SIX[3:], SIX]
    whole, tried, chosen, _ = (task.variants for task in plays.played)
    assert not any(plan in whole for plan in (*tried, *chosen))  # what was played in all six is not played again
    assert all(plan not in task.variants[:n] for task in plays.played for n, plan in enumerate(task.variants))


@pytest.mark.parametrize(
    ("model", "own_time", "own", "expected"),
    [
        (  # missed once by the team: all three by the median, whose limits in six are the least and the greatest
            MODEL,
            (70.0, 120.0, 95.0, 150.0, 60.0, 147.0),
            (90.0, 110.0, math.inf, 166.0, 98.0, 143.0),
            (Difference(8.5, None, 20.0), Difference(15.0, -5.0, 50.0), Difference(-18.0, None, 10.0)),
        ),
        (  # at the horizon it is reached
            MODEL,
            MODEL,
            (100.0, 130.0, 90.0, 170.0, 110.0, 600.0),
            (around(-75.0, 168_750.0, 6), Difference(0.0, 0.0, 0.0), around(-75.0, 168_750.0, 6)),
        ),
        (  # just after it, it is not
            MODEL,
            MODEL,
            (101.0, 133.0, 97.0, 179.0, 123.0, 600.5),
            (Difference(-8.0, None, -1.0), Difference(0.0, 0.0, 0.0), Difference(-8.0, None, -1.0)),
        ),
        (  # an infinite median: the restricted mean; the team's own time is finite, and by the median
            (math.inf, math.inf, math.inf, math.inf, 110.0, 150.0),
            (90.0, 100.0, 120.0, 140.0, 107.0, 145.0),
            (94.0, 101.0, 126.0, 150.0, 109.0, 142.0),
            (around(323.0, 306_304.0, 6), around(1958 / 6, 939_520.0 / 3, 6), Difference(-3.0, -10.0, 3.0)),
        ),
    ],
    ids=["missed once", "at the horizon", "after it", "an infinite median"],
)
def test_a_time_that_is_missed_is_read_by_the_median_and_its_parts_as_the_whole(
    monkeypatch: pytest.MonkeyPatch,
    model: Sequence[float],
    own_time: Sequence[float],
    own: Sequence[float],
    expected: tuple[Difference, Difference, Difference],
) -> None:
    state = team()
    planner = VariantPlanner(state)
    asked = question(state, "D1")
    plans = planner.team, planner.without(asked), planner.at_model_time(asked)
    values = [(plan, {CPR: played}) for plan, played in zip(plans, (own, model, own_time), strict=True)]
    stand_in(monkeypatch, Plays(SIX, values))
    (effect,) = known(decision_effects.measure_decision_effects(state, 6, ["D1"])).decisions
    assert (effect.difference, effect.choice, effect.time) == expected
    assert effect.other is None  # measured alone


def test_one_emergency_has_no_best_answer_and_of_three_the_first_chooses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One value has no interval. In the first emergency of three `office` is the best, in the others `run`."""
    state = team()
    planner = VariantPlanner(state)
    asked = question(state, "D1")
    written = (
        (planner.without(asked), MODEL),
        (planner.team, OWN),
        (planner.at_model_time(asked), OWN),
        (plan_of(planner, "D1", "office"), (10.0, 125.0, 89.0)),
        (plan_of(planner, "D1", "run"), (15.0, 20.0, 25.0)),
    )
    for n, best in ((1, None), (3, BestAnswer("office", around(3.0, 8.0, 2)))):
        stand_in(monkeypatch, Plays(SIX[:n], [(plan, {CPR: values[:n]}) for plan, values in written]))
        found = known(decision_effects.measure_decision_effects(state, n, ["D1"]))
        assert found.decisions[0].best == best
        if n == 1:
            assert found.decisions[0].difference == Difference(4.0, None, None)


@pytest.mark.parametrize("played", [2, 5])
def test_effects_that_were_stopped_are_none(monkeypatch: pytest.MonkeyPatch, played: int) -> None:
    def stop(*_: object) -> FittingEmergencies:
        raise StoppedError("stopped")

    stand_in(monkeypatch, Plays(SIX, (), most=played))
    assert decision_effects.measure_decision_effects(team(), 6) is None
    monkeypatch.setattr(decision_effects, "select_emergencies", stop)
    of_queue = next(one for one in opened().exercise.decisions if one.id == "D12")
    for state in (team(), unplayed(with_decisions(opened(), of_queue))):
        assert decision_effects.measure_decision_effects(state, 6) is None


def test_each_plan_is_played_in_each_emergency_and_targets_are_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emergencies 9 and 4 of 5, 9, 4: compressions begin 60 s and 60.5 s after the collapse, and the office is told in one of them."""
    tables = build_tables(opened(ARREST))[0]
    rows = {9: [(0.0, EventKind.ONSET), (50.0, EventKind.OFFICE_TOLD), (60.0, EventKind.CPR_BEGINS)]}
    rows[4] = [(0.0, EventKind.ONSET), (60.5, EventKind.CPR_BEGINS)]

    class Engine:
        def __init__(self, _: object, seed: int, replication: int, block: Any, played: frozenset[str]) -> None:
            assert (seed, {*played}, block.replications) == (3, {"nurse"}, range(replication, replication + 1))
            self.replication, self.trace = replication, Trace(tables)
            self.trace.rows = [(*row, 0, NOBODY, NOBODY, 0.0) for row in rows[replication]]

    plans = ((PlannedAction("D1", Trigger()),), (PlannedAction("D2", Trigger()),))

    def replay(build: Any, plan: Plan, roles: frozenset[str]) -> tuple[Any, Any]:
        assert roles == {"aide"}
        arms = build(frozenset({"nurse"}))
        arms.player.plan = plan
        times = {plan[0].id: 10.0 * arms.player.replication} if arms.player.replication == 9 else {}
        return arms, SimpleNamespace(trigger_times=times)

    def read(engine: Any, measures: Sequence[str]) -> list[float]:
        return [100.0 * plans.index(engine.plan) + engine.replication + n / 10 for n in range(len(measures))]

    monkeypatch.setattr(decision_effects, "SimpyEngine", Engine)
    monkeypatch.setattr(decision_effects, "replay_plan", replay)
    monkeypatch.setattr(decision_effects, "read_measures", read)
    since = "onset", "office_told"
    targets = tuple(Target.model_validate({"from": one, "to": "cpr_started", "within": "60 s"}) for one in since)
    aide = frozenset({"aide"})
    task = decision_effects.VariantTask(tables, 3, aide, (5, 9, 4), plans, ("D1", "D2"), (CPR, SHOCK), targets)
    played = {name: column.tolist() for name, column in task.play(range(1, 3)).items()}
    assert played == {
        "values": [[[9.0, 9.1], [109.0, 109.1]], [[4.0, 4.1], [104.0, 104.1]]],
        "came": [[[90.0, math.inf], [math.inf, 90.0]], [[math.inf] * 2] * 2],
        "began": [[1.0, 1.0], [1.0, 0.0]],
        "met": [[1.0, 1.0], [0.0, 0.0]],
    }
    columns = {name: np.asarray(values) for name, values in played.items()}
    assert decision_effects.PlayedVariants(task, columns).values(plans[1], SHOCK).tolist() == [109.1, 104.1]
    assert decision_effects.PlayedVariants(task, columns).came(plans[1]).tolist() == [[math.inf, 90.0], [math.inf] * 2]


# ---- queues -----------------------------------------------------------------------------------------

ACCOUNTED = {  # seconds, by the answers to D12, D13 and D14
    (): (900.0, 930.0, 910.0, 990.0, 950.0, 1000.0),
    ("three",): (400.0, 433.0, 409.0, 470.0, 455.0, 481.0),
    ("one",): (890.0, 933.0, 907.0, 981.0, 955.0, 994.0),
    ("three", "one"): (380.0, 400.0, 404.0, 430.0, 440.0, 426.0),
    ("one", "one"): (910.0, 940.0, 950.0, 300.0, 310.0, 330.0),
    ("at-the-door", "one"): (300.0, 310.0, 290.0, 977.0, 952.0, 991.0),
    ("three", "three"): (500.0, 510.0, 490.0, 590.0, 580.0, 550.0),
    ("three", "at-the-door"): (600.0, 610.0, 690.0, 490.0, 470.0, 489.0),
}


def test_decisions_about_a_queue_are_measured_beside_other_answers_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of D12 `at-the-door` is the best in the first three emergencies, and in the others nearly as slow as none. D14 ran out."""
    asked = next(one for one in opened().exercise.decisions if one.id == "D12")
    four = [asked.model_copy(update={"id": name}) for name in ("D12", "D13", "D14", "D15")]
    state = unplayed(with_decisions(opened(), *four), seed=4)
    decide(state, "D12", "three")
    decide(state, "D13", "one")
    let_lapse(state, "D14", 2_700.0, 2_700.0)

    def measure(of: object, _: Decision, answers: Mapping[str, Any], measure: str, seed: int, places: range) -> Any:
        assert (of, measure, seed) == (state.exercise, "accounted_t100", 4)
        chosen = tuple(answers[name].id for name in ("D12", "D13") if name in answers)
        late = 5.0 if "D14" in answers else 0.0
        return np.array([ACCOUNTED[chosen][n] + late for n in places])

    monkeypatch.setattr(decision_effects, "measure_answers", measure)
    monkeypatch.setattr("sim.exercise.vote_outcomes.find_unavailable_reason", lambda *_: "")
    let_vote(state, "D13", [("three", 1), ("at-the-door", 0), ("three", 2)])
    before = DecisionEffect("D1", None, None, CPR, "s")
    found = decision_effects.add_module_effects(decision_effects.DecisionEffects(7, 0.5, (before,), ()), state, 6)
    kept, *own = found.decisions
    assert kept == before
    gain, second = around(530.0, 3_248.0, 6), around(28.0, 1_660.0, 6)
    none, late = Difference(0.0, 0.0, 0.0), Difference(-5.0, -5.0, -5.0)

    def queue(name: str, answer: str, at: float | None, gain: Difference, best: BestAnswer, other: OtherAnswer) -> Any:
        return DecisionEffect(name, answer, at, "accounted_t100", "s", gain, gain, none, best, 1.0, 0.0, other)

    door = "at-the-door"
    best, other = around(10 / 3, 34.0 - 10.0**2 / 3, 3), around(-1_340 / 6, 908_074.0 - 1_340.0**2 / 6, 6)
    best_13, other_13 = around(110 / 3, 4_850.0 - 110.0**2 / 3, 3), around(-740 / 6, 94_472.0 - 740.0**2 / 6, 6)
    assert own == [
        queue("D12", "three", 2_700.0, gain, BestAnswer(door, best), OtherAnswer(door, other)),
        queue("D13", "one", 2_700.0, second, BestAnswer("one", best_13), OtherAnswer("three", other_13)),
        queue("D14", "no decision", None, none, BestAnswer("three", late), OtherAnswer("three", late)),
        DecisionEffect("D15", None, None, "accounted_t100", "s"),
    ]
    (together,) = found.together
    whole = around(3_200 / 6, 1_710_512.0 - 3_200.0**2 / 6, 6)
    assert together == decision_effects.TogetherEffect("accounted_t100", "s", whole)
    alone = decision_effects.add_module_effects(decision_effects.DecisionEffects(7, 0.5, (), ()), state, 1)
    assert alone.decisions[0].best is None


# ---- kept beside the journal -------------------------------------------------------------------------

HEADER = Header("scenario", SEED, "model")


def voted(state: State) -> State:
    let_vote(state, "D1", [("run", 1), ("run", 1)])
    return state


def other_answer(state: State) -> State:
    decide(state, "D3", "tasks", opened_at=90.0, starts=99.0)
    return state


def test_effects_are_kept_until_what_they_rest_on_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was measured comes back as it was, without a play; also with votes that change nothing, one each."""
    monkeypatch.setattr("sim.exercise.vote_outcomes.find_unavailable_reason", lambda *_: "")
    path = tmp_path / "one.journal"
    plays = stand_in(monkeypatch, six_plays(VariantPlanner(team())))
    assert decision_effects.load_effects(path, HEADER, team(), 6) is None
    found = known(decision_effects.load_or_measure_effects(path, HEADER, team(), 6))
    assert found.decisions[0].best is not None
    assert found.decisions[2].other is not None
    assert found.targets
    played = len(plays.played)
    again = team()
    let_vote(again, "D1", [("run", 1), ("office", 1)])
    assert decision_effects.load_or_measure_effects(path, HEADER, again, 6) == found
    assert decision_effects.load_effects(path, HEADER, again, 6) == found
    assert len(plays.played) == played
    changes: list[tuple[Header, State, int]] = [
        (HEADER._replace(model="other"), team(), 6),
        (HEADER._replace(scenario="other"), team(), 6),
        (HEADER._replace(seed=2), team(), 6),
        (HEADER, team(), 7),
        (HEADER, voted(team()), 6),
        (HEADER, other_answer(team()), 6),
        (HEADER, with_setup(team(), left_out=("crew",)), 6),
        (HEADER, with_setup(team(), played={"aide": ""}), 6),
    ]
    assert [decision_effects.load_effects(path, *change) for change in changes] == [None] * 8
    assert decision_effects.load_or_measure_effects(path, HEADER, voted(team()), 6) is not None
    assert len(plays.played) > played
    place = path.with_suffix(".effects")
    good = place.read_bytes()
    assert decision_effects.load_effects(path, HEADER, voted(team()), 6) is not None
    digit = max(place for place, one in enumerate(good) if one in b"12345678")
    for damaged in (b"{", b"[" * 200_000, good[:-1], good[:digit] + b"9" + good[digit + 1 :]):
        place.write_bytes(damaged)
        assert decision_effects.load_effects(path, HEADER, voted(team()), 6) is None


def test_effects_not_kept_or_stopped_leave_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plays = stand_in(monkeypatch, six_plays(VariantPlanner(team())))
    assert decision_effects.load_or_measure_effects(tmp_path / "none" / "one.journal", HEADER, team(), 6) is not None
    plays.most = 2
    assert decision_effects.load_or_measure_effects(tmp_path / "one.journal", HEADER, team(), 6) is None
    assert [*tmp_path.iterdir()] == []


def test_the_emergencies_of_all_effects_fit_and_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where almost none fits, they are the first ones as they come."""
    asked = []

    def select(arms: object, needs: object, seed: int, count: int, *_: object) -> FittingEmergencies:
        assert arms == build_tables(opened(ARREST))
        asked.append((needs, seed, count))
        if count == 8:
            raise PlanError("none")
        return FittingEmergencies(1, (3, 5), 10, 2)

    monkeypatch.setattr(fitting, "select_fitting", select)
    state, needs = unplayed(opened(ARREST)), opened(ARREST).exercise.needs
    assert select_emergencies(state, 7) == select_emergencies(state, 7) == FittingEmergencies(1, (3, 5), 10, 2)
    assert select_emergencies(state, 8) == FittingEmergencies(1, tuple(range(8)), 8, 0)
    assert asked == [(needs, 1, 7), (needs, 1, 8)]
