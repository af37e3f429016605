"""Everything in a script that does not fit its exercise, and in a names file that does not fit its campus.

A script may well answer too late, or do what is already done; that is what it may be for. It may not speak of what is not there.
"""

from collections.abc import Collection, Iterator

from scenarios.checks.naming import gathered, check_unique, check_known
from scenarios.checks.played_acts import check_decision_actions, collect_means
from scenarios.emergency import Emergency
from scenarios.exercise import Decision, Exercise
from scenarios.own_names import OwnNames
from scenarios.place import Finding, Place, FindingPath
from scenarios.problems import quote
from scenarios.script import ScriptedDecision, HotWash, WritingSystem, Step


def check_script(script: WritingSystem, exercise: Exercise, emergency: Emergency) -> list[Finding]:
    """Everything that is wrong in a script for an exercise."""
    return gathered(
        _check_played(script, exercise),
        _check_left_out(script, exercise),
        _check_answers(script, exercise, emergency),
        _check_steps(script, exercise, emergency),
        lambda: _check_hot_wash(script.hot_wash, exercise),
    )


def review_script(script: WritingSystem, exercise: Exercise) -> list[Finding]:
    """What is odd in a script, and stops nothing: decisions that nobody will make."""
    answered = {answer.decision for answer in script.answers}
    left = [one.id for one in exercise.decisions if one.of in script.played and one.id not in answered]
    said = [f"decision {quote(name)} is not answered; its time runs out" for name in left]
    late = [
        Finding(("answers", i, "talked"), "longer than the window is open; it ends in no decision")
        for i, answer in enumerate(script.answers)
        if (asked := _find_decision(exercise, answer.decision))
        and asked.kind == "pressed"
        and answer.talked > asked.limit
    ]
    return [*(Finding(("answers",), one) for one in said), *late]


def _find_decision(exercise: Exercise, name: str) -> Decision | None:
    return next((one for one in exercise.decisions if one.id == name), None)


def _check_played(script: WritingSystem, exercise: Exercise) -> Iterator[Finding]:
    roles = [role.id for role in exercise.roles]
    yield from check_unique(("played",), script.played, "role", key=None)
    for i, role in enumerate(script.played):
        yield from check_known(("played", i), role, f"a role of exercise {quote(exercise.exercise)}", roles)
    for role in script.names:
        yield from check_known(("names", role), role, "a role that somebody plays", script.played)


def _check_left_out(script: WritingSystem, exercise: Exercise) -> Iterator[Finding]:
    known = [one.id for one in exercise.objectives]
    yield from check_unique(("left_out",), script.left_out, "objective", key=None)
    for i, name in enumerate(script.left_out):
        yield from check_known(
            ("left_out", i), name, f"an objective of exercise {quote(exercise.exercise)}", known
        )
    if set(known) <= set(script.left_out):
        yield Finding(("left_out",), "all objectives are left out; keep one")


def _check_answers(script: WritingSystem, exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    names = [answer.decision for answer in script.answers]
    yield from check_unique(("answers",), names, "an answer to", key="decision")
    known = [one.id for one in exercise.decisions]
    means = collect_means(exercise, emergency)
    for i, answer in enumerate(script.answers):
        where: FindingPath = ("answers", i)
        what = f"a decision of exercise {quote(exercise.exercise)}"
        yield from check_known((*where, "decision"), answer.decision, what, known)
        yield from check_decision_actions(answer.write_in, (*where, "write_in"), means)
        asked = _find_decision(exercise, answer.decision)
        if asked is not None:
            yield from _check_answer(answer, asked, where, script.played)


def _check_answer(answer: ScriptedDecision, asked: Decision, where: FindingPath, played: Collection[str]) -> Iterator[Finding]:
    """One answer to one decision."""
    if asked.of not in played:
        said = f"{quote(asked.id)} is for {quote(asked.of)}, whom nobody plays here"
        yield Finding((*where, "decision"), f"{said}; add them to played, or leave the answer out")
    if answer.option is not None:
        what = f"an option of decision {quote(asked.id)}"
        yield from check_known((*where, "option"), answer.option, what, [one.id for one in asked.options])
    if answer.thinking is not None and asked.kind == "pressed":
        said = "under time pressure thinking is the time that passes"
        yield Finding((*where, "thinking"), f'{said}; write it as "talked"')


def _check_steps(script: WritingSystem, exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    numbers = [str(inject.number) for inject in exercise.injects]
    objectives = [one.id for one in exercise.objectives]
    horizon = emergency.scenario.horizon
    for i, step in enumerate(script.steps):
        where: FindingPath = ("steps", i)
        for key in ("deliver", "hold", "cancel"):
            number = getattr(step, key)
            if number is not None:
                what = f"the number of an inject of exercise {quote(exercise.exercise)}"
                yield from check_known((*where, key), str(number), what, numbers)
        if step.hand_back is not None:
            yield from check_known(
                (*where, "hand_back"), step.hand_back, "a role that somebody plays", script.played
            )
        if step.at >= horizon:
            yield Finding((*where, "at"), f"the model plays to T+{horizon / 60:g} min only")
        yield from _check_objective(step, where, objectives)


def _check_objective(step: Step, where: FindingPath, objectives: Collection[str]) -> Iterator[Finding]:
    """A rating is of an objective; nothing but a rating or an observation is."""
    if step.objective is not None:
        yield from check_known((*where, "objective"), step.objective, "an objective of the exercise", objectives)
        if step.rate is None and step.observe is None:
            yield Finding((*where, "objective"), "only what is observed or rated belongs to an objective")
    elif step.rate is not None:
        yield Finding((*where, "rate"), 'a rating is of an objective; add "objective"')


def _check_hot_wash(hot_wash: HotWash, exercise: Exercise) -> Iterator[Finding]:
    """Ratings are of objectives of the exercise and of their tasks."""
    tasks = {one.id: one.tasks for one in exercise.objectives}
    for i, rated in enumerate(hot_wash.ratings):
        where: FindingPath = ("hot_wash", "ratings", i)
        yield from check_known(
            (*where, "objective"), rated.objective, "an objective of the exercise", list(tasks)
        )
        if rated.task is not None and rated.objective in tasks:
            what = f"a critical task of {quote(rated.objective)}"
            yield from check_known((*where, "task"), rated.task, what, tasks[rated.objective])


def check_names(names: OwnNames, place: Place, campus: str | None = None) -> Iterator[Finding]:
    """What a names file calls by a name of its own and is not there. campus: that it has to be for, if that is known."""
    if campus is not None and names.campus != campus:
        said = f"these names are for campus {quote(names.campus)}, not for {quote(campus)}"
        yield Finding(("campus",), said)
    there = {
        "buildings": dict.fromkeys(zone.building for zone in place.zones),
        "zones": place.list_zone_ids(),
        "people": [member.id for member in place.staff],
        "units": [
            name for agency in place.campus.agencies for name in (agency.id, *_list_units(agency.id, agency.units))
        ],
    }
    for key, known in there.items():
        for name in getattr(names, key):
            what = f"{_WITH_ARTICLE[key]} of campus {quote(place.campus.campus)}"
            yield from check_known((key, name), name, what, tuple(known))


_WITH_ARTICLE = {"buildings": "a building", "zones": "a zone", "people": "on the roster", "units": "a unit"}


def _list_units(agency: str, number: int) -> Iterator[str]:
    return (f"{agency}-{n + 1}" for n in range(number))
