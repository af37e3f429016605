"""One scenario on one campus under one strategy, as plain lists by index: everything an engine reads, and nothing else.

People come first by index, then groups; together they are the *units* (a unit has heads and a zone). Callers are the people, then the
office, then students and neighbors, then callers about other incidents. Indexes follow the order of the files, and so does the order of
events at one instant.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import Any, TypeVar, cast

from scenarios.campus_expansion import Place
from scenarios.hazards import HazardModel
from sim.model.geometry import Layout, list_buildings
from sim.sampling.keyed_rng import Purpose, entity_key, pair_key, uniform
from sim.sampling.streams import Stream

NOBODY = -1
SCENARIO_KEY = entity_key("scenario")
STEPS = 16  # moves of the hazard drawn in advance; later ones are drawn singly


class Means(IntEnum):
    """What a strategy's steps use."""

    APP = 0
    DIAL_911 = 1
    TELL_OFFICE = 2
    BADGE = 3

    @classmethod
    def of(cls, name: str) -> "Means":
        """The means that a strategy file names, as in `dial-911`."""
        return cls[name.upper().replace("-", "_")]


@dataclass(frozen=True)
class StaffTable:
    """By person."""

    ids: tuple[str, ...]
    roles: tuple[str, ...]
    zone: list[int]  # at onset
    room: list[int]  # their own room, NOBODY if their post cannot be locked
    groups: list[list[int]]  # the groups they supervise, by unit
    radio: list[bool]
    office: list[bool]
    police_radio: list[bool]
    authority: list[bool]  # may declare an emergency
    keys: list[bool]  # to every room
    may_be_absent: list[bool]
    is_away: list[bool]  # absent for certain, by a world condition
    is_responder: list[bool]  # goes to the hazard
    can_intervene: list[bool]  # and ends it there
    candidates: list[list[int]]  # adults they could tell, in the order of the files
    pairs: list[int]  # position of the first of their candidates among all pairs


@dataclass(frozen=True)
class GroupTable:
    """By group."""

    ids: tuple[str, ...]
    occupants: list[int]
    zone: list[int]
    room: list[int]
    adult: list[int]  # who is with them at onset, NOBODY if nobody is


@dataclass(frozen=True)
class HazardTable:
    """The hazard. `perception[c]`: probability of perceiving it from nearness class c."""

    kind: str
    model: type[HazardModel]  # by which another process finds the file of the hazard, and registers it
    start: list[float]  # weight of each zone as the place of onset, 0 where it cannot start
    perception: list[float]
    witness: int  # of a reference hazard; NOBODY otherwise
    misread: bool
    in_sight: bool  # people in sight of it are exposed
    silences: bool  # no one phones or presses where it is
    silences_radios: bool  # nor talks by radio
    spreads: bool  # it stays where it was, and is in more zones with time
    unseen_room_counts: bool  # units go to the room of a presser who saw nothing
    is_witnessed: bool = True  # people on campus act on the spot


@dataclass(frozen=True)
class ProtocolTable:
    """The protocol that staff follow."""

    witness_protects_at_once: bool
    tells: bool
    only_witnesses_tell: bool
    tells_in_order: bool
    tells_at_most: int
    tells_until_locked: bool
    tells_room: bool
    sweeps: bool
    locks_protect: bool  # behind a locked door, from this hazard
    told_decide: bool  # who was told decides before calling 911
    patience: float = math.inf  # a time to decide that is longer is drawn again; of exercises only


NO_PROTOCOL = ProtocolTable(False, False, False, False, 0, False, False, False, False, False)
"""Of a hazard that no one witnesses."""


@dataclass(frozen=True)
class AidTable:
    """What first aid needs to know of the campus."""

    aeds: tuple[int, ...] = ()  # zones where one hangs
    crew_speed: float = 1.0  # meters per second


@dataclass(frozen=True)
class FireTable:
    """Lists are by zone. `flow[z]`: heads per second through each link of `layout.neighbors[z]`, inf where no queue forms."""

    time_given: bool  # the time to untenability is an input, not the strength of the fire
    detector: list[bool]
    panel: list[int]  # that sounds there, NOBODY: none
    alarm_works: bool
    audibility: list[float]  # probability that the alarm is heard
    alarm_reports: bool  # a monitoring company calls 911 when the alarm sounds
    outdoors: list[bool]
    out: dict[
        int, list[int]
    ]  # by the zone of the fire, or the assembly point where there is none: the next zone on the way out, NOBODY if no way leads there
    must_leave: dict[int, list[bool]]  # by the zone of the fire: whether occupants of each zone at onset must leave
    assembly: int
    to_assembly: list[int]  # the next zone on the way there, over zones outdoors only
    flow: list[list[float]]


NO_FIRE = FireTable(False, [], [], False, [], False, [], {}, {}, NOBODY, [], [])
"""Of every other hazard."""


@dataclass(frozen=True)
class ShelterTable:
    """Where people shelter from a storm. Lists are by zone."""

    capacity: list[int] = field(default_factory=list)  # heads, 0 where no one shelters
    assigned: list[int] = field(default_factory=list)  # the area of people who are here, NOBODY: the nearest
    nearest: list[list[int]] = field(default_factory=list)  # areas, by distance
    level: list[list[int]] = field(default_factory=list)  # the same, of those that are reached without stairs
    level_next: list[list[int]] = field(default_factory=list)  # by area: the next zone there without stairs
    needs_level: list[bool] = field(default_factory=list)  # by unit: someone cannot take stairs
    flow: list[list[float]] = field(default_factory=list)  # heads per second through each link


@dataclass(frozen=True)
class MeansTable:
    """The strategy, and the everyday means under it."""

    report: tuple[Means, ...]
    then: tuple[Means, ...]
    told: tuple[Means, ...]  # by which a person who was only told calls 911
    app: bool
    badge: bool
    is_on_team: list[bool]  # of the response team, by person
    psap_leg: bool
    staff_leg: bool
    is_recipient: list[bool]  # of the staff leg, by person
    app_is_added: bool  # to a practice that has its own order; the four below are False without that
    presses_last: bool  # after the practice's own means
    radio_first: bool  # then press
    one_911_call: bool  # the practice makes none once a press has made one
    phone_waits: bool  # until the call of the press has ended
    gives_room: bool
    text: bool
    text_gap: float  # seconds between two messages at the gateway
    email: bool
    acknowledges: bool
    authority_office: bool  # pressing needs authorization first
    authority: bool  # the campus has such a rule for its PA
    pa: bool  # in use, whether or not it works
    pa_works: bool
    pa_chance: list[float]  # by zone
    reading: float
    readings: int
    radio: bool
    radio_works: bool
    one_speaker: bool  # on the radio at a time
    causes: bool  # what stops several channels at once is modeled
    network_down: bool  # for certain, by a world condition; so are the two below
    power_out: bool
    cells_busy: bool
    network_carries_pa: bool
    network_carries_room_phones: bool
    office_zone: int
    office_may_be_empty: bool
    out_chance: list[float]  # by person: of the office, and elsewhere at onset
    out_shares: list[float]  # by zone, cumulated: where they are then
    calls_team: bool  # the office calls the response team, and neither 911 nor everyone
    office_calls: bool
    office_after_call: bool
    app_service: bool
    office_service: bool
    carrier_shares: list[float]  # cumulated
    devices: list[bool]  # by channel: the strategy has it among its `channels`
    calls_out: bool  # one of them is sent by the office


@dataclass(frozen=True)
class PsapTable:
    """The 911 center. Callers by index: people, `office`, neighbors from `neighbors`, background from `background` to `end`."""

    call_takers: int
    past: float
    office: int
    neighbors: int
    background: int
    end: int
    neighbors_last: float  # seconds from onset in which students and neighbors call
    transfers: bool
    redials: int  # NOBODY: callers wait indefinitely
    dispatch_at_call_end: bool
    location_saves: bool
    least_processing: float


@dataclass(frozen=True)
class UnitsTable:
    """Units from off campus. The units of an agency follow each other."""

    ids: tuple[str, ...]
    kind: tuple[str, ...]
    is_ambulance: list[bool]
    first: list[int]  # the first unit of the same agency, whose times are drawn
    turnout: list[bool]  # separate from the travel
    must_locate: list[bool]
    location_gain: list[bool]
    enters: list[int]
    speed: float  # on foot, meters per second
    police_radio: bool


OWN_TABLES: dict[str, type] = {}
"""Of single hazards and channels, by name."""
T = TypeVar("T")


@cache
def make_empty_table(kind: Any) -> Any:
    """The table of a hazard or channel as it is where an emergency has none: always the same object."""
    return kind()


@dataclass(frozen=True)
class Tables:
    """What an engine reads. horizon in seconds."""

    scenario: str
    campus: str
    strategy: str
    conditions: tuple[str, ...]
    horizon: float
    layout: Layout
    staff: StaffTable
    groups: GroupTable
    hazard: HazardTable
    protocol: ProtocolTable
    means: MeansTable
    psap: PsapTable
    units: UnitsTable
    streams: dict[int, Stream]
    fire: FireTable = NO_FIRE
    aid: AidTable = AidTable()
    shelter: ShelterTable = ShelterTable()
    posts: int = 0  # tables and runners, where students are released to families
    families: int = 0  # the most that may come there
    own: Mapping[type, Any] = field(default_factory=dict)  # tables of `OWN_TABLES`
    day: "Day | None" = None  # over a school day; all else is then of its first period

    @property
    def staff_count(self) -> int:
        """How many members of staff."""
        return len(self.staff.ids)

    def of(self, kind: type[T]) -> T:
        """The table that a hazard or channel has of its own; as it is everywhere else where this emergency has none."""
        return cast(T, self.own[kind]) if kind in self.own else cast(T, make_empty_table(cast(Any, kind)))

    def find(self, name: str) -> Any:
        """A table by its name."""
        return self.of(OWN_TABLES[name]) if name in OWN_TABLES else getattr(self, name)

    def of_replication(self, seed: int, replication: int) -> "Tables":
        """Those of the period that a replication is in."""
        return self if self.day is None else self.day.tables[self.day.find_period(seed, replication)]

    @property
    def unit_count(self) -> int:
        """People and groups together."""
        return len(self.staff.ids) + len(self.groups.ids)


@dataclass(frozen=True)
class Day:
    """The periods of a school day, of which each replication is in one. ends: (periods,) their shares of the day, cumulated."""

    periods: tuple[str, ...]
    ends: tuple[float, ...]
    tables: tuple[Tables, ...]  # by period

    def find_period(self, seed: int, replication: int) -> int:
        """The place of the period of a replication: the same in every arm, because nothing else goes into it."""
        drawn = uniform(seed, replication, Purpose.PERIOD, SCENARIO_KEY, 0)
        return bisect_right(self.ends[:-1], drawn)


class EntityKeys:
    """The keys of the entities that random numbers belong to, by index."""

    def __init__(self, place: Place, staff: StaffTable, psap: PsapTable, units: UnitsTable) -> None:
        self.table = staff
        self.scenario = [SCENARIO_KEY]
        self.campus = [entity_key("campus")]
        self.staff = [entity_key(f"staff/{name}") for name in staff.ids]
        self.parties = self.staff + [entity_key(f"group/{group.id}") for group in place.groups]
        self.zones = [entity_key(f"zone/{zone.id}") for zone in place.zones]
        self.declarers = [*self.staff, entity_key("office")]
        self.callers = [  # a key keeps its first spelling: with another one every number drawn by it would change
            *self.declarers,
            *(entity_key(f"neighbour/{n}") for n in range(psap.background - psap.neighbors)),
            *(entity_key(f"background/{n}") for n in range(psap.end - psap.background)),
        ]
        self.background = self.callers[psap.background :]
        self.units = [entity_key(f"unit/{name}") for name in units.ids]
        self.officers = [*self.staff, *self.units]
        self.messengers = [entity_key(f"messenger/{name}") for name in list_buildings(place)]
        self.covered = [
            entity_key(f"covered/{zone.id}/{carrier.id}")
            for zone in place.zones
            for carrier in place.campus.phones.carriers
        ]
        self.pairs = [
            pair_key(self.staff[i], self.staff[j]) for i, candidates in enumerate(staff.candidates) for j in candidates
        ]
