"""The state of one replication: where people are, who is aware, which doors are locked, who is on the phone.

All state lives in `World`, in lists by index; a process knows only whom it is about. The world also keeps the clock: a process waits by
`yield world.wait(...)` and names the place that the end of the wait has in the order of its instant.
"""

import math
from bisect import insort
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from sim.model.environment import Activity, Scheduler, Signal
from sim.model.orders import Order
from sim.model.tables import NOBODY, OWN_TABLES, Tables
from sim.model.trace import EventKind, Trace
from sim.model.waiting import DECIDED_OFFSET, Call, Line, Searches
from sim.numbering import LIMIT
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawReader
from sim.state.fields import RECORDS, Counter, Of, Record, build_records, counter, each, once

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.model.environment import Process


class Patient(Record):
    """The patient of a cardiac arrest. Times in seconds from onset."""

    is_aed_gone: list[bool] = each(Of.ZONE, False)
    """The AED that hung there has been taken."""
    is_attended: bool = once(False)
    """An adult is with the patient and stays."""
    cpr: bool = once(False)
    aed_due: float = once(math.inf)
    """When the first AED arrives or arrived, of those on their way."""
    defibrillator: bool = once(False)
    """An AED or an ambulance crew is at the patient."""
    shocked: bool = once(False)
    shock_at: float = once(math.inf)
    """When the AED at the patient will have shocked, at the latest."""
    tasks_are_assigned: bool = once(False)
    """Each person there knows their task, by decision."""


OFFICE = "office"
"""In a list of played roles: participants decide what the office announces and calls."""


def go_unnoticed(world: "World", unit: int) -> None:
    """Nothing comes of it."""


class Playbook(NamedTuple):
    """The processes of one kind of hazard, each about one adult, group or unit."""

    onset: "Callable[[World], Process]"
    adult_knows: "Callable[[World, int], Process]"
    doubt_ends: "Callable[[World, int], Process]"
    group_knows: "Callable[[World, int], Process]"
    protocol: "Callable[[World, int], Process]"  # an adult protects the own group
    responder: "Callable[[World, int], Process]"  # an adult whose task it is responds to the hazard
    unit_on_scene: "Callable[[World, int], Process]"
    all_clear: "Callable[[World], bool]"
    anyone_may_be_sent: bool = False  # to the hazard; else only staff whose task it is
    once_reacted: "Callable[[World, int], Process] | None" = (
        None  # the rest of a protocol that begins with the reaction
    )
    office_decides: "Callable[[World, int], Process] | None" = None  # before the office announces anything
    # what only people decide on: None where this hazard has no such thing
    start_cpr: "Callable[[World, int], Process] | None" = None
    bring_aed: "Callable[[World, int], Process] | None" = None
    aed_arrival: "Callable[[World, int], float] | None" = None  # with an AED, seconds from onset
    assign_tasks: "Callable[[World, int], Process] | None" = None
    stop_horns: "Callable[[World, int], Process] | None" = None
    shut_off: "Callable[[World, int, bool], Process] | None" = None  # gas, or else power
    engage: "Callable[[World, int], Process] | None" = None  # an adult speaks calmly to a person who is agitated
    text_families: "Callable[[World], Process] | None" = None
    add_posts: "Callable[[World, int, int], Process] | None" = None  # a `Post`, how many
    enters: "Callable[[World, int], None]" = go_unnoticed  # a person or group enters a zone
    office_orders: "Callable[[World, int], None]" = go_unnoticed  # the office has decided on the protocol


FIRST_TIME_KINDS = (
    *(EventKind.ANSWERED, EventKind.DISPATCHED, EventKind.SENT, EventKind.SILENT, EventKind.OFFICE_TOLD),
    *(EventKind.HAZARD_ENDS, EventKind.UNTENABLE, EventKind.ALL_CLEAR, EventKind.END),
)

CHANNEL_KINDS = EventKind.SENT, EventKind.SILENT

IS_FIRST_TIME_KIND = tuple(kind in FIRST_TIME_KINDS for kind in range(LIMIT))


NOT_TRIED, FAILED, WORKED = -1, 0, 1
"""Of the radio call before an added app is pressed."""


def list_zones(tables: Tables) -> list[int]:
    """Where people and groups are at onset, by unit."""
    return tables.staff.zone + tables.groups.zone


def list_rooms(tables: Tables) -> list[int]:
    """The own rooms of people and groups, by unit."""
    return tables.staff.room + tables.groups.room


def list_heads(tables: Tables) -> list[int]:
    """Heads, by unit."""
    return [1] * tables.staff_count + tables.groups.occupants


def count_to_protect(tables: Tables) -> list[int]:
    """Units that have to be protected: all but responders."""
    return [sum(not responds for responds in tables.staff.is_responder) + len(tables.groups.ids)]


def count_all(tables: Tables) -> dict[Of, int]:
    """How many there are of whatever has fields."""
    layout = tables.layout
    return {
        Of.PLAY: 1,
        Of.UNIT: tables.unit_count,
        Of.PERSON: tables.staff_count,
        Of.ZONE: len(layout.zones),
        Of.CALLER: tables.psap.background,
        Of.VEHICLE: len(tables.units.ids),
        Of.BUILDING: len(layout.building_zones),
        Of.PANEL: max(tables.fire.panel, default=NOBODY) + 1,
        Of.LINK: sum(len(ways) for ways in layout.neighbors),
        Of.POST: tables.posts,
        Of.FAMILY: tables.families,
        Of.KIND: max(EventKind) + 1,
    }


class State(Record):
    """Everything about a play that changes and is a number: by unit (people, then groups), person, zone, caller, or once."""

    # what everyone has in common in one emergency
    recognition_factor: float = once(1.0)
    decision_factor: float = once(1.0)
    misread_until: float = once(0.0)

    # people
    present: list[bool] = each(Of.PERSON, True)
    is_out: list[bool] = each(Of.PERSON, False)  # of the office, and elsewhere at onset
    supervised: list[bool] = each(Of.UNIT, False)  # a group whose adult is on campus
    home: list[int] = each(Of.UNIT, list_zones)  # where they are at onset
    zone: list[int] = each(Of.UNIT, list_zones)
    occupants: list[int] = each(Of.UNIT, list_heads)
    room: list[int] = each(Of.UNIT, list_rooms)
    walking: list[bool] = each(Of.UNIT, False)
    perceived: list[bool] = each(Of.UNIT, False)
    recognizes_at: list[float] = each(Of.UNIT, math.inf)  # at the earliest, once they have perceived it
    recognized: list[bool] = each(Of.UNIT, False)
    aware: list[bool] = each(Of.UNIT, False)
    told_channel: list[int] = each(Of.UNIT, NOBODY)  # of the first message
    told_teller: list[int] = each(Of.UNIT, NOBODY)
    seen_in: list[int] = each(Of.PERSON, NOBODY)  # the zone in which they last saw the hazard
    doubting: list[bool] = each(Of.UNIT, False)
    awaits_order: list[bool] = each(Of.UNIT, False)  # knows, and does not act before an order
    sure: list[bool] = each(Of.UNIT, False)  # by a second message, or by the hazard itself
    acting: list[bool] = each(Of.UNIT, False)
    protecting: list[bool] = each(Of.UNIT, False)  # follows the protocol, or responds to the hazard
    ready: list[bool] = each(Of.UNIT, False)  # has completed the protocol except for the lock
    protected: list[bool] = each(Of.UNIT, False)
    front: list[float] = each(Of.UNIT, 0.0)  # when the first of a column came into its zone
    counted: list[bool] = each(Of.UNIT, False)
    unaware_staff: int = once(lambda tables: [tables.staff_count])
    unprotected: int = once(count_to_protect)

    # places, and the hazard
    locked: list[bool] = each(Of.ZONE, False)
    lock_holds: list[bool] = each(Of.ZONE, True)
    seems_locked: list[bool] = each(Of.ZONE, False)  # locked, or believed to be
    tries: Counter = counter(Of.ZONE)  # at the zone's lock
    hazard_zone: int = once(NOBODY)
    hazard_step: int = once(0)
    reached: list[bool] = each(Of.ZONE, False)  # by a hazard that spreads
    is_hazard_active: bool = once(False)
    alarm_tripped: list[bool] = each(Of.PANEL, False)
    alarm_reported: bool = once(False)
    door_free: list[float] = each(Of.LINK, 0.0)  # when the last column is through

    # means, and the 911 center
    pa_works: bool = once(lambda tables: [tables.means.pa_works])
    radio_works: bool = once(lambda tables: [tables.means.radio_works])
    signalled: list[bool] = each(Of.PERSON, False)  # the phone has signalled once
    checked_in: list[bool] = each(Of.PERSON, False)  # by the app
    alerted: list[bool] = each(Of.PERSON, False)  # has noticed the app's alert
    alert_sent: bool = once(False)
    badge_pressed: list[bool] = each(Of.PERSON, False)
    has_called_out: bool = once(False)  # the office, by phone tree or runners
    devices_sound: bool = once(False)  # the channels that go with a press
    device_order: int = once(NOBODY)  # what they ask for
    radio_free_at: float = once(-math.inf)  # the last speaker so far ends
    network_works: bool = once(True)
    power_works: bool = once(True)
    cells_are_free: bool = once(True)
    app_called: list[bool] = each(Of.PERSON, False)  # 911, by pressing
    on_app_call: list[int] = each(Of.PERSON, 0)  # calls of the app that have not ended
    radio_call: list[int] = each(Of.PERSON, NOT_TRIED)  # before pressing an added app
    reported: bool = once(False)
    office_knows: bool = once(False)
    office_saw: int = once(NOBODY)  # the zone of the hazard, as whoever told the office saw it
    office_unanswered: bool = once(False)  # somebody phoned it, and no one was there
    goes_to_office: int = once(NOBODY)  # who is on the way to speak for it
    announcements: Counter = counter(Of.PLAY)
    radio_calls: Counter = counter(Of.PLAY)
    takers_free: int = once(lambda tables: [tables.psap.call_takers])
    calls_made: Counter = counter(Of.CALLER)
    processing_began: bool = once(False)
    dispatched: bool = once(False)
    reported_room: int = once(NOBODY)  # the latest that the units know
    room_was_seen: bool = once(False)  # whoever reported it saw the hazard
    checked_room: int = once(NOBODY)  # a unit was there and did not find it
    checks_until: float = once(-math.inf)  # a unit is in a room where the hazard is not
    unit_there: bool = once(False)
    found_at: float = once(math.inf)  # when the first unit to look finds the place, once it is looking
    answered: int = once(0)  # calls about the emergency
    unit_delay: list[float] = each(Of.VEHICLE, 0.0)  # by intervention
    unit_doing: list[int] = each(Of.VEHICLE, 0)  # latest status, as a kind of event; 0 before any
    unit_due: list[float] = each(Of.VEHICLE, math.inf)  # on scene, once it is on the way
    over: bool = once(False)

    # decisions
    played: list[bool] = each(Of.PERSON, False)  # by participants
    has_called: list[bool] = each(Of.PERSON, False)  # by decision, while played
    busy: list[int] = each(Of.PERSON, 0)  # decided actions under way
    sent: list[bool] = each(Of.PERSON, False)  # by an intervention, to the hazard
    on_errand: list[bool] = each(Of.PERSON, False)  # by decision: the model does not move them
    fetches_aed: list[bool] = each(Of.PERSON, False)
    brings_aed: list[bool] = each(Of.PERSON, False)  # was sent for one
    is_visited: list[bool] = each(Of.ZONE, False)  # by a messenger of the office
    greeter: list[int] = each(Of.ZONE, NOBODY)  # who waits there for units
    met_by: list[int] = each(Of.VEHICLE, NOBODY)  # who met the unit
    way_is_clear: bool = once(False)  # for the ambulance crew
    gives_room: list[bool] = each(Of.CALLER, False)  # to 911
    horns_sound: bool = once(False)
    horns_are_silent: bool = once(False)
    is_fire_slowed: bool = once(False)
    untenable_at: float = once(math.inf)  # when conditions in a fire become untenable
    office_played: bool = once(False)
    office_has_called: bool = once(False)  # by decision
    office_has_spoken: bool = once(False)  # by decision
    interventions: int = once(0)  # so far
    order: list[int] = each(Of.UNIT, NOBODY)  # the latest that they heard and that is for them
    alert_order: int = once(NOBODY)  # of the app's alert
    secured: list[bool] = each(Of.BUILDING, False)  # its outside doors are locked
    accounted: list[bool] = each(Of.UNIT, False)  # by a roll call


RECORDS["patient_"] = Patient
R = TypeVar("R", bound=Record)


def add_own(kind: str, table: type | None, state: type[Record] | None) -> None:
    """Makes the table and the state of a hazard or channel known to both engines."""
    remove_own(kind)
    name = kind.replace("-", "_")
    if table is not None:
        OWN_TABLES[name] = table
    if state is not None:
        RECORDS[f"{name}_"] = state


def remove_own(kind: str) -> None:
    """Takes them away again."""
    name = kind.replace("-", "_")
    OWN_TABLES.pop(name, None)
    RECORDS.pop(f"{name}_", None)


class World(State):
    """The state of the live engine: lists by index, the processes that wait, and the clock."""

    is_for_measures = False
    """Whether only measures are read off this play, and no trace: then what changes none is left out. Only compiled plays are."""
    counts_acknowledged = False
    """Whether one of them counts who has checked in."""

    def __init__(self, tables: Tables, numbers: DrawReader, playbook: Playbook, played: Collection[str] = ()) -> None:
        """played: roster ids of the played roles, and `OFFICE`."""
        counts = count_all(tables)
        super().__init__(tables, counts)
        self.tables = tables
        self.playbook = playbook
        self.draw = numbers.draw
        self.draw_order = numbers.draw  # a number that orders entities as their draws do
        self.peek = numbers.without_logging().draw  # reads a number without logging it
        self.clock = Scheduler(initial_time=-tables.psap.past)
        self.start, self.wait = self.clock.start, self.clock.wait
        self.trace = Trace(tables)
        self.people = range(tables.staff_count)
        self.units = range(tables.unit_count)
        self.records = build_records(tables, counts)
        self.patient = self.of(Patient)
        self.inside: list[list[int]] = [[] for _ in self.locked]  # who is there, by index; see `move_to`
        for unit in self.units:
            self.inside[self.zone[unit]].append(unit)
        self.hazard_moves = Signal(self.clock)
        self.app_call_ends = Signal(self.clock)
        self.report_is_out = Signal(self.clock)
        self.searches = Searches(self.clock)
        self.line = Line(self.clock)
        self.duties: list[list[Activity]] = [[] for _ in self.units]
        self.orders: list[Order] = []
        self.times: dict[tuple[int, int], float] = {}  # first time of some kinds of event, by kind and channel
        self.played = [name in played for name in tables.staff.ids]
        self.office_played = OFFICE in played
        self.draw_conditions()

    def draw_conditions(self) -> None:
        """What everyone has in common, and which locks do not hold. Witnesses are independent where the scenario does not say."""
        self.recognition_factor = self.draw_if_any(Purpose.COMMON_RECOGNITION, 1.0)
        self.decision_factor = self.draw_if_any(Purpose.COMMON_DECISION, 1.0)
        if self.draw_if_any(Purpose.COMMON_MISREAD, 0.0):
            self.misread_until = self.draw(Purpose.COMMON_MISREAD_ADDS, 0)
        for zone in range(len(self.locked)):
            self.lock_holds[zone] = not self.draw_if_any(Purpose.LOCK_UNNOTICED, 0.0, zone)

    def draw_if_any(self, purpose: Purpose, otherwise: float, entity: int = 0, index: int = 0) -> float:
        """The draw of a purpose that a file may leave out."""
        return self.draw(purpose, entity, index) if purpose in self.tables.streams else otherwise

    def of(self, kind: type[R]) -> R:
        """The state that a hazard or channel has of its own."""
        return cast(R, self.records[kind])

    # the clock

    @property
    def now(self) -> float:
        """Seconds from onset."""
        return float(self.clock.now)

    # the record

    def log_event(
        self, kind: EventKind, subject: int = NOBODY, what: int = NOBODY, place: int = NOBODY, value: float = 0.0
    ) -> None:
        """Appends an event to the trace, which the model never reads."""
        self.trace.rows.append((self.clock.now, kind, subject, what, place, value))
        if IS_FIRST_TIME_KIND[kind]:
            self.times.setdefault((kind, what if kind in CHANNEL_KINDS else NOBODY), self.now)

    def first_time(self, kind: EventKind, what: int = NOBODY) -> float | None:
        """First time of an event of FIRST_TIME_KINDS; None if not yet. what: the channel of a message."""
        return self.times.get((kind, what))

    # used by many processes

    def lock(self, zone: int) -> bool:
        """Locks a door. Returns whether it holds; one that does not is believed to be locked all the same."""
        self.seems_locked[zone] = True
        self.locked[zone] = self.lock_holds[zone]
        return self.lock_holds[zone]

    def is_shut(self, here: int, ahead: int) -> bool:
        """Whether a locked outside door is between these zones, for whoever comes from outdoors."""
        layout = self.tables.layout
        return layout.outdoors[here] and not layout.outdoors[ahead] and self.secured[layout.building[ahead]]

    def open_door(self, zone: int) -> None:
        """A door stands open."""
        self.locked[zone] = self.seems_locked[zone] = False

    def walking_time(self, meters: float, speed: float) -> float:
        """Seconds to walk this far, on the time grid."""
        return float(round_to_grid(meters / speed))

    def scale(self, seconds: float, factor: float) -> float:
        """So many times these seconds, on the time grid."""
        return float(round_to_grid(seconds * factor)) if factor != 1.0 else seconds

    def set_aware(self, unit: int) -> None:
        """A person or group is aware."""
        self.aware[unit] = True

    def list_unaware_in(self, zone: int) -> list[int]:
        """People and groups in a zone who are not aware."""
        return [unit for unit in self.inside[zone] if not self.aware[unit]]

    def add_duty(self, unit: int, activity: Activity) -> None:
        """What the model has them do: protect themselves, or respond."""
        self.duties[unit].append(activity)

    def drop_duties(self, unit: int) -> None:
        """Stops it."""
        for duty in self.duties[unit]:
            duty.drop()
        self.duties[unit].clear()

    def list_units_in(self, zone: int) -> list[int]:
        """People and groups in a zone, by unit."""
        return list(self.inside[zone])

    def move_to(self, unit: int, zone: int) -> None:
        """Moves a person or group to another zone; NOBODY: to none."""
        self.inside[self.zone[unit]].remove(unit)
        if zone != NOBODY:
            insort(self.inside[zone], unit)
        self.zone[unit] = zone

    def is_hazard_over(self) -> bool:
        """Whether the hazard has ended."""
        return not self.is_hazard_active

    def is_hazard_in(self, zone: int) -> bool:
        """Whether the hazard is active in this zone."""
        is_there = self.hazard_zone == zone or (zone != NOBODY and self.reached[zone])
        return self.is_hazard_active and is_there

    def let_lapse(self, activity: Activity, person: int) -> None:
        """Once this person acts, the activity has no effect on a measure. A compiled play for its measures leaves it out then."""

    def add_order(self, instruction: int, area: int, door: int, plain: bool) -> int:
        """Notes an instruction that a message will carry. Returns its number."""
        self.orders.append(Order(instruction, area, door, plain))
        return len(self.orders) - 1

    def report_news(self) -> None:
        """Something happened that is waited for: a compiled play that is watched stops at the next whole second. Here every event stops."""

    def record_school_report(self) -> None:
        """Records the first report by the school: the app or a badge pressed, a call in the 911 queue, an officer, or the office told."""
        if not self.reported:
            self.reported = True
            self.report_is_out.fire()

    def check_all_clear(self) -> None:
        """Gives the all clear when the playbook says so."""
        if not self.over and self.playbook.all_clear(self):
            self.over = True
            self.log_event(EventKind.ALL_CLEAR)
            self.clock.yield_control()

    def dispose(self) -> None:
        """Drops all waiting processes, so that memory is free at once."""
        self.clock.clear()
        self.hazard_moves.waiting.clear()
        self.report_is_out.waiting.clear()
        self.app_call_ends.waiting.clear()
        self.line.activities.clear()
        self.searches.activities.clear()


__all__ = ("DECIDED_OFFSET", "OFFICE", "Call", "Patient", "Playbook", "State", "World")
