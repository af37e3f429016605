"""What a scenario may say of the thing that goes wrong, and of how people take it.

A threat is where it is, for how long; nothing else about it is known here. Hazards that come later (medical, fire) are further
members of `Hazard`, told apart by `kind`.
"""

from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import Field

from scenarios.campus import ZoneKind
from scenarios.inputs import ChanceInput, CountInput, DurationInput, LengthInput, SpeedInput, Varies
from scenarios.place import Zone
from scenarios.records import Record, YesNo


class Where(Record):
    """Places where it may start, each as likely as its weight."""

    kinds: list[ZoneKind] | None = None
    zones: list[str] | None = None  # ids or patterns
    laboratories: YesNo = False  # only rooms that the campus calls a laboratory
    weight: float = Field(default=1.0, gt=0)

    def fits(self, zone: Zone) -> bool:
        """Whether it may start in a zone, by this line."""
        fits_kind = self.kinds is None or zone.kind in self.kinds
        fits_name = self.zones is None or any(fnmatchcase(zone.id, pattern) for pattern in self.zones)
        return fits_kind and fits_name and (zone.laboratory or not self.laboratories)


class Assailant(Record):
    """A threat that is somewhere for some time, goes where doors are open to it, and ends by its own clock or on contact."""

    kind: Literal["assailant"]
    where: list[Where] = Field(min_length=1)
    stays: Annotated[DurationInput, Varies("event", "site")]  # in one zone
    walks: Annotated[SpeedInput, Varies("replication", "site")]
    lasts: Annotated[DurationInput, Varies("replication", "site")]  # its own clock


class Notice(Record):
    """A reference hazard: it touches one named person and does nothing more. It tests machinery."""

    kind: Literal["notice"]
    witness: str


class CardiacArrest(Record):
    """Somebody collapses; their heart has stopped. A pupil or a visitor, not on the roster and in no count."""

    kind: Literal["cardiac-arrest"]
    where: list[Where] = Field(min_length=1)  # a zone where nobody is in this period does not count
    witnessed: Annotated[ChanceInput, Varies("replication")]  # whoever is there may perceive it at once
    found_after: Annotated[DurationInput, Varies("replication", "site")]  # else only then


class Fire(Record):
    """A fire that grows with the square of time: rate of heat release = growth × time². It stays in the zone where it starts."""

    kind: Literal["fire"]
    where: list[Where] = Field(min_length=1)
    growth: Annotated[CountInput, Varies("replication", "site")]  # kW/s²
    perceptible: Annotated[CountInput, Varies("replication", "site")]  # kW at which it can first be noticed
    untenable: Annotated[CountInput, Varies("replication", "site")] | None = None  # kW; or, known otherwise,
    aset: Annotated[DurationInput, Varies("replication", "site")] | None = None  # the time itself
    pulls: Annotated[ChanceInput, Varies("person", "site")]  # whoever has seen it pulls a station
    pull: Annotated[DurationInput, Varies("person", "site")]  # going there and pulling it
    processing: Annotated[DurationInput, Varies("replication", "site")] | None = None  # by 911, for a fire


class FalseAlarm(Record):
    """Something harmless that somebody takes for a threat. Nobody is exposed to anything; it is over when all clear is given."""

    kind: Literal["false-alarm"]
    where: list[Where] = Field(min_length=1)  # a zone where nobody is in this period does not count
    found_false: Annotated[DurationInput, Varies("replication", "site")]  # first report → all clear
    fades: Annotated[DurationInput, Varies("replication", "site")]  # never reported: onset → forgotten


Hazard = Annotated[Assailant | CardiacArrest | FalseAlarm | Fire | Notice, Field(discriminator="kind")]


class Perception(Record):
    """How likely somebody perceives the hazard at each of its steps, by how near it is. Missing: not perceptible from there."""

    same_zone: Annotated[ChanceInput, Varies("event")]
    in_sight: Annotated[ChanceInput, Varies("event")] | None = None
    adjacent: Annotated[ChanceInput, Varies("event")] | None = None
    same_floor: Annotated[ChanceInput, Varies("event")] | None = None
    same_building: Annotated[ChanceInput, Varies("event")] | None = None


class Misread(Record):
    """Taking it for something else at first."""

    happens: Annotated[ChanceInput, Varies("person", "site")]
    adds: Annotated[DurationInput, Varies("person", "site")]


class Belief(Record):
    """Acting on the first message, or waiting for a second one."""

    at_once: Annotated[ChanceInput, Varies("person", "site")]
    doubt: Annotated[DurationInput, Varies("person", "site")]


class Witnessing(Record):
    """From perceiving to reporting."""

    perception: Perception
    recognition: Annotated[DurationInput, Varies("person", "site")]
    misread: Misread | None = None
    decision: Annotated[DurationInput, Varies("person", "site")]
    protects: Literal["at-once", "after-report"] = (
        "at-once"  # when a witness begins to look after the own group
    )


class Telling(Record):
    """Word of mouth under a protocol: when, whom, how many."""

    when: Literal["while", "never"]
    whom: Literal["adjacent-rooms", "roster-ring"]
    most: int = Field(strict=True, ge=0, le=10)
    until: Literal["locked", "done"] = "locked"  # nobody begins another contact behind a locked door
    contact: Annotated[DurationInput, Varies("event", "site")]
    same_room: Annotated[DurationInput, Varies("event", "site")] | None = (
        None  # to the other adults in the room
    )


class Lockdown(Record):
    """Locks, lights, out of sight."""

    kind: Literal["lockdown"]
    reaction: Annotated[DurationInput, Varies("person", "site")]
    sweep: Annotated[DurationInput, Varies("person", "event", "site")] | None = (
        None  # clearing the hall at one's door
    )
    tell: Telling


class Cpr(Record):
    """Chest compressions by whoever is at the patient."""

    given: Annotated[ChanceInput, Varies("replication")]  # by anybody before the ambulance crew
    start: Annotated[
        DurationInput, Varies("person", "site")
    ]  # at the patient and knowing → first compression


class Defibrillation(Record):
    """An AED is fetched from where one hangs; the ambulance brings another."""

    search: Annotated[DurationInput, Varies("person", "site")]  # at the place where it hangs
    shock: Annotated[DurationInput, Varies("replication", "site")]  # at the patient → first shock


class Aid(Record):
    """Help for one person: who is there stays and gives CPR, who is on the response team comes, everybody else stays away."""

    kind: Literal["aid"]
    reaction: Annotated[DurationInput, Varies("person", "site")]
    cpr: Cpr
    defibrillation: Defibrillation
    hurry: Annotated[SpeedInput, Varies("person", "site")]  # of those who go to the patient, on the level
    crew_walks: Annotated[SpeedInput, Varies("site")]  # of the ambulance crew, from where they come in
    tell: Telling


class PreMovement(Record):
    """From acting to setting out, by the age of the group; `offices`: adults without a group."""

    ages_3_4: Annotated[DurationInput, Varies("person", "site")]
    ages_5_6: Annotated[DurationInput, Varies("person", "site")]
    older: Annotated[DurationInput, Varies("person", "site")]
    offices: Annotated[DurationInput, Varies("person", "site")]


class Flow(Record):
    """How many people pass a door or stair: per second and metre of effective width, which is the width less a strip on each side."""

    level: Annotated[CountInput, Varies("site")]
    down: Annotated[CountInput, Varies("site")]
    up: Annotated[CountInput, Varies("site")]
    boundary: Annotated[LengthInput, Varies("site")]


class Evacuate(Record):
    """Out by the shortest way, then to the assembly point to be counted."""

    kind: Literal["evacuate"]
    pre_movement: PreMovement
    flow: Flow
    roll_call: Annotated[DurationInput, Varies("person", "site")]  # of one group, or of one adult alone
    tell: Telling


Protocol = Annotated[Lockdown | Aid | Evacuate, Field(discriminator="kind")]


class Responding(Record):
    """Roles that go to the hazard when they become aware; `intervenes`: reaching it ends it."""

    role: str
    intervenes: YesNo
