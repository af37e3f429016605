"""Leverage from values that are written down, and the plans of answers: who waits, what is asked before, and what is played once."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.exercise import Condition, Decision, Inject, OptionDuration
from scenarios.library import ValidatedExercise
from sim.exercise import leverage
from sim.exercise.fitting import FittingEmergencies
from sim.exercise.leverage import AnswerLoss, AnswerPlanner, LeverageTask, measure_leverage
from sim.experiment.execution import StoppedError
from sim.experiment.executor import RunOutcome
from sim.measures import MEASURES
from tests.sim.exercise.decisions_by_hand import with_decisions
from tests.sim.exercise.exercises import opened

ARREST, CPR, SHOCK = "cardiac-arrest-20", "collapse_to_cpr", "collapse_to_shock"


def asked(name: str, *options: str, **given: Any) -> Decision:
    """A question of the cardiac arrest with these options alone."""
    one = next(one for one in opened(ARREST).exercise.decisions if one.id == name)
    kept = [next(option for option in one.options if option.id == wanted) for wanted in options]
    return one.model_copy(update={"options": kept, **given})


def exercise(*more: Decision) -> ValidatedExercise:
    third = asked("D3", "tasks", "nurse", "alone")
    return with_decisions(opened(ARREST), asked("D1", "run", "street", "office"), third, *more)


VALUES = {  # in six emergencies; best and worst are chosen in the first, third and fifth
    "run": (50.0, 80.0, 60.0, 90.0, 70.0, 85.0),
    "street": (40.0, 95.0, 45.0, 99.0, 50.0, 100.0),
    "office": (90.0, 60.0, 95.0, 65.0, 99.0, 70.0),
    "tasks": (100.0, 200.0, 110.0, 210.0, 120.0, 220.0),
    "nurse": (130.0, 260.0, 145.0, 275.0, 155.0, 285.0),
    "alone": (120.0, 240.0, 110.0, 245.0, 100.0, 250.0),
}


def loss(name: str, *differences: float) -> Any:
    """Of three emergencies, with its t interval."""
    mean = sum(differences) / 3
    half = 4.3026527 * math.sqrt(sum((one - mean) ** 2 for one in differences) / 2 / 3)
    size, low, high = (pytest.approx(one, rel=1e-6, abs=1e-9) for one in (mean, mean - half, mean + half))
    return AnswerLoss(name, size, low, high, raises_exposure=False)  # type: ignore[arg-type]


def test_each_question_is_rated_by_its_own_answers_in_its_own_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of equal answers the first is the best. Answers that all do nothing are not played: the first is the best, the last the worst."""
    words = asked("D2", "wait", id="D8"), asked("D4", "wait", "wait")
    of, tasks = exercise(*words), list[LeverageTask]()

    def play(task: LeverageTask, *_: object) -> RunOutcome:
        tasks.append(task)
        by_measure = [np.array([VALUES[name] for name in VALUES]).T + n for n in (0.0, 0.0)]
        values = np.stack(by_measure, axis=2)
        values[:, 3:, task.measures.index(CPR)] = values[:, :3, task.measures.index(SHOCK)] = np.nan  # of no account
        return RunOutcome(range(6), 6, {"values": values}, is_interrupted=False)

    monkeypatch.setattr(leverage, "play_answers", play)
    fitting = FittingEmergencies(4, (2, 3, 5, 8, 13, 21), 80, 12)
    needs = dict[object, FittingEmergencies]()
    monkeypatch.setattr(leverage, "select_fitting", lambda _, need, *__: needs.setdefault(len(need), fitting))
    report = measure_leverage(of, 6, seed=4)
    (task,) = tasks
    assert (task.seed, task.replications, task.measures) == (4, fitting.replications, (CPR, SHOCK))
    assert len(task.answers) == 6
    assert (report.emergencies, report.fit_share, report.seed, report.is_interrupted) == (6, 0.15, 4, False)
    first, second, third, fourth = report.questions
    none = AnswerLoss("street", 0.0, 0.0, 0.0, raises_exposure=False)
    assert (first.id, first.measure, first.options, first.discussion_only) == ("D1", CPR, 3, 0)
    assert (first.best, first.worst, first.smallest_difference) == ("street", "office", 10.0)
    assert first.answers == (loss("run", -15.0, -9.0, -15.0), none, loss("office", -35.0, -34.0, -30.0))
    assert (first.leverage, first.ci_low, first.ci_high) == tuple(vars(first.answers[2]).values())[1:4]
    assert (second.best, second.worst, second.discussion_only) == ("tasks", "nurse", 1)
    assert second.answers[1:] == (loss("nurse", 60.0, 65.0, 65.0), loss("alone", 40.0, 35.0, 30.0))
    assert [one.matters for one in report.questions] == [False, True, False, False]
    assert (third.leverage, third.ci_low, third.ci_high) == (0.0, 0.0, 0.0)
    assert (third.best, third.leverage, fourth.options, fourth.discussion_only) == ("wait", 0.0, 2, 2)
    assert (report.options, report.discussion_only, report.reaching) == (9, 4, 1)
    record = report.to_json()["questions"][1]
    keys = "id measure options discussion_only best worst leverage ci_low ci_high smallest_difference answers"
    assert (" ".join(record), record["worst"]) == (keys, "nurse")
    assert measure_leverage(of, 6, only_fitting=False).fit_share is None
    assert [*needs] == [len(of.exercise.needs), 0]


@pytest.mark.parametrize(("done", "stops"), [(0, True), (2, False)])
def test_what_was_stopped_has_the_complete_emergencies(monkeypatch: pytest.MonkeyPatch, done: int, stops: bool) -> None:
    given = []

    def run(task: LeverageTask, places: range, **_: object) -> RunOutcome:
        given.append((task.is_compiled, places))
        return RunOutcome(places, done, {"values": np.ones((done, 6, 2))}, is_interrupted=True)

    monkeypatch.setattr(leverage, "prepare_engine", lambda *args, **_: args[3] == 6 * 7)
    monkeypatch.setattr(leverage, "select_fitting", lambda *_: FittingEmergencies(1, tuple(range(7)), 7, 7))
    monkeypatch.setattr(leverage, "run_task", run)
    if stops:
        with pytest.raises(StoppedError):
            measure_leverage(exercise(), 7)
    else:
        found = measure_leverage(exercise(), 7)
        assert (found.emergencies, found.is_interrupted) == (2, True)
    assert given == [(True, range(7))]


RISK = "exposed_person_minutes"


@pytest.mark.parametrize(
    ("exposed", "raises", "best"),
    [
        ((1.0, 7.0, 6.99), [False, True, False], "run"),
        ((6.99, 7.0, 1.0), [False, True, False], "run"),
        ((7.0, 3.0, 1.0), [True, False, False], "office"),
        ((9.0, 14.0, 8.0), [False, True, False], "run"),
        ((9.0, 14.0, 3.0), [True, True, False], "office"),
    ],
)
def test_an_answer_that_exposes_people_is_not_best(exposed: tuple[float, ...], raises: list[bool], best: str) -> None:
    """15 s of 24 people are 6 person-minutes over the answer that exposes least, in the emergencies that choose."""
    one = asked("D1", "run", "street", "office", measure="unprotected_person_minutes")
    minutes = np.array([(100.0, 300.0, 200.0), (900.0, 2.0, 3.0)])
    values = {"unprotected_person_minutes": minutes, RISK: np.array([exposed, (99.0, 0.0, 55.0)])}
    found = leverage.rate_question(one, values, opened().emergency, 600.0, 1)
    assert [answer.raises_exposure for answer in found.answers] == raises
    assert (found.best, found.worst, found.leverage) == (best, "street", -898.0 if best == "run" else -1.0)
    assert leverage.find_raised_exposure(np.array([exposed, exposed]), 6.0) == raises


def test_of_equal_answers_the_first_is_the_best_and_the_last_the_worst() -> None:
    """Of one emergency, which chooses and measures; no value has an interval."""
    one = asked("D1", "run", "street", "office", "hands-first")
    found = leverage.rate_question(one, {CPR: np.array([(70.0, 40.0, 40.0, 70.0)])}, opened(ARREST).emergency, 600.0, 1)
    assert (found.best, found.worst, found.leverage) == ("street", "hands-first", 30.0)
    assert (found.ci_low, found.matters) == (None, False)


@pytest.mark.parametrize(("n", "is_median"), [(50, False), (49, True)])
def test_answers_are_scored_by_the_median_where_one_is_missed_in_more_than_2_percent(n: int, is_median: bool) -> None:
    """One answer is missed once, and the other always takes 20 s; the median is told first, then the mean. More is better."""
    values = np.full((n, 2), (10.0, 20.0))
    values[:2, 0] = 600.5, 30.0
    mean = -(600.0 + 30.0 + 10.0 * (n - 2)) / n
    expected = [(-10.0, mean), (-20.0, -20.0)] if is_median else [(mean, mean), (-20.0, -20.0)]
    assert leverage.score_answers(MEASURES[CPR], values, 600.0) == [pytest.approx(one) for one in expected]
    share = MEASURES["acknowledgement_rate"]
    scores = leverage.score_answers(share, np.array([[0.5, 0.25], [0.75, 0.0]]), 600.0)
    assert scores == [(0.625, 0.625), (0.125, 0.125)]


def test_a_question_matters_if_its_interval_is_over_the_smallest_difference_and_not_at_it() -> None:
    one = leverage.QuestionLeverage("D1", CPR, 2, 0, "run", "street", 30.0, 15.0, 45.0, 15.0, ())
    lows = {low: replace(one, ci_low=low).matters for low in (15.0, 15.01, None)}
    assert lows == {15.0: False, 15.01: True, None: False}
    rated = replace(one, ci_low=16.0, discussion_only=1), one, one
    report = leverage.LeverageReport("x", "X", 1, 600.0, 3, None, False, rated)
    assert (report.options, report.discussion_only, report.reaching) == (6, 1, 1)


# ---- plans ------------------------------------------------------------------------------------------


def of_plans(of: ValidatedExercise, name: str) -> list[tuple[set[str], list[Any]]]:
    """Of each answer to a question: who waits, and each planned step with its option, its cost and its acts."""
    planner, found = AnswerPlanner(of.exercise), []
    for answer in planner.plan_answers(planner.decisions[name]):
        steps = [(one.id, one.option, one.cost, [act["kind"] for act in one.actions]) for one in answer.plan]
        found.append(({*answer.played}, steps))
    return found


def test_the_role_that_is_asked_first_waits_and_words_are_no_plan() -> None:
    """The aide is asked D1 and then D3; the principal speaks for the office."""
    of = exercise(asked("D2", "pa", "wait"))
    aide, office = {"aide@a04"}, {"principal", "office"}
    each = ["press", "fetch-aed"], ["press", "meet-responders"], ["tell", "start-cpr"]
    assert of_plans(of, "D1") == [(aide, [("D1", None, None, acts)]) for acts in each]
    assert of_plans(of, "D2") == [(office, [("D2", None, None, ["announce", "call-911"])]), (office, [])]
    kinds = ["assign-tasks"], ["send-aed"]
    assert of_plans(of, "D3") == [*((set(), [("D3", None, None, one)]) for one in kinds), (set(), [])]
    owners = [AnswerPlanner(of.exercise).plan_answers(one)[0].plan[0].trigger.owner for one in of.exercise.decisions]
    assert owners == ["aide@a04", "aide@a04", "principal"]
    (plan, *_) = AnswerPlanner(of.exercise).plan_answers(of.exercise.decisions[0])
    assert (plan.plan[0].trigger.owner, plan.plan[0].actions[0]["by"]) == ("aide@a04", "aide@a04")


def test_a_question_that_follows_an_answer_is_planned_with_it_and_with_what_injects_do() -> None:
    """D3 comes after an inject that comes after `street`; a contingency does nothing, and the time of an option is its cost."""
    fails = {"kind": "channel", "channel": "pa", "works": False}
    shared = {"segment": "response", "sender": "X", "to": ["nurse"], "mode": "phone", "says": "X", "expects": "X"}
    written = (
        {"number": 4, "after": [{"decided": "D1", "option": "street"}]},
        {"number": 5, "at": "33 s", "world": [fails]},
        {"number": 6, "contingency": True, "world": [fails]},
        {"number": 7, "at": "44 s"},
        {"number": 8, "at": "55 s", "segment": "hot-wash", "world": [fails]},
    )
    injects = [Inject.model_validate({**shared, "objective": "team", **one}) for one in written]
    takes = OptionDuration.model_validate({"seconds": "12 s", "basis": "assumed", "why": "by construction"})
    when = [Condition(decided="D1"), Condition(played="nurse")]
    third = asked("D3", "tasks", "alone", after=[Condition(delivered=4)], when=when)
    options = [third.options[0].model_copy(update={"takes": takes}), third.options[1]]
    of = with_decisions(opened(ARREST), asked("D1", "run", "street"), third.model_copy(update={"options": options}))
    of = replace(of, exercise=of.exercise.model_copy(update={"injects": injects}))
    before = [("inject-4", None, 0.0, []), ("inject-5", None, 0.0, ["channel"])]
    street = ("D1", "street", None, ["press", "meet-responders"])
    last = "D3", None, 12.0, ["assign-tasks"]
    later = [before[1], ("D1", None, None, street[3])]
    assert of_plans(of, "D3") == [({"aide@a04"}, [*before, street, last]), ({"aide@a04"}, later)]
    planner = AnswerPlanner(of.exercise)
    assert planner.plan_team({}).played == frozenset()
    team = planner.plan_team({"D3": options[0]})
    assert ({*team.played}, [step.id for step in team.plan]) == ({"aide@a04"}, ["inject-4", "inject-5", "D1", "D3"])
    assert [step.trigger.at for step in team.plan] == [0.0, 33.0, 0.0, 0.0]
