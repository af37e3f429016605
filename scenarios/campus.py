"""A campus file: zones, links, people and their posts, equipment, and the agencies that respond. No emergency is known here.

A line may stand for a row of things: `{01..22}` in an `id` counts, and `{zone}` in a roster or group line is the zone of the post.
`scenarios.campus_expansion` turns both into plain zones, links, staff and groups. A names file puts a school's own names over a campus.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, model_validator

from scenarios.access import Access, AccessNeed, get_default_access, require_substitute
from scenarios.base import FileModel, Text, YesNo
from scenarios.diagnostics import quote, validation_error
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput, ShareInput, SpeedInput
from scenarios.levers import LineLever
from scenarios.units import MapMeters, Meters, Number, Seconds

ZoneKind = Literal[
    "classroom", "hall", "office", "staff-room", "gym", "cafeteria", "library", "shop", "stair", "exit", "outdoors",
]  # fmt: skip

AgeBand = Literal["3-4", "5-6", "child", "teen", "adult"]
LinkKind = Literal["corridor", "stair", "door", "path"]


class Spread(FileModel):
    """Positions of a counted line: the first at `start`, each next one `step` further. Meters on the map (x east, y north)."""

    start: tuple[MapMeters, MapMeters]
    step: tuple[MapMeters, MapMeters] = (0.0, 0.0)


class Doors(FileModel):
    """The ways out of a zone line. Several zones in `to` are shared out evenly, in order: the first rooms to the first hall."""

    to: str | list[str]
    length: Meters
    width: Meters
    kind: LinkKind = "door"


class LineWithLever(FileModel):
    """A line of rooms or people whose switches a lever may set."""

    lever: LineLever | None = None

    @model_validator(mode="after")
    def _check_lever(self) -> Self:
        switches = [name for name in type(self).model_fields if isinstance(getattr(self, name), bool)]
        for name in () if self.lever is None else self.lever.to:
            if name not in switches:
                hint = f"it has {', '.join(switches)}"
                raise validation_error(f"{quote(name)} is no switch of this line", hint, ("lever", "to", name))
        return self


class ShelterArea(FileModel):
    """People shelter here from a storm. capacity: heads, in each zone of the line. rooms: from which people are assigned here."""

    capacity: int = Field(strict=True, ge=1, le=10_000)
    rooms: tuple[str, ...] = ()  # ids or patterns; people elsewhere go to the nearest area with room


class ZoneLine(LineWithLever):
    """One zone, or a counted row of them (`id: "a1{01..11}"`)."""

    id: str
    title: Text | None = None  # `{n}` is its number, `{building}` its building; none: made of the id
    kind: ZoneKind
    building: str
    floor: int = Field(default=1, strict=True, ge=-5, le=100)
    at: Spread
    doors: Doors | None = None
    lock: str | None = None  # the id of a lock; none: cannot be locked
    phone: YesNo = False  # a desk phone or intercom that reaches the office
    aed: YesNo = False
    laboratory: YesNo = False  # a room with gas, flames and chemicals
    shelter: ShelterArea | None = None  # in a storm; none: no shelter
    windows: YesNo = False  # from which the sky is seen
    portable: YesNo = False  # a portable building, which never shelters
    # zones in open line of sight, both ways: names, counts and patterns, all that they mean
    sees: list[str] = []
    watched: YesNo = False  # an exit where somebody sees who goes by, at all times
    fenced: YesNo = False  # a place outdoors from which there is no way off campus
    near: list[Literal["water", "road"]] = []  # beside it, off campus or on
    # its building has fans that bring in air from outside; a switch in the office stops them, or someone walks to the plant
    fans: Literal["at-hand", "walk"] | None = None


class LinkLine(FileModel):
    """A way between two zones, or, counted on both sides, a row of ways in step."""

    start: str
    end: str
    length: Meters
    width: Meters
    kind: LinkKind = "corridor"


class Lock(FileModel):
    """How a kind of lock is worked from inside."""

    id: str
    secure: Annotated[DurationInput, AllowedScales("event", "site")]  # one try at locking, by whomever
    fails: Annotated[ChanceInput, AllowedScales("event", "site")]  # a try that leaves the door open
    key: YesNo = False  # takes a key, which a substitute does not have
    # the door stays open and the person who locked it does not notice; none: never
    unnoticed: Annotated[ChanceInput, AllowedScales("zone", "site")] | None = None


class PostPattern(FileModel):
    """Where a line's people are: one zone by name, or every zone of a kind, or every zone whose id fits a pattern."""

    each: ZoneKind | None = None
    zones: list[str] | None = None  # ids or patterns such as "a1*"


class Elsewhere(FileModel):
    """During one period some of a line's people are in another place."""

    during: str
    only: list[str] = ["*"]  # patterns of the posts it is about
    place: str  # a zone, or `outside` for the zone at the other side of the post's first door
    with_: str | None = Field(default=None, alias="with")  # groups only: the adult they are with then


class RosterLine(LineWithLever):
    """Adults on duty. One line may post one person in each of many zones."""

    id: str
    title: Text | None = None  # what somebody of the line is called; none: made of the id
    role: str
    post: str | PostPattern
    radio: YesNo = False
    office: YesNo = False  # works in the office: anyone there who is aware makes a PA announcement
    police_radio: YesNo = False  # hears the dispatcher
    authority: YesNo = False  # may declare a protocol
    keys: YesNo = False  # opens every room
    response_team: YesNo = False  # gives first aid
    substitute: YesNo = False  # has no app, knows no code words and is on no contact list
    app: YesNo = False  # a substitute who was given the app
    needs: AccessNeed | None = None
    on_site: Annotated[ChanceInput, AllowedScales("person")] | None = None  # on campus at onset; none: always
    elsewhere: list[Elsewhere] = []

    @model_validator(mode="after")
    def _require_substitute(self) -> Self:
        require_substitute(self.app, self.substitute)
        return self


class GroupLine(FileModel):
    """Students or visitors who move together."""

    id: str
    heads: int = Field(strict=True, gt=0, le=2000)
    age: AgeBand
    post: str | PostPattern
    with_: str | None = Field(default=None, alias="with")  # the adult who looks after them
    needs: AccessNeed | None = None  # of one of them, with whom the others stay
    elsewhere: list[Elsewhere] = []


class Audibility(FileModel):
    """How likely the PA is heard and understood in zones of these kinds. The first line that fits zone and period counts."""

    kinds: list[ZoneKind] = Field(min_length=1)
    during: str | None = None
    heard: Annotated[ChanceInput, AllowedScales("zone", "event", "site")]


class Authority(FileModel):
    """If only some people may declare: the chance that one has to be found first, and how long that takes."""

    needed: Annotated[ChanceInput, AllowedScales("event", "replication", "site")]
    takes: Annotated[DurationInput, AllowedScales("event", "replication", "site")]


class PublicAddress(FileModel):
    """The loudspeakers, and the way to the microphone."""

    reach_microphone: Annotated[DurationInput, AllowedScales("event", "replication", "site")]
    reading: Seconds  # one reading of the message; heard at its end
    readings: int = Field(strict=True, default=2, ge=1, le=5)
    audible: list[Audibility] = Field(min_length=1)
    understood: Annotated[ChanceInput, AllowedScales("person", "event", "site")]
    authority: Authority | None = None  # none: anyone in the office may speak at once
    # that no one hears the announcement; then the office uses its other means. none: never noticed
    silence_noticed: Annotated[DurationInput, AllowedScales("event", "replication", "site")] | None = None


class Carrier(FileModel):
    """A network that phones use: its share of the staff and where it reaches."""

    id: str
    share: Annotated[ShareInput, AllowedScales("site")]
    covers: Annotated[ChanceInput, AllowedScales("zone", "site")]


class Phones(FileModel):
    """The phones in the pockets and bags of the staff, and of students."""

    on_person: Annotated[ChanceInput, AllowedScales("person", "site")]
    audible: Annotated[ChanceInput, AllowedScales("person", "site")]
    carriers: list[Carrier] = Field(min_length=1)
    # students with a phone that is on and within hearing; none: no student
    students: Annotated[ShareInput, AllowedScales("site")] | None = None


class Radio(FileModel):
    """The campus radio: everybody who carries one hears a call on it, or not."""

    talk: Annotated[DurationInput, AllowedScales("event", "site")]
    received: Annotated[ChanceInput, AllowedScales("person", "event", "site")]
    # on one channel, so a call waits until the one before is over; false: any number at once
    one_speaker: YesNo = False
    # a call that waited is talked over, and no one hears it; none: never
    overrun: Annotated[ChanceInput, AllowedScales("event", "person", "site")] | None = None


class OfficeContact(FileModel):
    """How a person outside the office reaches it without a radio."""

    # desk phone or intercom, where the zone has one
    by_phone: Annotated[DurationInput, AllowedScales("person", "event", "site")]


class WeightedPlaces(FileModel):
    """Zones of these kinds, or that fit these ids or patterns, each as likely as the weight."""

    kinds: list[ZoneKind] | None = None
    zones: list[str] | None = None  # ids or patterns
    weight: float = Field(default=1.0, gt=0)

    def fits(self, kind: str, zone: str) -> bool:
        """Whether a zone of this kind and id is one of them."""
        fits_kind = self.kinds is None or kind in self.kinds
        return fits_kind and (self.zones is None or any(fnmatchcase(zone, pattern) for pattern in self.zones))


class OfficePeople(FileModel):
    """The people of the office are not always there, and a phone that no one answers rings in vain.

    leaders: elsewhere at onset, who may declare an emergency; others: the rest.
    twice_during: periods in which both are twice as likely, at most certain; of those that the campus has.
    places: where they are then. unanswered: until a caller gives up.
    """

    leaders: Annotated[ChanceInput, AllowedScales("person", "site")]
    others: Annotated[ChanceInput, AllowedScales("person", "site")]
    twice_during: list[str] = []
    places: list[WeightedPlaces] = Field(min_length=1)
    unanswered: Annotated[DurationInput, AllowedScales("person", "event", "site")]


class Panel(FileModel):
    """Buildings whose alarm sounds together."""

    id: str
    buildings: list[str] = Field(min_length=1)


class Detectors(FileModel):
    """Zones of these kinds have a detector; it goes off when a fire in its zone is so strong."""

    kinds: list[ZoneKind] = Field(min_length=1)
    at: Annotated[CountInput, AllowedScales("replication", "site")]  # kW


class FireAlarm(FileModel):
    """The fire alarm of the buildings: pull stations everywhere, horns, perhaps detectors, perhaps a company that calls 911."""

    panels: list[Panel] = Field(min_length=1)
    detectors: Detectors | None = None
    # pulled or detected → horns
    sounds_after: Annotated[DurationInput, AllowedScales("event", "replication", "site")]
    heard: list[Audibility] = Field(min_length=1)
    # to 911
    reports_after: Annotated[DurationInput, AllowedScales("event", "replication", "site")] | None = None


class Network(FileModel):
    """The campus's own network: how likely it is down, and what needs it."""

    down: Annotated[ChanceInput, AllowedScales("replication", "site")]
    carries_pa: YesNo
    carries_room_phones: YesNo
    # phones that have no other network where they are
    phones: Annotated[ChanceInput, AllowedScales("person", "site")]


class Power(FileModel):
    """The mains: how likely they are out, and what goes on without them. Radios and mobile phones always do."""

    out: Annotated[ChanceInput, AllowedScales("replication", "site")]
    pa: Annotated[ChanceInput, AllowedScales("replication", "site")]
    network: Annotated[ChanceInput, AllowedScales("replication", "site")]
    badges: Annotated[ChanceInput, AllowedScales("replication", "site")]


class Cells(FileModel):
    """The mobile networks: how likely they are busy, and what that does."""

    busy: Annotated[ChanceInput, AllowedScales("replication", "site")]
    slows: Annotated[CountInput, AllowedScales("person", "site")]  # times the delay of an alert
    loses: Annotated[ChanceInput, AllowedScales("person", "site")]  # an alert
    blocks: Annotated[ChanceInput, AllowedScales("event", "site")]  # a call, each try
    retry: Annotated[DurationInput, AllowedScales("event", "site")]


class SharedCauses(FileModel):
    """What stops several channels at once."""

    network: Network
    power: Power
    cells: Cells


class Background(FileModel):
    """All other calls to the same 911 center, by utilization of the staffed call takers or by the time between calls."""

    utilization: Annotated[ShareInput, AllowedScales("site")] | None = None
    every: Annotated[DurationInput, AllowedScales("event")] | None = None
    service: Annotated[DurationInput, AllowedScales("event")]
    past: Seconds  # how long before onset the calls begin


class Transfer(FileModel):
    """A mobile call that reaches the wrong 911 center first."""

    wrong: Annotated[ChanceInput, AllowedScales("event", "site")]
    takes: Annotated[DurationInput, AllowedScales("event", "site")]


class Patience(FileModel):
    """A caller who hangs up while waiting, and calls again."""

    waits: Annotated[DurationInput, AllowedScales("event", "site")]
    redials_after: Annotated[DurationInput, AllowedScales("event", "site")]
    redials: int = Field(strict=True, ge=0, le=5)


class NeighborCalls(FileModel):
    """Calls from students and people nearby, the same in every arm: calls per minute, for a time."""

    rate: Annotated[CountInput, AllowedScales("site")]  # calls per minute
    lasts: Seconds
    # from onset until they recognize it, before the common factor of the emergency; none: at onset
    begins: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None


class Psap(FileModel):
    """The 911 center."""

    takers: int = Field(strict=True, ge=1, le=200)
    staffed: Annotated[ShareInput, AllowedScales("site")]  # share of the takers' seats that are filled
    background: Background
    neighbors: NeighborCalls | None = None
    connect: Annotated[DurationInput, AllowedScales("event", "site")]  # dial and connect, mobile
    transfer: Transfer | None = None
    patience: Patience | None = None
    pick_up: Annotated[DurationInput, AllowedScales("event", "site")]  # by a free taker
    # a caller who saw the hazard says the room; none: only who decides to
    says_room: Annotated[ChanceInput, AllowedScales("event", "site")] | None = None
    service: Annotated[DurationInput, AllowedScales("event")]  # talking to a witness or a person who was told
    # none: dispatch when the call ends
    processing: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None
    location_saves: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None
    least_processing: Seconds = 0.0


class Agency(FileModel):
    """Who comes from off campus, and how long each step takes after dispatch."""

    id: str
    kind: Literal["police", "fire", "ems"]
    units: int = Field(strict=True, default=1, ge=1, le=20)
    # none: contained in `travel`
    turnout: Annotated[DurationInput, AllowedScales("event", "site")] | None = None
    travel: Annotated[DurationInput, AllowedScales("event", "site")]  # of the first unit
    # from one unit's arrival to the next; none: every unit has its own turnout and travel
    next_unit: Annotated[DurationInput, AllowedScales("event", "site")] | None = None
    locate: Annotated[DurationInput, AllowedScales("event", "site")] | None = None  # on scene to intervention
    # what is left of `locate` when the room is known
    located: Annotated[ShareInput, AllowedScales("event", "site")] | None = None
    enters: str  # the zone where they come in


DAY = "day"
"""In place of a period: each replication in one of them, drawn by its minutes in a school day."""


class Period(FileModel):
    """A part of the day and its length. Roster and group lines say who is where.

    per_day: how often it comes in a school day. likelier: how many times as likely an emergency is to begin in a minute of it as in
    another minute of the day.
    """

    id: str
    lasts: Seconds
    per_day: int = Field(default=1, strict=True, ge=1, le=100)
    likelier: Number = 1.0

    @property
    def weight(self) -> float:
        """Minutes of a school day, those that are likelier counted so many times."""
        return self.lasts / 60 * self.per_day * self.likelier


class Walking(FileModel):
    """Speeds on the level."""

    adult: Annotated[SpeedInput, AllowedScales("person", "site")]
    child: Annotated[SpeedInput, AllowedScales("person", "site")] | None = None
    responder: Annotated[SpeedInput, AllowedScales("person", "site")]
    stairs: Annotated[ShareInput, AllowedScales("site")]  # share of the speed that is left on stairs


class Campus(FileModel):
    """A campus file."""

    campus: str
    title: Text
    summary: Text
    present_practice: str  # the strategy this campus uses today
    office: str  # the zone that calls and announcements come from
    periods: list[Period] = Field(min_length=1)
    zones: list[ZoneLine] = Field(min_length=1)
    links: list[LinkLine] = []
    locks: list[Lock] = Field(min_length=1)
    locked_already: Annotated[ChanceInput, AllowedScales("zone", "site")]
    roster: list[RosterLine] = Field(min_length=1)
    groups: list[GroupLine] = []
    walking: Walking
    access: Access | None = None  # none: as `scenarios.access` has it
    phones: Phones
    radio: Radio | None = None
    pa: PublicAddress | None = None
    office_reached: OfficeContact
    office_people: OfficePeople | None = None  # none: someone is always in the office
    shared_causes: SharedCauses | None = None  # none: channels fail independently
    fire_alarm: FireAlarm | None = None
    assembly: str | None = None  # the zone outdoors where people are counted after leaving
    psap: Psap
    agencies: list[Agency] = Field(min_length=1)
    police_radio: Annotated[DurationInput, AllowedScales("event", "site")] | None = None
    # an officer on campus knows → the dispatcher has it by police radio; none: officers only listen
    officer_reports: Annotated[DurationInput, AllowedScales("event", "site")] | None = None

    @property
    def access_inputs(self) -> Access:
        """What the file states under `access`, or the defaults."""
        return self.access or get_default_access()

    def iterate_posted_lines(self) -> Iterator[tuple[tuple[str, int], RosterLine | GroupLine]]:
        """The lines of people, each with its place in the file."""
        yield from ((("roster", i), line) for i, line in enumerate(self.roster))
        yield from ((("groups", i), line) for i, line in enumerate(self.groups))


Read = TypeVar("Read", bound=BaseModel)


class OwnNames(FileModel):
    """A names file. zones, buildings, people, units: by the id in the campus file, what people call it."""

    names: str
    campus: str  # the campus these names go over
    school: Text
    buildings: dict[str, Text] = {}
    zones: dict[str, Text] = {}
    people: dict[str, Text] = {}
    units: dict[str, Text] = {}


def apply_own_names(own: OwnNames, read: Read) -> Read:
    """What people read, an exercise for example, with its buildings called by the school's own names wherever a text speaks of them."""
    return read if not own.buildings else _apply_to(_BuildingNames(own.buildings), read)


def inline_building(building: str) -> str:
    """A building by its own name within a sentence: `the North building`; a name without the word stands alone."""
    return f"the {building}" if building.lower().endswith("building") else building


class _BuildingNames:
    """Finds `building A` and `buildings B and C` in a text."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        one = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self.one = re.compile(rf"\b([Bb])uilding ({one})\b")
        self.two = re.compile(rf"\b([Bb])uildings ({one}) and ({one})\b")

    def replace_in(self, text: str) -> str:
        """The text with their own names."""
        text = self.two.sub(
            lambda found: f"{self._format_name(found[1], found[2])} and {self._format_name('b', found[3])}", text
        )
        return self.one.sub(lambda found: self._format_name(found[1], found[2]), text)

    def _format_name(self, letter: str, name: str) -> str:
        """`the North building` within a sentence, `The North building` at its beginning; a name without the word stands alone."""
        said = inline_building(self.names[name])
        return f"{said[:1].upper()}{said[1:]}" if letter == "B" else said


def _apply_to(buildings: _BuildingNames, value: Any) -> Any:
    match value:
        case str():
            return buildings.replace_in(value)
        case BaseModel():
            fields = {name: _apply_to(buildings, part) for name, part in value}
            changed = {name: part for name, part in fields.items() if part != getattr(value, name)}
            return value.model_copy(update=changed) if changed else value
        case list() | tuple():
            return type(value)(_apply_to(buildings, part) for part in value)
        case dict():
            return {key: _apply_to(buildings, part) for key, part in value.items()}
        case _:
            return value
