"""Checks of exercises, scripts and names files against the emergency or campus they are for.

A condition is refused if it can never hold: its subject comes in a later segment, at a later T+, only after itself, or never with this
hazard and these means. The number of injects and decisions in a session is a planner's rule, so it gives a note. A script may answer too
late or repeat an action, but not name something that does not exist.
"""

import graphlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from scenarios.campus import Agency, OwnNames
from scenarios.campus_expansion import Member, Place
from scenarios.diagnostics import Finding, FindingPath, quote
from scenarios.exercise import (
    SLOTS,
    Condition,
    Decision,
    DelayUnit,
    Exercise,
    Inform,
    Inject,
    Instructed,
    Milestone,
    PlayerAction,
    SetChannel,
    WorldAction,
    iterate_slots,
)
from scenarios.hazards import MEASURE_NAMES
from scenarios.queues import QUEUE_MEASURES
from scenarios.scenario import Emergency
from scenarios.script import HotWash, Script, ScriptedDecision, Step
from scenarios.strategies import Strategy
from scenarios.targets import HAZARDS_OF, list_instants
from scenarios.units import DAY_SECONDS, find_date, format_date
from scenarios.validation.guidance import review_guidance
from scenarios.validation.limits import check_known, check_unique, gathered

ONLY_WITH: dict[Milestone, str] = {
    "contact": "assailant",
    "hazard-moved": "assailant",
    "cpr-begun": "cardiac-arrest",
    "aed-at-patient": "cardiac-arrest",
    "shock": "cardiac-arrest",
    "crew-at-patient": "cardiac-arrest",
    "way-cleared": "cardiac-arrest",
    "tasks-assigned": "cardiac-arrest",
    "horns-stopped": "fire",
    "shut-off": "fire",
    "alarm-sounds": "fire",
    "untenable": "fire",
    "storm-arrives": "tornado",
    "helper-there": "agitated-person",
    "escalated": "agitated-person",
    "child-missed": "missing-student",
    "left-campus": "missing-student",
    "child-found": "missing-student",
    "exit-watched": "missing-student",
    "zone-searched": "missing-student",
    "plume-arrives": "release-outside",
    "out-and-air": "release-outside",
    **dict.fromkeys(
        (
            "threat-reported",
            "report-read",
            "team-convened",
            "plan-done",
            "plan-reviewed",
            "police-called",
            "interim-plan",
        ),
        "threat-report",
    ),
}

CALLED_OUT = {"phone-tree", "runners"}
"""Channels of a strategy that an office sends."""
AED_ACTS = ("fetch-aed", "send-aed", "call-for-aed")
ONLY_FOR: dict[str, str] = {
    **dict.fromkeys(("start-cpr", "clear-way", "assign-tasks", *AED_ACTS), "cardiac-arrest"),
    **dict.fromkeys(("stop-horns", "shut-off"), "fire"),
    "take-shelter": "tornado",
    **dict.fromkeys(("call-team", "engage", "step-aside"), "agitated-person"),
    **dict.fromkeys(("search", "watch-exit"), "missing-student"),
    **dict.fromkeys(("close-in", "stop-ventilation", "air-out"), "release-outside"),
    **dict.fromkeys(
        ("report-to-team", "convene-team", "work-first", "call-police", "interim-plan", "put-off"), "threat-report"
    ),
    **dict.fromkeys(("text-families", "add-posts"), "reunification"),
}
"""The hazard that an act is for."""
NO_ERRANDS = {
    "cardiac-arrest": "who goes to a patient is sent there; use send",
    "agitated-person": "who goes there is sent to help; use send, or step-aside to leave",
    "missing-student": "who looks for a child searches; use search or watch-exit",
}
"""By hazard, why no one goes to look or leads a group elsewhere."""

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
        _check_item_segments(exercise, lines, emergency),
        _check_condition_names(exercise, lines, emergency),
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


def _check_item_segments(exercise: Exercise, lines: list[TimedItem], emergency: Emergency) -> Iterator[Finding]:
    kinds = {segment.id: segment.kind for segment in exercise.segments}
    horizon = emergency.scenario.horizon
    for line in lines:
        name, at = line.item.segment, line.item.at
        yield from check_known((*line.where, "segment"), name, "a segment of this exercise", tuple(kinds))
        if kinds.get(name) in ("briefing", "hot-wash"):
            yield Finding(
                (*line.where, "segment"), f"nothing comes in the {kinds[name]}; name a played or talked segment"
            )
        if at is not None and kinds.get(name) == "talked":
            message = 'T+ is paused in a talked segment; give "after", or leave "at" out'
            yield Finding((*line.where, "at"), message)
        if at is not None and at >= horizon:
            yield Finding((*line.where, "at"), f"the model runs to T+{horizon / 60:g} min only")
        if at is not None and at < exercise.starts:
            yield Finding((*line.where, "at"), f"the exercise begins on {format_date(exercise.starts)}")


def _iterate_conditions(line: TimedItem) -> Iterator[tuple[str, Condition, FindingPath]]:
    for key in PLACES:
        for i, condition in enumerate(getattr(line.item, key)):
            yield key, condition, (*line.where, key, i)


def _check_condition_names(exercise: Exercise, lines: list[TimedItem], emergency: Emergency) -> Iterator[Finding]:
    roles = [role.id for role in exercise.roles]
    people = [*roles, *(member.id for member in emergency.place.staff)]
    numbers = [inject.number for inject in exercise.injects]
    options = {decision.id: [option.id for option in decision.options] for decision in exercise.decisions}
    for line in lines:
        for _, condition, where in _iterate_conditions(line):
            for key, known, what in (
                ("aware", people, "a role or a person on the roster"),
                ("played", roles, "a role of this exercise"),
                ("delivered", numbers, "the number of an inject"),
                ("decided", tuple(options), "a decision of this exercise"),
            ):
                yield from check_known((*where, key), getattr(condition, key), what, known)
            if condition.decided in options:
                what = f"an option of decision {quote(condition.decided)}"
                yield from check_known((*where, "option"), condition.option, what, options[condition.decided])
            yield from _check_zones(condition.hazard_in or [], (*where, "hazard_in"), emergency)


def _check_date(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """An exercise of a hazard in days begins on a date, in school hours."""
    hazard = emergency.scenario.hazard
    if hazard.in_days != exercise.in_days:
        message = (
            f'hazard {quote(hazard.kind)} is in days; add begins: "Mon Oct 19, 08:00"'
            if hazard.in_days
            else f"hazard {quote(hazard.kind)} is in minutes; leave this out"
        )
        yield Finding(("begins",), message)
    elif exercise.begins is not None:
        at = find_date(exercise.begins)
        for key, right in (("day", f"{at:%A}"), ("onset", f"{at:%H:%M}")):
            if getattr(exercise, key) != right:
                yield Finding((key,), f"the exercise begins on {format_date(exercise.begins)}; write {right}")
        if find_school_day(exercise.begins, emergency) < 2:
            yield Finding(("begins",), "name a school day after the first one of the year")


def find_school_day(begins: float, emergency: Emergency) -> int:
    """The number of the school day on a date, from 1; 0 for a day without school. begins: seconds since midnight before the first."""
    day = int(begins // DAY_SECONDS)
    days = emergency.scenario.hazard.list_school_days(day + 1)
    return len(days) if day in days else 0


def _check_start(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    if exercise.starts_in and not emergency.scenario.hazard.starts:
        message = f"hazard {quote(emergency.scenario.hazard.kind)} begins nowhere; leave this out"
        yield Finding(("starts_in",), message)
    yield from _check_zones(exercise.starts_in, ("starts_in",), emergency)


def _check_roster(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    staff = [member.id for member in emergency.place.staff]
    groups = [group.id for group in emergency.place.groups]
    campus = f"on the roster of campus {quote(emergency.place.campus.campus)}"
    yield from check_unique(("roster",), [change.id for change in exercise.roster], "a change of")
    for i, change in enumerate(exercise.roster):
        yield from check_known(("roster", i, "id"), change.id, f"a person or group {campus}", staff + groups)
        if change.substitute and change.id in groups:
            message = f"{quote(change.id)} is a group; name the person whose substitute it is"
            yield Finding(("roster", i, "substitute"), message)


def _check_zones(patterns: Sequence[str], where: FindingPath, emergency: Emergency) -> Iterator[Finding]:
    zones = emergency.place.list_zone_ids()
    campus = quote(emergency.place.campus.campus)
    for n, pattern in enumerate(patterns):
        if not any(fnmatchcase(zone, pattern) for zone in zones):
            message = f"{quote(pattern)} fits no zone of campus {campus}"
            yield Finding((*where, n), message, pattern, tuple(zones))


def _check_impossible(exercise: Exercise, lines: list[TimedItem], emergency: Emergency) -> Iterator[Finding]:
    """Waiting for what does not happen with this hazard, or by these means."""
    hazard = emergency.scenario.hazard.kind
    strategy = emergency.strategies[emergency.resolve_strategy(exercise.strategy)]
    for line in lines:
        for key, condition, where in _iterate_conditions(line):
            if condition.happened is None or key == "unless":
                continue
            if ONLY_WITH.get(condition.happened, hazard) != hazard:
                message = f"{quote(condition.happened)} never happens with hazard {quote(hazard)}"
                yield Finding((*where, "happened"), message)
            elif without := _impossible_reason(condition.happened, strategy, emergency, exercise.conditions):
                yield Finding((*where, "happened"), f"{quote(condition.happened)} never happens: {without}")


def _impossible_reason(moment: Milestone, strategy: Strategy, emergency: Emergency, conditions: Collection[str]) -> str:
    """Why a moment cannot come by the team's means; empty if it can."""
    if moment == "app-pressed" and strategy.app is None:
        return f"strategy {quote(strategy.strategy)} has no app"
    if moment == "alarm-sounds" and "alarm-failed" in conditions:
        return "the fire alarm is out of order on this day"
    if moment == "announced" and (emergency.place.campus.pa is None or "pa" not in strategy.everyday):
        return "there is no PA under this strategy"
    return ""


def _iterate_prerequisites(line: TimedItem) -> Iterator[tuple[str, FindingPath]]:
    """The lines of the exercise that have to come before one can, and where it says so."""
    for key, condition, where in _iterate_conditions(line):
        if key != "unless" and condition.delivered is not None:
            yield f"inject {condition.delivered}", where
        elif key != "unless" and condition.decided is not None:
            yield f"decision {condition.decided}", where


def _check_order(lines: list[TimedItem]) -> Iterator[Finding]:
    known = {line.key: line for line in lines}
    for line in lines:
        for key, where in _iterate_prerequisites(line):
            other = known.get(key)
            if other is None or -1 in (line.segment, other.segment):
                continue
            if other.segment > line.segment:
                message = f"{key} comes in a later segment, {quote(other.item.segment)}"
                yield Finding(where, f"this can never be so: {message}")
            elif line.item.at is not None and other.item.at is not None and other.item.at > line.item.at:
                message = f"{key} comes at T+{other.item.at:g} s, this at T+{line.item.at:g} s"
                yield Finding(where, f"this can never be so: {message}")


def _check_cycles(lines: list[TimedItem]) -> Iterator[Finding]:
    awaited = {line.key: [key for key, _ in _iterate_prerequisites(line)] for line in lines}
    try:
        graphlib.TopologicalSorter(awaited).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]
        line = next(line for line in lines if line.key in circle)
        where = next(where for key, where in _iterate_prerequisites(line) if key in circle)
        before = circle[circle.index(line.key) - 1] if circle.index(line.key) else circle[-2]
        message = "waits for itself" if before == line.key else f"and {before} wait for each other"
        yield Finding(where, f"this can never be so: {line.key} {message}")


def _check_contradictions(lines: list[TimedItem]) -> Iterator[Finding]:
    """A guard that asks for what another one rules out."""
    for line in lines:
        wanted = [*line.item.after, *line.item.when]
        for i, condition in enumerate(line.item.unless):
            if condition in wanted:
                message = "the same condition must hold and must not hold"
                yield Finding((*line.where, "unless", i), f"this can never come: {message}")


MAX_TIMED = 2
MAX_LENGTH = 220_000
"""Characters of all injects and decisions, more than ten times the longest that is shipped: the report takes less than 800 MB."""
OWN_DURATION_MEASURE = "hazard_lasts_alone"

COUNT_LIMITS = {20: ((5, 7), 3), 45: ((8, 11), 5), 90: ((14, 18), 8)}  # minutes: injects from and to, decisions

VOTES_IN_45_MINUTES = 3

MINUTE_LIMITS = {20: (3, 11, 0, 6), 45: (6, 24, 7, 8), 90: (10, 40, 22, 18)}
MINUTE_KINDS = ("briefing", "played", "talked", "hot-wash")
LOCATION_SLOTS = ("hazard.zone", "hazard.building", "hazard.floor")
APP_SLOTS = ("presser", "alert.zone")


def check_exercise(exercise: Exercise, emergency: Emergency) -> list[Finding]:
    """Everything that is wrong in an exercise on its emergency."""
    return gathered(
        _check_unique_ids(exercise),
        _check_length(exercise),
        _check_roles(exercise, emergency),
        _check_segments(exercise),
        _check_objectives(exercise),
        _check_targets(exercise, emergency),
        _check_arms(exercise, emergency),
        _check_start(exercise, emergency),
        _check_date(exercise, emergency),
        _check_roster(exercise, emergency),
        _check_needs(exercise, emergency),
        _check_measures(exercise, emergency),
        _check_queues(exercise),
        _check_slots(exercise, emergency),
        _check_timed(exercise),
        check_triggers(exercise, emergency),
        check_actions(exercise, emergency),
    )


def check_exercise_period(exercise: Exercise, emergency: Emergency) -> list[Finding]:
    """What is wrong with the period in which an exercise is played: it is in one, even where its scenario is over a school day."""
    periods = [period.id for period in emergency.place.campus.periods]
    if exercise.period is not None:
        where = f"a period of campus {quote(emergency.place.campus.campus)}"
        return [*check_known(("period",), exercise.period, where, periods)]
    if not emergency.is_over_a_day:
        return []
    message = f"scenario {quote(exercise.scenario)} is over a school day, and an exercise is in one period"
    return [Finding(("scenario",), f"{message}; add period: {' or '.join(periods)}")]


def review_exercise(exercise: Exercise, emergency: Emergency) -> list[Finding]:
    """Notes on an exercise, which stop nothing."""
    return gathered(
        _review_counts(exercise),
        _review_votes(exercise),
        _review_minutes(exercise),
        _review_discussion(exercise),
        _review_idle_roles(exercise),
        _review_absent_roles(exercise, emergency),
        review_guidance(exercise),
    )


def _check_unique_ids(exercise: Exercise) -> Iterator[Finding]:
    for key in ("objectives", "roles", "segments", "decisions"):
        yield from check_unique((key,), [entry.id for entry in getattr(exercise, key)], key[:-1])
    numbers = [str(inject.number) for inject in exercise.injects]
    yield from check_unique(("injects",), numbers, "inject", key="number")
    for i, decision in enumerate(exercise.decisions):
        yield from check_unique(("decisions", i, "options"), [option.id for option in decision.options], "option")


def _check_length(exercise: Exercise) -> Iterator[Finding]:
    """The first inject or decision up to which there is more than a report can hold."""
    length = 0
    for key in ("injects", "decisions"):
        for i, item in enumerate(getattr(exercise, key)):
            length += len(item.model_dump_json(exclude_defaults=True, warnings=False))
            if length > MAX_LENGTH:
                message = f"injects and decisions are longer than {MAX_LENGTH:,} characters up to here; split the exercise in two"
                yield Finding((key, i), message)
                return


def _check_roles(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    roster = [member.id for member in emergency.place.staff]
    campus = f"on the roster of campus {quote(emergency.place.campus.campus)}"
    for i, role in enumerate(exercise.roles):
        yield from check_known(("roles", i, "plays"), role.plays, campus, roster)
    for i, role in enumerate(exercise.roles):
        if role.plays in find_absent(exercise, emergency):
            yield Finding(("roles", i, "plays"), f"{quote(role.plays)} is away on this day, by the conditions")
    plays = [role.plays for role in exercise.roles]
    yield from check_unique(("roles",), plays, "a role that plays", key="plays")
    known = [role.id for role in exercise.roles]
    for i, inject in enumerate(exercise.injects):
        yield from check_unique(("injects", i, "to"), inject.to, "role", key=None)
        for n, to in enumerate(inject.to):
            yield from check_known(("injects", i, "to", n), to, "a role of this exercise", known)
    for i, decision in enumerate(exercise.decisions):
        yield from check_known(("decisions", i, "of"), decision.of, "a role of this exercise", known)


def _check_segments(exercise: Exercise) -> Iterator[Finding]:
    kinds = [segment.kind for segment in exercise.segments]
    last = len(kinds) - 1
    if kinds[0] != "briefing":
        yield Finding(("segments", 0, "kind"), "the first segment is the briefing")
    if kinds[-1] != "hot-wash":
        yield Finding(("segments", last, "kind"), "the last segment is the hot wash")
    for i, kind in enumerate(kinds):
        if (kind == "briefing" and i > 0) or (kind == "hot-wash" and i < last):
            yield Finding(("segments", i, "kind"), f"there is one {kind}, at its end of the session")
    if "played" not in kinds:
        yield Finding(("segments",), "nothing is played; one segment has to be played")
    minutes = sum(segment.minutes for segment in exercise.segments)
    if minutes != exercise.minutes:
        yield Finding(("minutes",), f"the segments take {minutes} minutes, not {exercise.minutes}")
    yield from _check_scenario_time(exercise)


def _check_scenario_time(exercise: Exercise) -> Iterator[Finding]:
    before = 0.0
    for i, segment in enumerate(exercise.segments):
        where = ("segments", i, "story")
        if (segment.story is None) == (segment.kind == "talked"):
            message = "a talked segment says how long after onset it is in the story"
            yield Finding(where, f"{message}; no other segment does")
        elif segment.story is not None and segment.story <= before:
            yield Finding(where, "the story never goes back; say a later time than the segment before")
        before = max(before, segment.story or 0.0)


def _check_objectives(exercise: Exercise) -> Iterator[Finding]:
    known = [objective.id for objective in exercise.objectives]
    served = set()
    for key in ("injects", "decisions"):
        for i, entry in enumerate(getattr(exercise, key)):
            served.add(entry.objective)
            yield from check_known((key, i, "objective"), entry.objective, "an objective of this exercise", known)
    for i, name in enumerate(known):
        if name not in served:
            yield Finding(("objectives", i, "id"), f"no inject and no decision serves objective {quote(name)}")


def _check_targets(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """Instants that never come with this hazard, and more time or channels than there are."""
    hazard, horizon = emergency.scenario.hazard.kind, emergency.scenario.horizon
    channels = _list_message_channels(exercise, emergency)
    for i, objective in enumerate(exercise.objectives):
        target, where = objective.target, ("objectives", i, "target")
        for key, instant in (("from", target.from_), ("to", target.to)):
            if instant is not None and hazard not in HAZARDS_OF.get(instant, (hazard,)):
                message = f"{quote(instant)} never comes with hazard {quote(hazard)}"
                yield Finding((*where, key), f"{message}; name one of {', '.join(list_instants(hazard))}")
        if target.within is not None and target.within >= horizon:
            yield Finding((*where, "within"), f"the model runs to T+{horizon / 60:g} min only; ask for less than that")
        if target.means is not None and target.means > len(channels):
            message = f"messages have {len(channels)} channels here: {', '.join(channels) or 'none'}"
            yield Finding((*where, "means"), f"{message}; ask for no more")


def _list_message_channels(exercise: Exercise, emergency: Emergency) -> list[str]:
    """The different channels by which the school can tell everyone."""
    strategy = emergency.strategies[emergency.resolve_strategy(exercise.strategy)]
    campus = emergency.place.campus
    known = {
        "PA": campus.pa is not None and "pa" in strategy.everyday,
        "radio": campus.radio is not None and "radio" in strategy.everyday,
        "app": strategy.app is not None,
    }
    return [name for name, is_there in known.items() if is_there]


def _check_arms(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    names = [emergency.resolve_strategy(name) for name in (exercise.strategy, exercise.twin)]
    if names[0] == names[1]:
        yield Finding(("twin",), f"{quote(names[0])} is the team's strategy too; twin needs another one")


def _check_needs(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    kind = emergency.scenario.hazard.kind
    own = (OWN_DURATION_MEASURE,) if kind == "assailant" else ()
    known = (*own, *MEASURE_NAMES[kind])
    for i, need in enumerate(exercise.needs):
        yield from check_known(("needs", i, "measure"), need.measure, f"measured for hazard {quote(kind)}", known)
        if need.at_least is not None and need.at_most is not None and need.at_least > need.at_most:
            yield Finding(("needs", i, "at_least"), '"at_least" is above "at_most"; nothing can be both')


def _check_queues(exercise: Exercise) -> Iterator[Finding]:
    """Queues where T+ runs, and changes of a queue that is not there."""
    for i, segment in enumerate(exercise.segments):
        if segment.queue is not None and segment.kind != "talked":
            yield Finding(("segments", i, "queue"), "a queue belongs to a talked segment; leave it out here")
    queues = {segment.id for segment in exercise.segments if segment.queue is not None}
    for i, decision in enumerate(exercise.decisions):
        for n, option in enumerate(decision.options):
            if option.queue is not None and decision.segment not in queues:
                message = f"segment {quote(decision.segment)} has no queue; give it one, or leave this out"
                yield Finding(("decisions", i, "options", n, "queue"), message)


def _check_measures(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    kind = emergency.scenario.hazard.kind
    for i, decision in enumerate(exercise.decisions):
        place = ("decisions", i, "measure")
        if (queue := exercise.find_queue(decision)) is not None:
            known = QUEUE_MEASURES[queue.kind]
            yield from check_known(place, decision.measure or "", f"measured of a queue of kind {queue.kind}", known)
            continue
        measured, asked = MEASURE_NAMES[kind], emergency.scenario.hazard.question_measures()
        yield from check_known(place, decision.measure, f"measured for hazard {quote(kind)}", measured)
        if decision.measure in measured and decision.measure not in asked:
            instead = [line.measure for line in emergency.scenario.primary if line.measure in asked]
            message = f"{quote(decision.measure)} cannot rank answers; name another one, such as {', '.join(instead)}"
            yield Finding(place, message)


def _check_slots(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    app = emergency.strategies[emergency.resolve_strategy(exercise.strategy)].app
    for i, inject in enumerate(exercise.injects):
        where, slots = ("injects", i, "says"), list(iterate_slots(inject.says))
        for slot in slots:
            yield from check_known(where, slot, "a slot", tuple(SLOTS))
            if slot in APP_SLOTS and app is None:
                yield Finding(where, f"{{{slot}}} stays empty: strategy {quote(exercise.strategy)} has no app")
        if not inject.reports_hazard and any(slot in LOCATION_SLOTS for slot in slots):
            message = 'its words tell participants where the hazard is; write "reports_hazard: true"'
            yield Finding(where, message)
    for i, decision in enumerate(exercise.decisions):
        texts: dict[FindingPath, str] = {("decisions", i, "asks"): decision.asks}
        texts |= {("decisions", i, "options", n, "says"): option.says for n, option in enumerate(decision.options)}
        for at, text in texts.items():
            if any(iterate_slots(text)):
                yield Finding(at, "slots are filled in the words of an inject only; put them there")


def _check_timed(exercise: Exercise) -> Iterator[Finding]:
    """Pressed is for one or two decisions, and for those during which time passes."""
    pressed = [i for i, decision in enumerate(exercise.decisions) if decision.kind == "pressed"]
    for i in pressed if exercise.in_days else ():
        message = "in an exercise in days no question is timed; make this one kind: talk"
        yield Finding(("decisions", i, "kind"), message)
    for i in pressed[MAX_TIMED:]:
        yield Finding(
            ("decisions", i, "kind"),
            f"at most {MAX_TIMED} decisions may be timed (kind: pressed); make this one kind: talk",
        )


def _review_counts(exercise: Exercise) -> Iterator[Finding]:
    """As many injects and decisions as a room gets through; one that `may` come and has a guard is a second chance."""
    if exercise.minutes not in COUNT_LIMITS:
        return
    (least, most), decisions = COUNT_LIMITS[exercise.minutes]
    slot = f"{exercise.minutes} minutes"
    if not least <= len(exercise.injects) <= most:
        message = f"{len(exercise.injects)} injects; a session of {slot} has room for {least} to {most}"
        yield Finding(("injects",), message)
    asked = [decision for decision in exercise.decisions if decision.must or not (decision.when or decision.unless)]
    if len(asked) != decisions:
        message = f"{len(asked)} decisions; a session of {slot} has room for {decisions}"
        yield Finding(("decisions",), message)


def _review_votes(exercise: Exercise) -> Iterator[Finding]:
    """Votes take time and attention: as many as a room stands."""
    voted = [place for place, decision in enumerate(exercise.decisions) if decision.vote]
    most = max(1, round(VOTES_IN_45_MINUTES * exercise.minutes / 45))
    if len(voted) > most:
        message = f"{len(voted)} questions are voted on; a session of {exercise.minutes} minutes has room for {most}"
        yield Finding(("decisions", voted[most], "vote"), message)


def _review_minutes(exercise: Exercise) -> Iterator[Finding]:
    if exercise.minutes in MINUTE_LIMITS:
        usual = MINUTE_LIMITS[exercise.minutes]
        own = tuple(
            sum(segment.minutes for segment in exercise.segments if segment.kind == kind) for kind in MINUTE_KINDS
        )
        if own != usual:
            yield Finding(
                ("segments",), f"briefing, played, talked and hot wash are usually {_format_sum(usual)} minutes"
            )


def _format_sum(minutes: Sequence[int]) -> str:
    return " + ".join(str(count) for count in minutes)


def _review_discussion(exercise: Exercise) -> Iterator[Finding]:
    for i, segment in enumerate(exercise.segments):
        inside = [decision.limit for decision in exercise.decisions if decision.segment == segment.id]
        if sum(inside) > 60 * segment.minutes:
            questions = "its question" if len(inside) == 1 else f"its {len(inside)} questions"
            message = f"{questions} may take {sum(inside) / 60:g} minutes; the module has {segment.minutes}"
            yield Finding(("segments", i, "minutes"), message)


def _review_idle_roles(exercise: Exercise) -> Iterator[Finding]:
    named = {to for inject in exercise.injects for to in inject.to} | {decision.of for decision in exercise.decisions}
    for i, role in enumerate(exercise.roles):
        if role.id not in named:
            yield Finding(("roles", i), f"no inject and no decision is for {quote(role.id)}")


def _review_absent_roles(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    place = emergency.place
    if emergency.scenario.hazard.in_days:
        return
    maybe = {member.id for member in place.staff if place.campus.roster[member.line].on_site is not None}
    plays = {role.id: role.plays for role in exercise.roles}
    for i, decision in enumerate(exercise.decisions):
        if plays.get(decision.of) in maybe:
            message = f"{quote(plays[decision.of])} may be off campus (on_site); then this is not asked"
            yield Finding(("decisions", i, "of"), message)


@dataclass(frozen=True)
class ActionMeans:
    """What there is to act with. roles: roster id by role; staff: by roster id; lockable: zones; absent: who is off campus on this day."""

    emergency: Emergency
    strategy: Strategy
    roles: Mapping[str, str]
    staff: Mapping[str, Member]
    lockable: frozenset[str]
    absent: frozenset[str]

    def list_names(self) -> list[str]:
        """Names that may be written for a person."""
        return [*self.roles, *self.staff]

    def find_member(self, name: str) -> Member | None:
        """Who is meant by a role or a roster id."""
        return self.staff.get(self.roles.get(name, name))

    def is_responder(self, member: Member) -> bool:
        """Whether it is their task to go to the hazard or the patient."""
        scenario = self.emergency.scenario
        by_role = any(member.role == line.role for line in scenario.responding)
        return by_role or (scenario.protocol.kind in ("aid", "assist") and member.response_team)


def collect_means(exercise: Exercise, emergency: Emergency) -> ActionMeans:
    """The means of the team's strategy on this campus."""
    place = emergency.place
    return ActionMeans(
        emergency,
        emergency.strategies[emergency.resolve_strategy(exercise.strategy)],
        {role.id: role.plays for role in exercise.roles},
        {member.id: member for member in place.staff},
        frozenset(zone.id for zone in place.zones if zone.lock is not None),
        find_absent(exercise, emergency),
    )


def find_absent(exercise: Exercise, emergency: Emergency) -> frozenset[str]:
    """Who of the roster is off campus under the conditions of the day."""
    away = "sro-away" in exercise.conditions
    return frozenset(member.id for member in emergency.place.staff if away and member.role == "sro")


def check_actions(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """Everything wrong with the actions of options and injects."""
    means = collect_means(exercise, emergency)
    talked = {segment.id for segment in exercise.segments if segment.kind == "talked"}
    still = "T+ is paused in a talked segment; leave this out, or name a played one"
    for i, decision in enumerate(exercise.decisions):
        for n, option in enumerate(decision.options):
            where: FindingPath = ("decisions", i, "options", n)
            yield from check_decision_actions(option.does, (*where, "does"), means)
            if option.does and decision.segment in talked:
                yield Finding((*where, "does"), still)
            if option.takes is not None and not option.does:
                yield Finding(
                    (*where, "takes"),
                    "discussion takes no time of the incident; leave this out, or name its actions under does",
                )
            if option.takes is not None and decision.kind == "pressed":
                message = "a timed question has no simulated decision time; leave this out"
                yield Finding((*where, "takes"), message)
        if decision.segment in talked and decision.kind == "pressed":
            yield Finding(
                ("decisions", i, "kind"), "T+ is paused in a talked segment, so no question can be timed there"
            )
    for i, inject in enumerate(exercise.injects):
        for n, act in enumerate(inject.world):
            yield from _check_world_action(act, ("injects", i, "world", n), means)
        if inject.world and inject.segment in talked:
            yield Finding(("injects", i, "world"), still)


def check_decision_actions(acts: list[PlayerAction], where: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """Problems with the actions of one answer: absent people, or missing means."""
    for n, act in enumerate(acts):
        at = (*where, n)
        people = [key for key in ("by", "whom") if getattr(act, key, None) is not None]
        for key in people:
            what = "a role or a person on the roster"
            yield from check_known((*at, key), getattr(act, key), what, means.list_names())
            person = means.find_member(getattr(act, key))
            if person is not None and person.id in means.absent:
                yield Finding((*at, key), f"{quote(person.id)} is away on this day, by the conditions")
        yield from _check_means(act, at, means)


def is_simulated(act: str, emergency: Emergency) -> bool:
    """Whether an act of this kind does anything in the emergency: where no one has to learn of it, only acts that are for it do."""
    hazard = emergency.scenario.hazard
    return hazard.is_witnessed or ONLY_FOR.get(act) == hazard.kind


def _check_devices(act: PlayerAction, by: Member, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """Problems with what the strategy has beside the means of every day."""
    strategy = means.strategy
    under = f"under strategy {quote(strategy.strategy)}"
    match act.kind:
        case "press" if strategy.app is None:
            yield Finding((*at, "kind"), f"there is no app to press {under}")
        case "press-badge" if strategy.badge is None:
            yield Finding((*at, "kind"), f"there is no badge to press {under}")
        case "call-out" if not CALLED_OUT & {one.kind for one in strategy.channels}:
            yield Finding((*at, "kind"), f"there are neither phone tree nor runners {under}")
        case "call-out" if not by.office:
            yield Finding((*at, "by"), f"{quote(by.id)} is not one of the office")


def _check_means(act: PlayerAction, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    by = means.find_member(act.by)
    if by is None:
        return
    if not is_simulated(act.kind, means.emergency):
        yield Finding((*at, "kind"), f"{act.kind} is for an emergency that people have to learn of; leave it to talk")
        return
    campus, everyday = means.emergency.place.campus, means.strategy.everyday
    name = quote(means.strategy.strategy)
    match act.kind:
        case "announce" if campus.pa is None or "pa" not in everyday:
            yield Finding((*at, "kind"), f"there is no PA to speak on under strategy {name}")
        case "radio" if campus.radio is None or "radio" not in everyday:
            yield Finding((*at, "kind"), f"there is no radio under strategy {name}")
        case "radio" if not by.radio:
            yield Finding((*at, "by"), f"{quote(by.id)} carries no radio")
        case "lock" if by.posts[means.emergency.scenario.period] not in means.lockable:
            yield Finding((*at, "by"), f"{quote(by.id)} is not in a room that can be locked")
        case _:
            yield from _check_help(act, by, at, means)
    yield from _check_devices(act, by, at, means)
    if isinstance(act, Instructed):
        yield from _check_instruction(act, at, means)
    if act.kind in ("tell", "send", "send-aed"):
        yield from _check_target(act.whom, by, act.kind, at, means)


def _check_help(act: PlayerAction, by: Member, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """Acts that only one hazard, or only some campuses, have a use for."""
    campus, hazard = means.emergency.place.campus, means.emergency.scenario.hazard.kind
    needed = ONLY_FOR.get(act.kind, hazard)
    if needed != hazard:
        yield Finding((*at, "kind"), f"{act.kind} is for hazard {quote(needed)}; this one is {quote(hazard)}")
    elif act.kind in AED_ACTS and not any(zone.aed for zone in means.emergency.place.zones):
        yield Finding((*at, "kind"), f"no AED hangs on campus {quote(campus.campus)}")
    elif act.kind == "call-for-aed" and (campus.radio is None or "radio" not in means.strategy.everyday):
        name = quote(means.strategy.strategy)
        yield Finding((*at, "kind"), f"there is no radio under strategy {name}; use send-aed")
    elif act.kind == "call-for-aed" and not by.radio:
        yield Finding((*at, "by"), f"{quote(by.id)} carries no radio; use send-aed")
    elif act.kind == "clear-way" and "ems" not in means.emergency.scenario.sends:
        yield Finding((*at, "kind"), "this scenario sends no ambulance")
    elif act.kind == "stop-horns" and campus.fire_alarm is None:
        yield Finding((*at, "kind"), f"campus {quote(campus.campus)} has no fire alarm")
    elif act.kind == "secure" and not by.keys:
        yield Finding((*at, "by"), f"{quote(by.id)} carries no keys")
    else:
        yield from _check_goal(act, at, means)


def _check_goal(act: PlayerAction, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """Where an act leads, if anywhere."""
    campus, hazard = quote(means.emergency.place.campus.campus), means.emergency.scenario.hazard.kind
    if act.kind in ("look", "move") and hazard in NO_ERRANDS:
        yield Finding((*at, "kind"), NO_ERRANDS[hazard])
    elif act.kind == "search":
        yield from _check_area(act.place, (*at, "place"), means)
    elif act.kind == "stop-ventilation":
        with_fans = sorted({zone.building for zone in means.emergency.place.zones if zone.fans is not None})
        yield from check_known((*at, "place"), act.place, f"a building with fans on campus {campus}", with_fans)
    elif act.kind in ("meet-responders", "look", "move", "step-aside", "watch-exit"):
        zones = means.emergency.place.list_zone_ids()
        yield from check_known((*at, "at"), act.at, f"a zone of campus {campus}", zones)


def _check_instruction(act: Instructed, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """The place and the exit that a message names."""
    place = means.emergency.place
    zones, campus = place.list_zone_ids(), quote(place.campus.campus)
    if act.place is not None:
        yield from _check_area(act.place, (*at, "place"), means)
    if act.exit is not None:
        yield from check_known((*at, "exit"), act.exit, f"a zone of campus {campus}", zones)


def _check_area(name: str, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    """A building or a zone."""
    place = means.emergency.place
    buildings = sorted({zone.building for zone in place.zones})
    what = f"a building or zone of campus {quote(place.campus.campus)}"
    yield from check_known(at, name, what, [*place.list_zone_ids(), *buildings])


def _check_target(whom: str, by: Member, kind: str, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    other = means.find_member(whom)
    if other is None:
        return
    if other.id == by.id:
        yield Finding((*at, "whom"), f"{quote(by.id)} cannot {kind.partition('-')[0]} themselves; name another person")
    elif kind == "send" and not means.is_responder(other):
        message = f"going there is not the task of {quote(other.id)}"
        yield Finding((*at, "whom"), f"{message}; tell them, or leave it to talk")


def _check_world_action(act: WorldAction, at: FindingPath, means: ActionMeans) -> Iterator[Finding]:
    campus = means.emergency.place.campus
    if not is_simulated(act.kind, means.emergency):
        yield Finding((*at, "kind"), f"{act.kind} is for an emergency that people have to learn of; leave it out")
        return
    match act:
        case SetChannel(channel="pa") if campus.pa is None:
            yield Finding((*at, "channel"), f"campus {quote(campus.campus)} has no PA")
        case SetChannel(channel="radio") if campus.radio is None:
            yield Finding((*at, "channel"), f"campus {quote(campus.campus)} has no radio")
        case DelayUnit():
            yield from check_known(
                (*at, "unit"), act.unit, "a unit that this scenario sends", list_dispatched_units(means.emergency)
            )
        case Inform():
            yield from check_known((*at, "whom"), act.whom, "a role or a person on the roster", means.list_names())
        case _:
            pass


def list_dispatched_units(emergency: Emergency) -> list[str]:
    """The units that come from off campus, by the names that the model has for them: `police-1`."""
    agencies = [agency for agency in emergency.place.campus.agencies if agency.kind in emergency.scenario.sends]
    return [name for agency in agencies for name in _list_units(agency)]


def check_script(script: Script, exercise: Exercise, emergency: Emergency) -> list[Finding]:
    """Everything that is wrong in a script for an exercise."""
    return gathered(
        _check_played(script, exercise),
        _check_left_out(script, exercise),
        _check_answers(script, exercise, emergency),
        _check_steps(script, exercise, emergency),
        lambda: _check_hot_wash(script.hot_wash, exercise),
    )


def review_script(script: Script, exercise: Exercise) -> list[Finding]:
    """Notes on a script, which stop nothing: decisions without an answer."""
    answered = {answer.decision for answer in script.answers}
    left = [
        decision.id for decision in exercise.decisions if decision.of in script.played and decision.id not in answered
    ]
    unanswered = [f"decision {quote(name)} is not answered; its time runs out" for name in left]
    late = [
        Finding(("answers", i, "talked"), "longer than the time limit; it ends without a decision")
        for i, answer in enumerate(script.answers)
        if (asked := _find_decision(exercise, answer.decision))
        and asked.kind == "pressed"
        and answer.talked > asked.limit
    ]
    return [*(Finding(("answers",), message) for message in unanswered), *late]


def _find_decision(exercise: Exercise, name: str) -> Decision | None:
    return next((decision for decision in exercise.decisions if decision.id == name), None)


def _check_played(script: Script, exercise: Exercise) -> Iterator[Finding]:
    roles = [role.id for role in exercise.roles]
    yield from check_unique(("played",), script.played, "role", key=None)
    for i, role in enumerate(script.played):
        yield from check_known(("played", i), role, f"a role of exercise {quote(exercise.exercise)}", roles)
    for role in script.names:
        yield from check_known(("names", role), role, "a played role", script.played)


def _check_left_out(script: Script, exercise: Exercise) -> Iterator[Finding]:
    known = [objective.id for objective in exercise.objectives]
    yield from check_unique(("left_out",), script.left_out, "objective", key=None)
    for i, name in enumerate(script.left_out):
        yield from check_known(("left_out", i), name, f"an objective of exercise {quote(exercise.exercise)}", known)
    if set(known) <= set(script.left_out):
        yield Finding(("left_out",), "all objectives are left out; keep one")


def _check_answers(script: Script, exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    names = [answer.decision for answer in script.answers]
    yield from check_unique(("answers",), names, "an answer to", key="decision")
    known = [decision.id for decision in exercise.decisions]
    means = collect_means(exercise, emergency)
    for i, answer in enumerate(script.answers):
        where: FindingPath = ("answers", i)
        what = f"a decision of exercise {quote(exercise.exercise)}"
        yield from check_known((*where, "decision"), answer.decision, what, known)
        yield from check_decision_actions(answer.write_in, (*where, "write_in"), means)
        asked = _find_decision(exercise, answer.decision)
        if asked is not None:
            yield from _check_answer(answer, asked, where, script.played)


def _check_answer(
    answer: ScriptedDecision, asked: Decision, where: FindingPath, played: Collection[str]
) -> Iterator[Finding]:
    if asked.of not in played:
        message = f"{quote(asked.id)} is for {quote(asked.of)}, a role that is not played here"
        yield Finding((*where, "decision"), f"{message}; add them to played, or leave the answer out")
    what = f"an option of decision {quote(asked.id)}"
    yield from check_known((*where, "option"), answer.option, what, [option.id for option in asked.options])
    if answer.thinking is not None and asked.kind == "pressed":
        message = "a timed question has no simulated decision time"
        yield Finding((*where, "thinking"), f'{message}; write it as "talked"')


def _check_steps(script: Script, exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    numbers = [inject.number for inject in exercise.injects]
    objectives = [objective.id for objective in exercise.objectives]
    horizon = emergency.scenario.horizon
    for i, step in enumerate(script.steps):
        where: FindingPath = ("steps", i)
        for key in ("deliver", "hold", "cancel"):
            what = f"the number of an inject of exercise {quote(exercise.exercise)}"
            yield from check_known((*where, key), getattr(step, key), what, numbers)
        yield from check_known((*where, "hand_back"), step.hand_back, "a played role", script.played)
        if step.at >= horizon:
            yield Finding((*where, "at"), f"the model runs to T+{horizon / 60:g} min only")
        yield from _check_objective(step, where, objectives)


def _check_objective(step: Step, where: FindingPath, objectives: Collection[str]) -> Iterator[Finding]:
    if step.objective is not None:
        yield from check_known((*where, "objective"), step.objective, "an objective of the exercise", objectives)
        if step.rate is None and step.observe is None:
            yield Finding((*where, "objective"), "only an observation or a rating belongs to an objective")
    elif step.rate is not None:
        yield Finding((*where, "rate"), 'a rating is of an objective; add "objective"')


def _check_hot_wash(hot_wash: HotWash, exercise: Exercise) -> Iterator[Finding]:
    tasks = {objective.id: objective.tasks for objective in exercise.objectives}
    for i, rated in enumerate(hot_wash.ratings):
        where: FindingPath = ("hot_wash", "ratings", i)
        yield from check_known((*where, "objective"), rated.objective, "an objective of the exercise", list(tasks))
        if rated.objective in tasks:
            what = f"a critical task of {quote(rated.objective)}"
            yield from check_known((*where, "task"), rated.task, what, tasks[rated.objective])


def check_names(names: OwnNames, place: Place, campus: str | None = None) -> Iterator[Finding]:
    """What a names file calls by a name of its own and is not there. campus: that it has to be for, if that is known."""
    if campus is not None and names.campus != campus:
        message = f"these names are for campus {quote(names.campus)}, not for {quote(campus)}"
        yield Finding(("campus",), message)
    there = {
        "buildings": dict.fromkeys(zone.building for zone in place.zones),
        "zones": place.list_zone_ids(),
        "people": [member.id for member in place.staff],
        "units": [name for agency in place.campus.agencies for name in (agency.id, *_list_units(agency))],
    }
    for key, known in there.items():
        for name in getattr(names, key):
            what = f"{_WITH_ARTICLE[key]} of campus {quote(place.campus.campus)}"
            yield from check_known((key, name), name, what, tuple(known))


_WITH_ARTICLE = {"buildings": "a building", "zones": "a zone", "people": "on the roster", "units": "a unit"}


def _list_units(agency: Agency) -> Iterator[str]:
    return (f"{agency.id}-{n + 1}" for n in range(agency.units))
