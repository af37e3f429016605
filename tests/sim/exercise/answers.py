"""Each answer of an exercise, given once: plays from the briefing to the end of the hot wash, with every role played."""

import random
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count, islice

from scenarios.exercise import Exercise
from scenarios.library import ValidatedExercise
from scenarios.script import Script
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.scripted import ScriptedRun
from sim.exercise.seed_search import find_fitting_seed
from tests.sim.exercise.exercises import SHIPPED, prepared

TRIED = 200
"""Emergencies, for the first that matches."""

Answer = str | Iterable[Mapping[str, str]]
"""The id of an option, or a write-in."""
Answers = Mapping[str, Answer]
"""By question. The others end without a decision; a discussion is held."""
DISCUSSED = {"talk_only": "Words"}


@cache
def find_seed(opened: ValidatedExercise) -> int:
    seed = dict(SHIPPED.values()).get(opened.exercise.exercise) or find_fitting_seed(opened, islice(count(1), TRIED))
    assert seed is not None
    return seed


def conduct(opened: ValidatedExercise, answers: Answers, undiscussed: str = "") -> Conductor:
    """The exercise up to its end. undiscussed: a question without options that ends without a decision, too."""
    exercise, seed = opened.exercise, find_seed(opened)
    written = [
        {"decision": one.id, "talked": f"{one.limit / 2:g} s"}
        | (DISCUSSED if not one.options and one.id != undiscussed else _write_answer(answers.get(one.id)))
        for one in exercise.decisions
    ]
    played = [role.id for role in exercise.roles]
    said = {"script": "answers", "exercise": exercise.exercise, "played": played, "answers": written}
    script = Script.model_validate(said)
    conductor = prepared(opened, seed)
    ScriptedRun(conductor, script).play(Setup(exercise.exercise, seed, dict.fromkeys(played, "")))
    return conductor


def _write_answer(answer: Answer | None) -> dict[str, object]:
    if answer is None:
        return {"nothing": True}
    return {"option": answer} if isinstance(answer, str) else {"write_in": [dict(act) for act in answer]}


def is_decided(conductor: Conductor, question: str) -> bool:
    return conductor.state.decision_points[question].state == "decided"


def choose_first(exercise: Exercise) -> dict[str, str]:
    return {one.id: one.options[0].id for one in exercise.decisions if one.options}


def choose_at_random(exercise: Exercise, seed: str) -> Answers:
    chance = random.Random(seed)
    return {one.id: chance.choice(one.options).id for one in exercise.decisions if one.options}


@cache
def conduct_first(opened: ValidatedExercise) -> Conductor:
    """With first options alone. Shared, so that nobody does anything to it."""
    return conduct(opened, choose_first(opened.exercise))


def conduct_each_answer(opened: ValidatedExercise, question: str) -> Iterator[tuple[str, Conductor]]:
    """Each option of a question, with its id, and no decision; else first options or, where it cannot be given so, none or others."""
    first = choose_first(opened.exercise)
    (asked,) = (one for one in opened.exercise.decisions if one.id == question)
    for option in asked.options:
        if first[question] != option.id:
            given = conduct(opened, {**first, question: option.id})
        elif question == next(iter(first)) or not is_decided(conduct_first(opened), question):
            given = conduct_first(opened)
        else:
            continue
        yield option.id, given if is_decided(given, question) else _conduct_after_others(opened, question, option.id)
    others = {name: option for name, option in first.items() if name != question}
    yield "no decision", conduct(opened, others, undiscussed=question)


def _conduct_after_others(opened: ValidatedExercise, question: str, option: str) -> Conductor:
    """After no other decision, or after later options of all of them, the first that do."""
    answered = [one for one in opened.exercise.decisions if one.options and one.id != question]
    places = range(1, max((len(one.options) for one in answered), default=0))
    tried = ({one.id: one.options[min(place, len(one.options) - 1)].id for one in answered} for place in places)
    conducted = (conduct(opened, {**others, question: option}) for others in ({}, *tried))
    return next(one for one in conducted if is_decided(one, question))
