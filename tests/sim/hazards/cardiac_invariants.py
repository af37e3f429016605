"""What must be true of any cardiac arrest, said a second time from the named events alone."""

import math
from collections.abc import Sequence

from sim.engine import SimpyEngine
from sim.hazards.cardiac_arrest import larsen_survival, valenzuela_survival
from sim.measures import compute_measures
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim.model.invariants import broken_rules

FASTEST = {Purpose.HURRY, Purpose.WALK_SPEED}


class Story:
    """First times, and the ways that everybody went."""

    def __init__(self, tables: Tables, events: Sequence[Event]) -> None:
        self.tables = tables
        self.events = events
        self.horizon = tables.horizon
        self.place = next(event.place for event in events if event.kind == "onset")

    def first(self, kind: str) -> float:
        return next((event.time for event in self.events if event.kind == kind), math.inf)

    def all(self, *kinds: str) -> list[Event]:
        return [event for event in self.events if event.kind in kinds]


def broken_medical_rules(tables: Tables, events: Sequence[Event]) -> list[str]:
    """Every rule that was broken, in words."""
    story = Story(tables, events)
    return [rule.__doc__ or rule.__name__ for rule in RULES if not rule(story)]


def shock_needs_a_defibrillator(story: Story) -> bool:
    """No shock before an AED or a crew is at the patient, and only one."""
    there = min(story.first("aed_there"), story.first("patient_reached"))
    return story.first("shock") >= there and len(story.all("shock")) <= 1


def cpr_needs_somebody(story: Story) -> bool:
    """No CPR before an adult who acts, or a crew, is where the patient is; and it begins once."""
    begins = story.all("cpr_begins")
    for event in begins:
        if not event.subject:
            return event.time == story.first("patient_reached") and len(begins) == 1
        acted = [e.time for e in story.all("acts") if e.subject == event.subject]
        here = where(story, event.subject, event.time) == story.place == event.place
        if not acted or acted[0] > event.time or not here:
            return False
    return len(begins) <= 1


def where(story: Story, who: str, time: float) -> str:
    tables = story.tables
    names = [f"staff/{name}" for name in tables.staff.ids] + [f"group/{name}" for name in tables.groups.ids]
    zone = tables.layout.zones[(tables.staff.zone + tables.groups.zone)[names.index(who)]]
    for event in story.all("enters"):
        if event.subject == who and event.time <= time:
            zone = event.place
    return zone


def an_aed_is_taken_once_and_carried(story: Story) -> bool:
    """Each AED is taken at most once, from where one hangs, and brought by who took it, not before."""
    taken = story.all("aed_taken")
    posts = {story.tables.layout.zones[z] for z in story.tables.aid.aeds}
    once = len({event.place for event in taken}) == len(taken) and {e.place for e in taken} <= posts
    by = {event.subject: event.time for event in taken}
    return once and all(e.subject in by and by[e.subject] <= e.time for e in story.all("aed_there"))


def nobody_is_faster_than_their_speed(story: Story) -> bool:
    """Nobody enters a zone sooner than the link takes at the fastest speed there is, nor from a zone that is not next to it."""
    layout, fastest = story.tables.layout, speed_limit(story.tables)
    index = {name: z for z, name in enumerate(layout.zones)}
    last: dict[str, float] = {}
    for event in story.all("enters"):
        if event.time == 0.0:
            continue  # of the office, and elsewhere at onset
        came_from = index[where_before(story, event)]
        if index[event.place] not in layout.neighbors[came_from]:
            return False
        least = layout.length(came_from, index[event.place]) / fastest - 2.0**-20
        if event.time - last.get(event.subject, 0.0) < least:
            return False
        last[event.subject] = event.time
    return True


def where_before(story: Story, event: Event) -> str:
    earlier = [e for e in story.all("enters") if e.subject == event.subject]
    n = earlier.index(event)
    return earlier[n - 1].place if n else where(story, event.subject, -1.0)


def speed_limit(tables: Tables) -> float:
    """The fastest that anybody of this play may be."""
    return max(distribution.quantile(1 - 2.0**-50) for p in FASTEST for distribution in tables.streams[p].distributions)


def nobody_locks_or_hides(story: Story) -> bool:
    """No door is locked, nobody is protected."""
    return not story.all("locked", "lock_tried", "protected")


def only_those_who_may_leave_their_place(story: Story) -> bool:
    """Who neither saw it nor is on the response team, nor comes by to find the patient, nor may have to go to an empty office, stays."""
    responds = {f"staff/{n}" for n, r in zip(story.tables.staff.ids, story.tables.staff.is_responder, strict=True) if r}
    saw = {event.subject for event in story.all("perceived")}
    finder = {event.subject for event in story.all("enters") if event.time <= first_seen(story)}
    staff = story.tables.staff
    office = zip(staff.ids, staff.office, staff.authority, strict=True)
    may_go = story.tables.means.office_may_be_empty
    speakers = {f"staff/{name}" for name, is_in, may in office if (is_in or may) and may_go}
    goes = responds | saw | finder | speakers | {event.subject for event in story.all("unanswered")}
    return all(event.subject in goes for event in story.all("enters"))


def first_seen(story: Story) -> float:
    return story.first("perceived")


def it_ends_when_cared_for(story: Story) -> bool:
    """It is over with the later of shock and crew, never without both; a crew arrives after it was sent."""
    cared = max(story.first("shock"), story.first("patient_reached"))
    ends = story.first("hazard_ends")
    sent = story.first("dispatched") <= story.first("patient_reached") or not story.all("patient_reached")
    return sent and ends == cared


def cpr_once_given_is_not_waited_for(story: Story) -> bool:
    """A crew at the patient means CPR and a defibrillator."""
    return story.first("cpr_begins") <= story.first("patient_reached")


RULES = (
    shock_needs_a_defibrillator,
    cpr_needs_somebody,
    an_aed_is_taken_once_and_carried,
    nobody_is_faster_than_their_speed,
    nobody_locks_or_hides,
    only_those_who_may_leave_their_place,
    it_ends_when_cared_for,
    cpr_once_given_is_not_waited_for,
)


def arrest_keeps_the_rules(engine: SimpyEngine) -> None:
    tables, trace = engine.tables, engine.run()
    events = list(trace.events())
    assert broken_rules(tables, events) == []
    assert broken_medical_rules(tables, events) == []
    measured, story = compute_measures(trace, tables), Story(tables, events)
    steps = [story.first(kind) for kind in ("cpr_begins", "shock", "patient_reached")]
    names = ("collapse_to_cpr", "collapse_to_shock", "ems_at_patient")
    assert [measured[name] for name in names] == steps
    assert measured["aed_at_patient"] == story.first("aed_there")
    assert measured["first_responder_at_patient"] == story.first("responder_on_scene")
    cpr, shock, crew = (min(time, tables.horizon) for time in steps)
    assert measured["survival_larsen"] == larsen_survival(cpr, shock, crew)
    assert measured["survival_valenzuela"] == valenzuela_survival(cpr, shock)
