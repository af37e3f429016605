"""When the injects and decisions of an exercise come: names that lead nowhere, and cues that can never be.

A cue waits for what has happened; it is refused where what it waits for comes in a later segment, at a later T+, only after itself, or
not at all with this hazard and these means.
"""

import graphlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from scenarios.checks.naming import gathered, check_known
from scenarios.conditions import Condition, Milestone
from scenarios.emergency import Emergency
from scenarios.exercise import Decision, Exercise, Inject
from scenarios.place import Finding, FindingPath
from scenarios.problems import quote
from scenarios.strategies import Strategy

ONLY_WITH: dict[Milestone, str] = {
    "contact": "assailant",
    "hazard-moved": "assailant",
    "cpr-begun": "cardiac-arrest",
    "aed-at-patient": "cardiac-arrest",
    "shock": "cardiac-arrest",
    "crew-at-patient": "cardiac-arrest",
    "alarm-sounds": "fire",
    "untenable": "fire",
}
PLACES = ("after", "when", "unless")


@dataclass(frozen=True)
class TimedItem:
    """An inject or a decision. key: what cues call it; segment: its place in the slot, -1 where there is none; where: in the file."""

    key: str
    item: Inject | Decision
    segment: int
    where: FindingPath


def check_triggers(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """Everything that is wrong with when things come."""
    lines = list(_list_items(exercise))
    yield from gathered(
        _check_segments(exercise, lines, emergency),
        _check_names(exercise, lines, emergency),
        _check_impossible(exercise, lines, emergency),
        _check_order(lines),
        _check_cycles(lines),
        _check_contradictions(lines),
    )


def _list_items(exercise: Exercise) -> Iterator[TimedItem]:
    order = [segment.id for segment in exercise.segments]

    def place(cue: Inject | Decision) -> int:
        return order.index(cue.segment) if cue.segment in order else -1

    for i, inject in enumerate(exercise.injects):
        yield TimedItem(f"inject {inject.number}", inject, place(inject), ("injects", i))
    for i, decision in enumerate(exercise.decisions):
        yield TimedItem(f"decision {decision.id}", decision, place(decision), ("decisions", i))


def _check_segments(exercise: Exercise, lines: list[TimedItem], emergency: Emergency) -> Iterator[Finding]:
    """Something comes only where the exercise is played or talked."""
    kinds = {segment.id: segment.kind for segment in exercise.segments}
    horizon = emergency.scenario.horizon
    for line in lines:
        name, at = line.item.segment, line.item.at
        yield from check_known((*line.where, "segment"), name, "a segment of this exercise", tuple(kinds))
        if kinds.get(name) in ("briefing", "hot-wash"):
            yield Finding(
                (*line.where, "segment"),
                f"nothing comes in the {kinds[name]}; name a played or talked segment",
            )
        if at is not None and kinds.get(name) == "talked":
            message = 'T+ stands still in a talked segment; say what it comes "after", or leave "at" out'
            yield Finding((*line.where, "at"), message)
        if at is not None and at >= horizon:
            yield Finding((*line.where, "at"), f"the model plays to T+{horizon / 60:g} min only")


def _iterate_conditions(line: TimedItem) -> Iterator[tuple[str, Condition, FindingPath]]:
    """Each condition of a line, with the list it stands in and its place."""
    for key in PLACES:
        for i, condition in enumerate(getattr(line.item, key)):
            yield key, condition, (*line.where, key, i)


def _check_names(exercise: Exercise, lines: list[TimedItem], emergency: Emergency) -> Iterator[Finding]:
    """Names in conditions that lead nowhere."""
    roles = [role.id for role in exercise.roles]
    people = [*roles, *(member.id for member in emergency.place.staff)]
    numbers = [str(inject.number) for inject in exercise.injects]
    options = {decision.id: [one.id for one in decision.options] for decision in exercise.decisions}
    for line in lines:
        for _, one, where in _iterate_conditions(line):
            if one.aware is not None:
                yield from check_known((*where, "aware"), one.aware, "a role or somebody on the roster", people)
            if one.played is not None:
                yield from check_known((*where, "played"), one.played, "a role of this exercise", roles)
            if one.delivered is not None:
                number = str(one.delivered)
                yield from check_known((*where, "delivered"), number, "the number of an inject", numbers)
            if one.decided is not None:
                yield from check_known(
                    (*where, "decided"), one.decided, "a decision of this exercise", tuple(options)
                )
            if one.option is not None and one.decided in options:
                what = f"an option of decision {quote(one.decided)}"
                yield from check_known((*where, "option"), one.option, what, options[one.decided])
            yield from _check_zones(one, where, emergency)


def _check_zones(condition: Condition, where: FindingPath, emergency: Emergency) -> Iterator[Finding]:
    zones = emergency.place.list_zone_ids()
    campus = quote(emergency.place.campus.campus)
    for n, pattern in enumerate(condition.hazard_in or []):
        if not any(fnmatchcase(zone, pattern) for zone in zones):
            message = f"{quote(pattern)} fits no zone of campus {campus}"
            yield Finding((*where, "hazard_in", n), message, pattern, tuple(zones))


def _check_impossible(exercise: Exercise, lines: list[TimedItem], emergency: Emergency) -> Iterator[Finding]:
    """Waiting for what does not happen with this hazard, or by these means."""
    hazard = emergency.scenario.hazard.kind
    strategy = emergency.strategies[emergency.resolve_strategy(exercise.strategy)]
    for line in lines:
        for key, one, where in _iterate_conditions(line):
            if one.happened is None or key == "unless":
                continue
            if ONLY_WITH.get(one.happened, hazard) != hazard:
                message = f"{quote(one.happened)} never happens with hazard {quote(hazard)}"
                yield Finding((*where, "happened"), message)
            elif without := _impossible_reason(one.happened, strategy, emergency, exercise.conditions):
                yield Finding((*where, "happened"), f"{quote(one.happened)} never happens: {without}")


def _impossible_reason(moment: Milestone, strategy: Strategy, emergency: Emergency, conditions: Collection[str]) -> str:
    """Why a moment cannot come by the room's means; empty if it can."""
    if moment == "app-pressed" and strategy.app is None:
        return f"strategy {quote(strategy.strategy)} has no app"
    if moment == "alarm-sounds" and "alarm-failed" in conditions:
        return "the fire alarm is out of order on this day"
    if moment == "announced" and (emergency.place.campus.pa is None or "pa" not in strategy.everyday):
        return "there is no PA under this strategy"
    return ""


def _iterate_prerequisites(line: TimedItem) -> Iterator[tuple[str, FindingPath]]:
    """The lines of the exercise that have to come before one can, and where it says so."""
    for key, one, where in _iterate_conditions(line):
        if key != "unless" and one.delivered is not None:
            yield f"inject {one.delivered}", where
        elif key != "unless" and one.decided is not None:
            yield f"decision {one.decided}", where


def _check_order(lines: list[TimedItem]) -> Iterator[Finding]:
    """Waiting for what comes later anyway."""
    known = {line.key: line for line in lines}
    for line in lines:
        for key, where in _iterate_prerequisites(line):
            other = known.get(key)
            if other is None or -1 in (line.segment, other.segment):
                continue
            if other.segment > line.segment:
                said = f"{key} comes in a later segment, {quote(other.item.segment)}"
                yield Finding(where, f"this can never be so: {said}")
            elif line.item.at is not None and other.item.at is not None and other.item.at > line.item.at:
                said = f"{key} comes at T+{other.item.at:g} s, this at T+{line.item.at:g} s"
                yield Finding(where, f"this can never be so: {said}")


def _check_cycles(lines: list[TimedItem]) -> Iterator[Finding]:
    """Lines that wait for each other."""
    awaited = {line.key: [key for key, _ in _iterate_prerequisites(line)] for line in lines}
    try:
        graphlib.TopologicalSorter(awaited).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]
        line = next(line for line in lines if line.key in circle)
        where = next(where for key, where in _iterate_prerequisites(line) if key in circle)
        before = circle[circle.index(line.key) - 1] if circle.index(line.key) else circle[-2]
        said = "waits for itself" if before == line.key else f"and {before} wait for each other"
        yield Finding(where, f"this can never be so: {line.key} {said}")


def _check_contradictions(lines: list[TimedItem]) -> Iterator[Finding]:
    """A guard that asks for what another one rules out."""
    for line in lines:
        wanted = [*line.item.after, *line.item.when]
        for i, one in enumerate(line.item.unless):
            if one in wanted:
                said = "the same condition has to hold, and must not"
                yield Finding((*line.where, "unless", i), f"this can never come: {said}")
