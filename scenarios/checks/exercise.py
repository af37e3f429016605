"""Everything in an exercise that does not fit together, or does not fit its emergency.

What an inject or a decision waits for stands in `cues`, what an answer or the world does in `played_acts`. How many injects and decisions
suit a slot is a planner's rule, so it is a note.
"""

from collections.abc import Iterator, Sequence

from scenarios.checks.cues import check_triggers
from scenarios.checks.naming import gathered, check_unique, check_known
from scenarios.checks.played_acts import find_absent, check_actions
from scenarios.emergency import Emergency
from scenarios.exercise import Exercise
from scenarios.measure_names import MEASURE_NAMES
from scenarios.place import Finding, FindingPath
from scenarios.problems import quote
from scenarios.slots import SLOTS, iterate_slots

MAX_TIMED = 2
OWN_DURATION_MEASURE = "hazard_lasts_alone"
COUNT_LIMITS = {20: ((5, 7), 3), 45: ((8, 11), 5), 90: ((14, 18), 8)}  # minutes: injects from and to, decisions
MINUTE_LIMITS = {20: (3, 11, 0, 6), 45: (6, 24, 7, 8), 90: (10, 40, 22, 18)}
MINUTE_KINDS = ("briefing", "played", "talked", "hot-wash")
LOCATION_SLOTS = ("hazard.zone", "hazard.building", "hazard.floor")
APP_SLOTS = ("presser", "alert.zone")


def check_exercise(exercise: Exercise, emergency: Emergency) -> list[Finding]:
    """Everything that is wrong in an exercise on its emergency."""
    return gathered(
        _check_names(exercise),
        _check_roles(exercise, emergency),
        _check_segments(exercise),
        _check_objectives(exercise),
        _check_arms(exercise, emergency),
        _check_needs(exercise, emergency),
        _check_slots(exercise, emergency),
        _check_timed(exercise),
        check_triggers(exercise, emergency),
        check_actions(exercise, emergency),
    )


def review_exercise(exercise: Exercise, emergency: Emergency) -> list[Finding]:
    """What is odd in an exercise, and stops nothing."""
    return gathered(
        _review_counts(exercise),
        _review_minutes(exercise),
        _review_discussion(exercise),
        _review_idle_roles(exercise),
        _review_absent_roles(exercise, emergency),
    )


def _check_names(exercise: Exercise) -> Iterator[Finding]:
    for key in ("objectives", "roles", "segments", "decisions"):
        yield from check_unique((key,), [one.id for one in getattr(exercise, key)], key[:-1])
    numbers = [str(inject.number) for inject in exercise.injects]
    yield from check_unique(("injects",), numbers, "inject", key="number")
    for i, decision in enumerate(exercise.decisions):
        yield from check_unique(("decisions", i, "options"), [one.id for one in decision.options], "option")


def _check_roles(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """Roles that people play, and where they are named."""
    roster = [member.id for member in emergency.place.staff]
    campus = f"on the roster of campus {quote(emergency.place.campus.campus)}"
    for i, role in enumerate(exercise.roles):
        yield from check_known(("roles", i, "plays"), role.plays, campus, roster)
    for i, role in enumerate(exercise.roles):
        if role.plays in find_absent(exercise, emergency):
            yield Finding(
                ("roles", i, "plays"), f"{quote(role.plays)} is away on this day, by the conditions"
            )
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
    """A briefing, something to play, a hot wash, and no minute more or less than the slot has."""
    kinds = [segment.kind for segment in exercise.segments]
    last = len(kinds) - 1
    if kinds[0] != "briefing":
        yield Finding(("segments", 0, "kind"), "the first segment is the briefing")
    if kinds[-1] != "hot-wash":
        yield Finding(("segments", last, "kind"), "the last segment is the hot wash")
    for i, kind in enumerate(kinds):
        if (kind == "briefing" and i > 0) or (kind == "hot-wash" and i < last):
            yield Finding(("segments", i, "kind"), f"there is one {kind}, at its end of the slot")
    if "played" not in kinds:
        yield Finding(("segments",), "nothing is played; one segment has to be played")
    minutes = sum(segment.minutes for segment in exercise.segments)
    if minutes != exercise.minutes:
        yield Finding(("minutes",), f"the segments take {minutes} minutes, not {exercise.minutes}")
    yield from _check_scenario_time(exercise)


def _check_scenario_time(exercise: Exercise) -> Iterator[Finding]:
    """Only what is talked about jumps in the story, and never back."""
    before = 0.0
    for i, segment in enumerate(exercise.segments):
        where = ("segments", i, "story")
        if (segment.story is None) == (segment.kind == "talked"):
            said = "a talked segment says how long after onset it is in the story"
            yield Finding(where, f"{said}; no other segment does")
        elif segment.story is not None and segment.story <= before:
            yield Finding(where, "the story never goes back; say a later time than the segment before")
        before = max(before, segment.story or 0.0)


def _check_objectives(exercise: Exercise) -> Iterator[Finding]:
    """Each line of the list serves an objective, and each objective is served."""
    known = [objective.id for objective in exercise.objectives]
    served = set()
    for key in ("injects", "decisions"):
        for i, one in enumerate(getattr(exercise, key)):
            served.add(one.objective)
            yield from check_known((key, i, "objective"), one.objective, "an objective of this exercise", known)
    for i, name in enumerate(known):
        if name not in served:
            yield Finding(
                ("objectives", i, "id"), f"no inject and no decision serves objective {quote(name)}"
            )


def _check_arms(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    names = [emergency.resolve_strategy(name) for name in (exercise.strategy, exercise.twin)]
    if names[0] == names[1]:
        yield Finding(("twin",), f"{quote(names[0])} is the room's strategy too; the twin needs another one")


def _check_needs(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """The story needs what is measured of this hazard."""
    kind = emergency.scenario.hazard.kind
    own = (OWN_DURATION_MEASURE,) if kind == "assailant" else ()
    known = (*own, *MEASURE_NAMES[kind])
    for i, need in enumerate(exercise.needs):
        yield from check_known(("needs", i, "measure"), need.measure, f"measured for hazard {quote(kind)}", known)
        if need.at_least is not None and need.at_most is not None and need.at_least > need.at_most:
            yield Finding(("needs", i, "at_least"), '"at_least" is above "at_most"; nothing can be both')


def _check_slots(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """Slots that can be filled, in the words of an inject and nowhere else."""
    app = emergency.strategies[emergency.resolve_strategy(exercise.strategy)].app
    for i, inject in enumerate(exercise.injects):
        where, slots = ("injects", i, "says"), list(iterate_slots(inject.says))
        for slot in slots:
            yield from check_known(where, slot, "a slot", tuple(SLOTS))
            if slot in APP_SLOTS and app is None:
                yield Finding(
                    where, f"{{{slot}}} stays empty: strategy {quote(exercise.strategy)} has no app"
                )
        if not inject.reports_hazard and any(slot in LOCATION_SLOTS for slot in slots):
            message = 'its words tell the room where the hazard is; write "reports_hazard: true"'
            yield Finding(where, message)
    for i, decision in enumerate(exercise.decisions):
        texts: dict[FindingPath, str] = {("decisions", i, "asks"): decision.asks}
        texts |= {("decisions", i, "options", n, "says"): one.says for n, one in enumerate(decision.options)}
        for at, text in texts.items():
            if any(iterate_slots(text)):
                yield Finding(at, "slots are filled in the words of an inject only; put them there")


def _check_timed(exercise: Exercise) -> Iterator[Finding]:
    """Pressed is for one or two decisions, and for those during which time passes."""
    pressed = [i for i, decision in enumerate(exercise.decisions) if decision.kind == "pressed"]
    for i in pressed[MAX_TIMED:]:
        yield Finding(
            ("decisions", i, "kind"), f"at most {MAX_TIMED} decisions may be pressed; let this one be talk"
        )


def _review_counts(exercise: Exercise) -> Iterator[Finding]:
    """As many injects and decisions as a room gets through; one that `may` come and has a guard is a second chance."""
    if exercise.minutes not in COUNT_LIMITS:
        return
    (least, most), decisions = COUNT_LIMITS[exercise.minutes]
    slot = f"{exercise.minutes} minutes"
    if not least <= len(exercise.injects) <= most:
        said = f"{len(exercise.injects)} injects; a slot of {slot} has room for {least} to {most}"
        yield Finding(("injects",), said)
    asked = [one for one in exercise.decisions if one.must or not (one.when or one.unless)]
    if len(asked) != decisions:
        said = f"{len(asked)} decisions; a slot of {slot} has room for {decisions}"
        yield Finding(("decisions",), said)


def _review_minutes(exercise: Exercise) -> Iterator[Finding]:
    if exercise.minutes in MINUTE_LIMITS:
        usual = MINUTE_LIMITS[exercise.minutes]
        own = tuple(sum(one.minutes for one in exercise.segments if one.kind == kind) for kind in MINUTE_KINDS)
        if own != usual:
            yield Finding(
                ("segments",), f"briefing, played, talked and hot wash are usually {_format_sum(usual)} minutes"
            )


def _format_sum(minutes: Sequence[int]) -> str:
    return " + ".join(str(one) for one in minutes)


def _review_discussion(exercise: Exercise) -> Iterator[Finding]:
    """Windows that alone are longer than their segment."""
    for i, segment in enumerate(exercise.segments):
        inside = [one.limit for one in exercise.decisions if one.segment == segment.id]
        if sum(inside) > 60 * segment.minutes:
            said = (
                f"its {len(inside)} decisions may take {sum(inside) / 60:g} minutes, it has {segment.minutes}"
            )
            yield Finding(("segments", i, "minutes"), said)


def _review_idle_roles(exercise: Exercise) -> Iterator[Finding]:
    """Somebody who comes for nothing."""
    named = {to for inject in exercise.injects for to in inject.to} | {one.of for one in exercise.decisions}
    for i, role in enumerate(exercise.roles):
        if role.id not in named:
            yield Finding(("roles", i), f"no inject and no decision is for {quote(role.id)}")


def _review_absent_roles(exercise: Exercise, emergency: Emergency) -> Iterator[Finding]:
    """Decisions of somebody who is not always there are not always asked."""
    place = emergency.place
    maybe = {member.id for member in place.staff if place.campus.roster[member.line].on_site is not None}
    plays = {role.id: role.plays for role in exercise.roles}
    for i, decision in enumerate(exercise.decisions):
        if plays.get(decision.of) in maybe:
            said = f"{quote(plays[decision.of])} may be off campus (on_site); then this is not asked"
            yield Finding(("decisions", i, "of"), said)
