"""The state of one replication: where people are, who is aware, which doors are locked, who is on the phone.

All state lives in `World`, in lists by index; a process knows only whom it is about. The world also keeps the clock: a process waits by
`yield world.wait(...)` and names the place that the end of the wait has in the order of its instant.
"""

import math
from bisect import insort
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.model.environment import Activity, Scheduler, Signal
from sim.model.orders import Order
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind, Trace
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.model.environment import Process


@dataclass
class Patient:
    """The patient of a cardiac arrest. Times in seconds from onset."""

    is_aed_gone: list[bool]
    """By zone: the AED that hung there has been taken."""
    is_attended: bool = False
    """An adult is with the patient and stays."""
    cpr: bool = False
    aed_due: float = math.inf
    """When the first AED arrives or arrived, of those on their way."""
    defibrillator: bool = False
    """An AED or an ambulance crew is at the patient."""
    shocked: bool = False
    shock_at: float = math.inf
    """When the AED at the patient will have shocked, at the latest."""
    tasks_are_assigned: bool = False
    """Each person there knows their task, by decision."""


@dataclass
class Threat:
    """What is known of an assailant, and done about it. Times in seconds from onset."""

    is_contained: bool = False
    """An officer has made contact, so it stays in its zone."""
    officers: int = 0
    """On scene."""
    is_search_begun: bool = False
    is_searched: bool = False
    """The police have searched the campus."""


@dataclass(eq=False)
class AuthoritySearch:
    """A declarer is looking for a person with authority. by: who decided it, NOBODY if the model did."""

    declarer: int
    by: int
    decided: bool


DECIDED_OFFSET = 1 << 11  # decided actions come after all of the model's own in the order of an instant


class Counter:
    """How often an entity has acted, so that each time reads its own random numbers.

    Decided actions count apart: they read the numbers that the model would have read next, and the model reads them again.
    """

    def __init__(self, entities: int) -> None:
        self.own = [0] * entities
        self.decided = [0] * entities

    def next(self, entity: int, decided: bool) -> int:
        """The number of the next action, from 0."""
        number = self.own[entity] + self.decided[entity]
        if decided:
            self.decided[entity] += 1
            return number
        self.own[entity] += 1
        return self.own[entity] - 1


OFFICE = "office"
"""In a list of played roles: participants decide what the office announces and calls."""


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
    # what only people decide on: None where this hazard has no such thing
    start_cpr: "Callable[[World, int], Process] | None" = None
    bring_aed: "Callable[[World, int], Process] | None" = None
    aed_arrival: "Callable[[World, int], float] | None" = None  # with an AED, seconds from onset
    assign_tasks: "Callable[[World, int], Process] | None" = None
    stop_horns: "Callable[[World, int], Process] | None" = None
    shut_off: "Callable[[World, int, bool], Process] | None" = None  # gas, or else power


class Call(NamedTuple):
    """A call to the 911 center. number: which of the caller's calls. decided: by participants, not by the model."""

    caller: int
    number: int = 0
    decided: bool = False

    @property
    def place(self) -> int:
        """Its order among the calls of the same caller at one instant."""
        return self.number + DECIDED_OFFSET * self.decided


FIRST_TIME_KINDS = (
    *(EventKind.ANSWERED, EventKind.DISPATCHED, EventKind.SENT, EventKind.SILENT, EventKind.OFFICE_TOLD),
    *(EventKind.HAZARD_ENDS, EventKind.UNTENABLE, EventKind.ALL_CLEAR, EventKind.END),
)

CHANNEL_KINDS = EventKind.SENT, EventKind.SILENT

IS_FIRST_TIME_KIND = tuple(kind in FIRST_TIME_KINDS for kind in range(max(EventKind) + 1))


class World:
    """The state. Lists are by index: unit (people, then groups), person, zone, caller."""

    def __init__(
        self, tables: Tables, numbers: DrawReader, playbook: Playbook, played: Collection[str] = ()
    ) -> None:
        """played: roster ids of the played roles, and `OFFICE`."""
        self.tables = tables
        self.playbook = playbook
        self.draw = numbers.draw
        self.peek = numbers.without_logging().draw  # reads a number without logging it
        self.clock = Scheduler(initial_time=-tables.psap.past)
        self.start, self.wait = self.clock.start, self.clock.wait
        self.trace = Trace(tables)
        self.people = range(tables.staff_count)
        self.units = range(tables.unit_count)
        self._init_ambiguity()
        self._init_people()
        self._init_places()
        self._init_means()
        self._init_decisions(played)
        self._init_instructions()

    def _init_ambiguity(self) -> None:
        """What everyone has in common in one emergency; witnesses are independent where the scenario does not say."""
        self.recognition_factor = self.draw_if_any(Purpose.COMMON_RECOGNITION, 1.0)
        self.decision_factor = self.draw_if_any(Purpose.COMMON_DECISION, 1.0)
        is_misread = self.draw_if_any(Purpose.COMMON_MISREAD, 0.0)
        self.misread_until = self.draw(Purpose.COMMON_MISREAD_ADDS, 0) if is_misread else 0.0

    def draw_if_any(self, purpose: Purpose, otherwise: float, entity: int = 0) -> float:
        """The draw of a purpose that a file may leave out."""
        return self.draw(purpose, entity) if purpose in self.tables.streams else otherwise

    def _init_people(self) -> None:
        staff, groups, units = self.tables.staff, self.tables.groups, len(self.units)
        self.present = [True] * len(self.people)
        self.supervised = [False] * units  # a group whose adult is on campus
        self.zone = staff.zone + groups.zone
        self.occupants = [1] * len(self.people) + groups.occupants
        self.room = staff.room + groups.room
        self.walking = [False] * units
        self.perceived = [False] * units
        self.recognizes_at = [math.inf] * units  # at the earliest, once they have perceived it
        self.recognized = [False] * units
        self.aware = [False] * units
        self.told_by: list[tuple[int, int]] = [
            (NOBODY, NOBODY)
        ] * units  # channel and teller of the first message
        self.doubting = [False] * units
        self.sure = [False] * units  # by a second message, or by the hazard itself
        self.acting = [False] * units
        self.protecting = [False] * len(self.people)  # follows the protocol, or responds to the hazard
        self.ready = [False] * units  # has completed the protocol except for the lock
        self.protected = [False] * units
        self.unaware_staff = len(self.people)
        self.unprotected = sum(not responds for responds in staff.is_responder) + len(groups.ids)

    def _init_places(self) -> None:
        zones = len(self.tables.layout.zones)
        self.locked = [False] * zones
        self.lock_holds = [not self.draw_if_any(Purpose.LOCK_UNNOTICED, 0.0, zone) for zone in range(zones)]
        self.seems_locked = [False] * zones  # locked, or believed to be
        self.tries = Counter(zones)  # at the zone's lock
        self.inside: list[list[int]] = [[] for _ in range(zones)]  # who is there, by index; see `move_to`
        for unit in self.units:
            self.inside[self.zone[unit]].append(unit)
        self.hazard_zone = NOBODY
        self.hazard_step = 0
        self.is_hazard_active = False
        self.hazard_moves = Signal(self.clock)
        self.patient = Patient([False] * zones)
        self.threat = Threat()
        fire = self.tables.fire
        self.alarm_tripped = [False] * (max(fire.panel, default=NOBODY) + 1)  # by panel
        self.alarm_reported = False
        self.door_free = [[0.0] * len(doors) for doors in fire.flow]  # when the last column is through
        self.front = [0.0] * len(self.units)  # when the first of a column came into its zone
        self.counted = [False] * len(self.units)

    def _init_means(self) -> None:
        psap = self.tables.psap
        self.works = {Channel.PA: self.tables.means.pa_works, Channel.RADIO: self.tables.means.radio_works}
        self.signalled = [False] * len(self.people)  # the phone has signalled once
        self.checked_in = [False] * len(self.people)  # by the app
        self.alerted = [False] * len(self.people)  # has noticed the app's alert
        self.alert_sent = False
        self.app_called = [False] * len(self.people)  # 911, by pressing
        self.on_app_call = [0] * len(self.people)  # calls of the app that have not ended
        self.app_call_ends = Signal(self.clock)
        # before pressing an added app; None: not tried
        self.radio_call_was_sent: list[bool | None] = [None] * len(self.people)
        self.reported = False
        self.report_is_out = Signal(self.clock)
        self.office_knows = False
        self.searches: list[AuthoritySearch] = []
        self.announcements = Counter(1)
        self.radio_calls = Counter(1)
        self.takers_free = psap.call_takers
        self.line: list[Call] = []  # waiting for a call-taker
        self.places: dict[Call | AuthoritySearch, Activity] = {}  # the waiting processes
        self.calls_made = Counter(psap.background)
        self.processing_began = False
        self.dispatched = False
        self.room_known = False
        self.unit_there = False
        self.found_at = math.inf  # when the first unit to look finds the place, once it is looking
        self.answered = 0  # calls about the emergency
        self.unit_delay = [0.0] * len(self.tables.units.ids)  # by intervention
        self.unit_doing = [0] * len(self.tables.units.ids)  # latest status, as a kind of event; 0 before any
        self.unit_due = [math.inf] * len(self.tables.units.ids)  # on scene, once it is on the way
        self.over = False
        self.times: dict[
            tuple[int, int], float
        ] = {}  # first time of some kinds of event, by kind and channel

    def _init_decisions(self, played: Collection[str]) -> None:
        self.played = [name in played for name in self.tables.staff.ids]  # by participants
        self.has_called = [False] * len(self.people)  # by decision, while played
        self.busy = [0] * len(self.people)  # decided actions under way
        self.sent = [False] * len(self.people)  # by an intervention, to the hazard
        self.duties: list[list[Activity]] = [
            [] for _ in self.units
        ]  # what the model has them do: protect themselves, or respond
        self.on_errand = [False] * len(self.people)  # by decision: the model does not move them
        self.fetches_aed = [False] * len(self.people)
        self.brings_aed = [False] * len(self.people)  # was sent for one
        self.greeter = [NOBODY] * len(self.tables.layout.zones)  # who waits there for units
        self.met_by = [NOBODY] * len(self.tables.units.ids)  # who met the unit
        self.way_is_clear = False  # for the ambulance crew
        self.gives_room = [False] * (self.tables.psap.office + 1)  # callers who tell 911 the room
        self.horns_are_silent = False
        self.is_fire_slowed = False
        self.untenable_at = math.inf  # when conditions in a fire become untenable
        self.office_played = OFFICE in played
        self.office_has_called = False  # by decision
        self.office_has_spoken = False  # by decision
        self.interventions = 0  # so far

    def _init_instructions(self) -> None:
        """Nothing has been asked for, so everyone does what the plan for this hazard says."""
        buildings = len(self.tables.layout.building_zones)
        self.orders: list[Order] = []
        self.order = [NOBODY] * len(self.units)  # the latest that they heard and that is for them
        self.alert_order = NOBODY  # of the app's alert
        self.secured = [False] * buildings  # its outside doors are locked
        self.accounted = [False] * len(self.units)  # by a roll call

    # the clock

    @property
    def now(self) -> float:
        """Seconds from onset."""
        return float(self.clock.now)

    # the record

    def log_event(
        self,
        kind: EventKind,
        subject: int = NOBODY,
        what: int = NOBODY,
        place: int = NOBODY,
        value: float = 0.0,
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
        return self.is_hazard_active and self.hazard_zone == zone

    def record_school_report(self) -> None:
        """Records the first report by the school: the app pressed, a call in the 911 queue, or the office told."""
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
        self.places.clear()
        self.searches.clear()
