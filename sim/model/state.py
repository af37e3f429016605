"""The state of one person who needs help, and of the AEDs: no more than the people around would know.

How often something has been done, so that each time reads numbers of its own.

What people at the desk or in the room decide counts apart from what the model does by itself: it reads the numbers that the model would
have read next, and the model reads them again when its own turn comes. So a decision uses up nobody's numbers.

The state of one play of an emergency: who is where, who knows what, which doors are locked, who is on the phone.

All state is here, in lists by index, and nowhere else; a process knows only whom it is about. The world also keeps the clock: a process
waits by `yield world.wait(...)`, and names the place that the end of the wait has among all that happens at the same instant.
"""

import math
from bisect import insort
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.model.environment import Activity, Scheduler, Signal
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind, Trace
from sim.sampling.elementary import round_to_grid
from sim.sampling.streams import DrawReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.model.environment import Process


@dataclass
class Patient:
    """Somebody whose heart has stopped. Times in seconds from onset."""

    is_aed_gone: list[bool]
    """By zone: the AED that hung there has been taken."""
    is_attended: bool = False
    """An adult is with the patient, and stays."""
    cpr: bool = False
    aed_due: float = math.inf
    """When the first AED will be there: of those on their way, the soonest; or there already."""
    defibrillator: bool = False
    """An AED or an ambulance crew is at the patient."""
    shocked: bool = False


DECIDED_OFFSET = (
    1 << 11
)  # above every number of the model's own: the places of decided acts in the order of an instant


class Counter:
    """By index: of a zone, a caller, or 0 where there is only one."""

    def __init__(self, entities: int) -> None:
        self.own = [0] * entities
        self.decided = [0] * entities

    def next(self, entity: int, decided: bool) -> int:
        """The number of the next time, from 0."""
        number = self.own[entity] + self.decided[entity]
        if decided:
            self.decided[entity] += 1
            return number
        self.own[entity] += 1
        return self.own[entity] - 1


OFFICE = "office"
"""Among those who are played: what the office says and calls is decided in the room."""


class Playbook(NamedTuple):
    """What happens in this kind of emergency: each a process about one adult, group or unit, started when its time comes."""

    onset: "Callable[[World], Process]"
    adult_knows: "Callable[[World, int], Process]"
    doubt_ends: "Callable[[World, int], Process]"
    group_knows: "Callable[[World, int], Process]"
    protocol: "Callable[[World, int], Process]"  # what an adult does for the own group
    responder: "Callable[[World, int], Process]"  # what an adult does whose task is to go there
    unit_on_scene: "Callable[[World, int], Process]"
    all_clear: "Callable[[World], bool]"
    anyone_may_be_sent: bool = False  # to where it is; else only those whose task it is


class Call(NamedTuple):
    """A call to the 911 centre. number: which of the caller's, whose numbers it reads. decided: by people, not by the model."""

    caller: int
    number: int = 0
    decided: bool = False

    @property
    def place(self) -> int:
        """Its place among the calls of its caller, at one instant."""
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
        """played: who is played by people, by id, and `OFFICE`."""
        self.tables = tables
        self.playbook = playbook
        self.draw = numbers.draw
        self.peek = numbers.without_logging().draw  # to look at a number without reading it
        self.clock = Scheduler(initial_time=-tables.psap.past)
        self.start, self.wait = self.clock.start, self.clock.wait
        self.trace = Trace(tables)
        self.people = range(tables.staff_count)
        self.units = range(tables.unit_count)
        self._init_people()
        self._init_places()
        self._init_means()
        self._init_decisions(played)

    def _init_people(self) -> None:
        staff, groups, units = self.tables.staff, self.tables.groups, len(self.units)
        self.present = [True] * len(self.people)
        self.supervised = [False] * units  # a group whose adult is on campus: it knows what the adult knows
        self.zone = staff.zone + groups.zone
        self.occupants = [1] * len(self.people) + groups.occupants
        self.room = staff.room + groups.room
        self.walking = [False] * units
        self.perceived = [False] * units
        self.aware = [False] * units
        self.told_by: list[tuple[int, int]] = [
            (NOBODY, NOBODY)
        ] * units  # channel and teller of the first message
        self.doubting = [False] * units
        self.sure = [False] * units  # by a second message, or by the hazard itself
        self.acting = [False] * units
        self.protecting = [False] * len(self.people)  # does what the protocol asks, or goes to help
        self.ready = [False] * units  # done with the protocol but for the lock
        self.protected = [False] * units
        self.unaware_staff = len(self.people)
        self.unprotected = sum(not responds for responds in staff.is_responder) + len(groups.ids)

    def _init_places(self) -> None:
        zones = len(self.tables.layout.zones)
        self.locked = [False] * zones
        self.tries = Counter(zones)  # at the zone's lock
        self.inside: list[list[int]] = [[] for _ in range(zones)]  # who is there, by index; see `move_to`
        for unit in self.units:
            self.inside[self.zone[unit]].append(unit)
        self.hazard_zone = NOBODY
        self.hazard_step = 0
        self.is_hazard_active = False
        self.hazard_moves = Signal(self.clock)
        self.patient = Patient([False] * zones)
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
        self.alerted = [False] * len(
            self.people
        )  # has noticed the app's alert, and so knows that it was pressed
        self.alert_sent = False
        self.reported = False
        self.report_is_out = Signal(self.clock)
        self.office_knows = False
        self.announcements = Counter(1)
        self.radio_calls = Counter(1)
        self.takers_free = psap.call_takers
        self.line: list[Call] = []  # waiting for a taker
        self.places: dict[Call, Activity] = {}  # the processes that wait there
        self.calls_made = Counter(psap.background)
        self.processing_began = False
        self.dispatched = False
        self.room_known = False
        self.unit_there = False
        self.answered = 0  # calls about the emergency
        self.unit_delay = [0.0] * len(self.tables.units.ids)  # by intervention
        self.unit_doing = [0] * len(
            self.tables.units.ids
        )  # the last thing each did, as a kind of event; 0: nothing yet
        self.unit_due = [math.inf] * len(self.tables.units.ids)  # on scene, once it is on the way
        self.over = False
        self.times: dict[tuple[int, int], float] = {}  # of what is remembered, by kind and object: the first

    def _init_decisions(self, played: Collection[str]) -> None:
        self.played = [name in played for name in self.tables.staff.ids]  # by people: what they do is decided
        self.has_called = [False] * len(self.people)  # somebody, by decision, while played
        self.busy = [0] * len(self.people)  # acts that were decided and are under way, of whoever does them
        self.sent = [False] * len(self.people)  # by somebody, to where it is
        self.office_played = OFFICE in played
        self.office_has_called = False  # by decision
        self.office_has_spoken = False  # by decision
        self.interventions = 0  # so far

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
        """Writes an event into the trace. It is never read here."""
        self.trace.rows.append((self.clock.now, kind, subject, what, place, value))
        if IS_FIRST_TIME_KIND[kind]:
            self.times.setdefault((kind, what if kind in CHANNEL_KINDS else NOBODY), self.now)

    def first_time(self, kind: EventKind, what: int = NOBODY) -> float | None:
        """When something that is remembered came first; None: not yet. what: the channel of what was sent."""
        return self.times.get((kind, what))

    # small questions that many processes ask

    def walking_time(self, metres: float, speed: float) -> float:
        """The time to walk so far, on the time grid."""
        return float(round_to_grid(metres / speed))

    def list_units_in(self, zone: int) -> list[int]:
        """Everybody in a zone who is on campus, by index."""
        return list(self.inside[zone])

    def move_to(self, unit: int, zone: int) -> None:
        """Somebody is in another zone from now on; in none of them, if it is NOBODY."""
        self.inside[self.zone[unit]].remove(unit)
        if zone != NOBODY:
            insort(self.inside[zone], unit)
        self.zone[unit] = zone

    def is_hazard_over(self) -> bool:
        """Whether the hazard has ended."""
        return not self.is_hazard_active

    def is_hazard_in(self, zone: int) -> bool:
        """Whether the hazard is in this zone and goes on."""
        return self.is_hazard_active and self.hazard_zone == zone

    def record_school_report(self) -> None:
        """The first report of the school is out, once: the app pressed, a call of the school in the 911 queue, or the office told."""
        if not self.reported:
            self.reported = True
            self.report_is_out.fire()

    def check_all_clear(self) -> None:
        """All clear, as the playbook of the emergency understands it."""
        if not self.over and self.playbook.all_clear(self):
            self.over = True
            self.log_event(EventKind.ALL_CLEAR)
            self.clock.yield_control()

    def dispose(self) -> None:
        """Nothing will happen any more: forgets who waits for what, so that the memory is free at once."""
        self.clock.clear()
        self.hazard_moves.waiting.clear()
        self.report_is_out.waiting.clear()
        self.places.clear()
