"""The leverage of a question, in exercises whose leverage is known by construction."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.exercise import Decision, Inform
from scenarios.library import ValidatedExercise
from sim.exercise import leverage
from sim.exercise.arms import build_tables
from sim.exercise.leverage import AnswerPlanner
from sim.measures import MEASURES
from tests.sim.exercise.exercises import EACH_EXERCISE, opened

ANNOUNCE = {"kind": "announce", "by": "principal"}
NOW, LATER = 5.0, 65.0
FEW = 9


def question(name: str, *options: dict[str, Any], **given: Any) -> Decision:
    """A question to the principal, who knows."""
    head = {"id": name, "segment": "response", "after": [{"aware": "principal"}], "of": "principal", "limit": "60 s"}
    text = {"asks": "When?", "expects": "Soon", "reference": "Plan", "objective": "warn"}
    written = [{"id": f"o{n}", "says": "Words", **option} for n, option in enumerate(options)]
    return Decision.model_validate({**head, **text, "measure": "first_campus_alert", "options": written, **given})


def announce_after(seconds: float) -> dict[str, Any]:
    takes = {"seconds": f"{seconds:g} s", "basis": "assumed", "why": "by construction"}
    return {"does": [ANNOUNCE], "takes": takes}


def exercise(*questions: Decision) -> ValidatedExercise:
    """The shipped exercise where only the office can warn many, with these questions and no injects."""
    shipped = opened()
    alone = {"decisions": [*questions], "injects": [], "needs": []}
    update = {**alone, "strategy": "office-pa", "conditions": ["radio-failed"]}
    return replace(shipped, exercise=shipped.exercise.model_copy(update=update))


def values(of: ValidatedExercise, asked: Decision, **given: Any) -> np.ndarray[Any, Any]:
    """(FEW, options): the measure with each answer."""
    answers = tuple(AnswerPlanner(of.exercise).plan_answers(asked))
    measures = (str(asked.measure),)
    task = leverage.LeverageTask(build_tables(of)[0], 1, tuple(range(FEW)), frozenset(), answers, measures, **given)
    return np.asarray(task.play(range(FEW))["values"])[:, :, 0]


@pytest.mark.slow
def test_a_warning_a_minute_later_has_the_leverage_of_a_minute() -> None:
    """The cue and the walk to the microphone are the same, so the whole minute is left in each emergency."""
    asked = question("D1", announce_after(LATER), announce_after(NOW))
    later, now = values(exercise(asked), asked).T
    assert (later - now).tolist() == pytest.approx([LATER - NOW] * FEW)
    (found,) = leverage.measure_leverage(exercise(asked), FEW, workers=1).questions
    assert (found.best, found.worst, found.smallest_difference) == ("o1", "o0", 15.0)
    assert found.leverage == pytest.approx(LATER - NOW)
    assert found.matters


@pytest.mark.parametrize(
    ("other", "best", "gain"),
    [
        ([30.0, 40.0, 80.0], [10.0, 20.0, 30.0], 30.0),  # the mean
        ([30.0, 40.0, math.inf], [10.0, 39.0, 70.0], 20.0),  # the median: missed too often for a mean
        ([math.inf, math.inf, 9.0], [10.0, 20.0, 30.0], 600.0),
        ([math.inf, math.inf, 9.0], [math.inf, math.inf, 9.0], 0.0),
    ],
)
def test_the_gain_is_paired_and_within_the_horizon(other: list[float], best: list[float], gain: float) -> None:
    size, _ = leverage.contrast_answers(MEASURES["aware_t90"], np.array(other), np.array(best), 600.0, 1)
    assert size == gain


def test_what_matters_is_the_scenarios_word_or_15_seconds_or_5_points() -> None:
    cardiac = opened("cardiac-arrest-20").emergency
    measures = "collapse_to_cpr", "aware_t90", "acknowledgement_rate"
    assert [leverage.find_smallest_difference(name, cardiac) for name in measures] == [10.0, 15.0, 0.05]
    assert leverage.find_smallest_difference("escalated", opened("at-the-counter-20").emergency) == 0.01
    minutes = 15.0 * opened().emergency.place.occupants / 60.0
    found = leverage.find_smallest_difference("unprotected_person_minutes", opened().emergency)
    assert found == pytest.approx(minutes)


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_the_answers_of_a_shipped_exercise_make_a_difference(name: str) -> None:
    """In other emergencies: 60% of questions matter, a quarter of answers are words at most, and the expected answer is never the worst."""
    asked = {decision.id: decision for decision in opened(name).exercise.decisions if decision.options}
    report = leverage.measure_leverage(opened(name), 120)
    assert report.reaching >= 0.6 * len(report.questions)
    assert report.discussion_only <= 0.25 * report.options
    for found in report.questions:
        plans = {option.id: option.plan for option in asked[found.id].options}
        losses = {answer.id: answer.loss for answer in found.answers}
        expected = [losses[option] for option, plan in plans.items() if plan == "expects"]
        assert asked[found.id].measure
        assert expected, found.id
        assert max(expected) < max(losses.values()) or found.leverage <= 0.0, found.id
        for option in asked[found.id].options:
            if option.plan == "forbids" and not option.not_modeled:
                assert losses[option.id] > max(expected), (found.id, option.id)


def test_an_inject_that_makes_a_role_aware_means_the_person_whom_it_plays() -> None:
    exercise = opened("at-the-counter-20").exercise
    told = exercise.injects[0].model_copy(update={"world": [Inform(kind="inform", whom="counter")]})
    changed = exercise.model_copy(update={"injects": [told, *exercise.injects[1:]]})
    planned = AnswerPlanner(changed).plan_team({}).plan
    informs = [act["whom"] for step in planned for act in step.actions if act["kind"] == "inform"]
    assert informs == ["assistant-principal-b"]
