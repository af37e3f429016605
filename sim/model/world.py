"""The state of one play of an emergency: who is where, who knows what, which doors are locked, who is on the phone.

All state is here, in lists by index, and nowhere else; a process knows only whom it is about. The world also keeps the clock: a process
waits by `yield world.wait(...)`, and names the place that the end of the wait has among all that happens at the same instant.
"""

from bisect import insort
from collections.abc import Callable, Generator
from typing import Any, NamedTuple

import simpy
from simpy.core import StopSimulation
from simpy.events import URGENT

from sim.arithmetic import to_grid
from sim.draws import Numbers
from sim.model.order import Rank, priority
from sim.tables import NOBODY, Tables
from sim.trace import Channel, Kind, Trace

Process = Generator[simpy.Event, Any, Any]


class Moment(simpy.Event):
    """A point in time, with its place in the order of that instant."""

    _ok = True
    _value = None

    def __init__(self, env: simpy.Environment, delay: float, place: int) -> None:
        self.callbacks: Any = []
        env.schedule(self, place, delay)  # type: ignore[arg-type]


class Course(simpy.Event):
    """A process on its way. It is the event of its own beginning, and goes on whenever what it waits for has come.

    Nobody waits for its end, so its end is no event.
    """

    _ok = True
    _value = None

    def __init__(self, env: simpy.Environment, delay: float, place: int, steps: Process) -> None:
        self.steps = steps
        self.callbacks: Any = [self.goes_on]
        env.schedule(self, place, delay)  # type: ignore[arg-type]

    def goes_on(self, _event: simpy.Event) -> None:
        """As far as the next wait."""
        awaited = next(self.steps, None)
        if awaited is not None:
            awaited.callbacks.append(self.goes_on)


class Signal:
    """Something that others wait for, by name; when it comes they go on in the order of the instant."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.waiting: list[tuple[int, simpy.Event]] = []

    def wait(self, rank: Rank, entity: int) -> simpy.Event:
        """Until the signal comes."""
        event = simpy.Event(self.env)
        self.waiting.append((priority(rank, entity), event))
        return event

    def comes(self) -> None:
        """Everybody who waits for it goes on, now."""
        waiting, self.waiting = self.waiting, []
        for place, event in waiting:
            wake(self.env, event, place)


def wake(env: simpy.Environment, event: simpy.Event, place: int) -> None:
    """Lets a process that waits for this event go on, in its place of this instant."""
    event._ok = True
    event._value = None
    env.schedule(event, place, 0.0)  # type: ignore[arg-type]


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


class World:
    """The state. Lists are by index: unit (people, then groups), person, zone, caller."""

    def __init__(self, tables: Tables, numbers: Numbers, playbook: Playbook) -> None:
        self.tables = tables
        self.playbook = playbook
        self.draw = numbers.draw
        self.env = simpy.Environment(initial_time=-tables.psap.past)
        self.trace = Trace(tables)
        self.people = range(tables.people)
        self.units = range(tables.unit_count)
        self._people_state()
        self._places_state()
        self._means_state()

    def _people_state(self) -> None:
        staff, groups, units = self.tables.staff, self.tables.groups, len(self.units)
        self.present = [True] * len(self.people)
        self.zone = staff.zone + groups.zone
        self.heads = [1] * len(self.people) + groups.heads
        self.room = staff.room + groups.room
        self.walking = [False] * units
        self.perceived = [False] * units
        self.aware = [False] * units
        self.told_by: list[tuple[int, int]] = [
            (NOBODY, NOBODY)
        ] * units  # channel and teller of the first message
        self.doubting = [False] * units
        self.acting = [False] * units
        self.ready = [False] * units  # done with the protocol but for the lock
        self.protected = [False] * units
        self.unaware_staff = len(self.people)
        self.unprotected = sum(not responds for responds in staff.responds) + len(groups.ids)

    def _places_state(self) -> None:
        zones = len(self.tables.layout.zones)
        self.locked = [False] * zones
        self.tries = [0] * zones  # at the zone's lock, so far
        self.inside: list[list[int]] = [[] for _ in range(zones)]  # who is there, by index; see `goes_to`
        for unit in self.units:
            self.inside[self.zone[unit]].append(unit)
        self.hazard_zone = NOBODY
        self.hazard_step = 0
        self.hazard_goes_on = False
        self.hazard_moves = Signal(self.env)
        fire = self.tables.fire
        self.alarm_tripped = [False] * (max(fire.panel, default=NOBODY) + 1)  # by panel
        self.alarm_reported = False
        self.door_free = [[0.0] * len(doors) for doors in fire.flow]  # when the last column is through
        self.front = [0.0] * len(self.units)  # when the first of a column came into its zone
        self.counted = [False] * len(self.units)

    def _means_state(self) -> None:
        psap = self.tables.psap
        self.works = {Channel.PA: self.tables.means.pa_works, Channel.RADIO: self.tables.means.radio_works}
        self.signalled = [False] * len(self.people)  # the phone has signalled once
        self.alert_sent = False
        self.office_knows = False
        self.announcements = 0
        self.radio_calls = 0
        self.takers_free = psap.takers
        self.line: list[tuple[int, int]] = []  # calls waiting for a taker: caller, and which call of theirs
        self.places: dict[tuple[int, int], simpy.Event] = {}  # what each of them waits for
        self.calls_made = [0] * psap.end
        self.processing_began = False
        self.dispatched = False
        self.room_known = False
        self.unit_there = False
        self.answered = 0  # calls about the emergency
        self.unit_delay = [0.0] * len(self.tables.units.ids)  # by intervention
        self.unit_doing = [0] * len(
            self.tables.units.ids
        )  # the last thing each did, as a kind of event; 0: nothing yet
        self.interventions = 0  # so far
        self.over = False

    # the clock

    @property
    def now(self) -> float:
        """Seconds from onset."""
        return float(self.env.now)

    def wait(self, seconds: float, rank: Rank, entity: int, purpose: int = 0, count: int = 0) -> Moment:
        """For this long; then in this place of the instant."""
        return Moment(self.env, seconds, priority(rank, entity, purpose, count))

    def start(
        self, steps: Process, rank: Rank, entity: int, after: float = 0.0, purpose: int = 0, count: int = 0
    ) -> None:
        """Begins a process, after so many seconds, in this place of the instant."""
        Course(self.env, after, priority(rank, entity, purpose, count), steps)

    # the record

    def tell(
        self, kind: Kind, subject: int = NOBODY, what: int = NOBODY, place: int = NOBODY, value: float = 0.0
    ) -> None:
        """Writes an event into the trace. It is never read here."""
        self.trace.rows.append((self.env.now, kind, subject, what, place, value))

    # small questions that many processes ask

    def seconds_for(self, metres: float, speed: float) -> float:
        """The time to walk so far, on the time grid."""
        return float(to_grid(metres / speed))

    def in_zone(self, zone: int) -> list[int]:
        """Everybody in a zone who is on campus, by index."""
        return list(self.inside[zone])

    def goes_to(self, unit: int, zone: int) -> None:
        """Somebody is in another zone from now on; in none of them, if it is NOBODY."""
        self.inside[self.zone[unit]].remove(unit)
        if zone != NOBODY:
            insort(self.inside[zone], unit)
        self.zone[unit] = zone

    def hazard_is_over(self) -> bool:
        """Whether the hazard has ended."""
        return not self.hazard_goes_on

    def hazard_is_in(self, zone: int) -> bool:
        """Whether the hazard is in this zone and goes on."""
        return self.hazard_goes_on and self.hazard_zone == zone

    def look_for_all_clear(self) -> None:
        """All clear, as the playbook of the emergency understands it."""
        if not self.over and self.playbook.all_clear(self):
            self.over = True
            self.tell(Kind.ALL_CLEAR)
            self.stops()

    def stops(self) -> None:
        """Whoever plays it on is given back the word, before anything else happens at this instant."""
        stop = simpy.Event(self.env)
        stop.callbacks.append(StopSimulation.callback)
        wake(self.env, stop, URGENT)
