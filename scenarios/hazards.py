"""The parts of a scenario file about the hazard and about people's response to it.

Each hazard has its own record beside its process in `sim.hazards`, added by `register`; a scenario file names it by `kind`. Import
`sim.hazards` before reading scenario files. The names of the measures of each hazard are here, their meaning in `sim.measures`.
"""

import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios import open_union
from scenarios.base import FileModel, YesNo
from scenarios.campus import Agency, WeightedPlaces
from scenarios.campus_expansion import Place, Zone
from scenarios.diagnostics import Finding
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput, LengthInput, SpeedInput
from scenarios.open_union import OpenUnion, Registered, kind_of


class OnsetPlaces(WeightedPlaces):
    """Places where it may start."""

    laboratories: YesNo = False  # only rooms that the campus calls a laboratory
    # the weight is of all of them together, however many a campus has
    together: YesNo = False

    def matches(self, zone: Zone) -> bool:
        """Whether it may start in a zone, by this line."""
        return self.fits(zone.kind, zone.id) and (zone.laboratory or not self.laboratories)


class People(typing.Protocol):
    """The parts of a scenario that say what people do about its hazard."""

    @property
    def witnessing(self) -> "Witnessing | None": ...

    @property
    def protocol(self) -> "Protocol": ...

    @property
    def responding(self) -> Sequence["Responding"]: ...


class HazardModel(OpenUnion):
    """The thing that goes wrong, as a scenario file describes it: the base of the record of each hazard."""

    measures: ClassVar[tuple[str, ...]]
    """Names of all measures that apply, in their order."""
    goes_with: ClassVar[str]
    """The kind of protocol that belongs to it."""
    calls_911: ClassVar[bool] = True
    """People on campus call 911 about it."""
    neighbors_call: ClassVar[bool] = True
    """It is seen from outside, or by many, who call 911."""
    reaches_in_sight: ClassVar[bool] = True
    """A person in sight of it is exposed to it."""
    silences_near: ClassVar[bool] = False
    """People beside it would not phone."""
    silences_radios: ClassVar[bool] = False
    """Nor talk by radio."""
    spreads: ClassVar[bool] = False
    """It stays in each zone that it has reached."""
    decided_by_people: ClassVar[tuple[str, ...]] = ()
    """Inputs of the hazard that a school can change, which may have a lever: all else of it is the same in every arm."""
    happens_to_people: ClassVar[bool] = False
    """It begins only where a person is posted in the period."""
    happens_to_groups: ClassVar[bool] = False
    """It begins only where students or visitors are."""
    sets_off_fire_alarm: ClassVar[bool] = False
    matters_if_it_comes: ClassVar[tuple[str, ...]] = ()
    """Measures that count only where the hazard reaches the campus, which is played whether or not it does."""
    may_be_unwarned: ClassVar[bool] = False
    """A public warning comes before it, or does not."""
    is_witnessed: ClassVar[bool] = True
    """People on campus perceive it and act on the spot. Otherwise it goes on for days, and none of them is played."""
    in_days: ClassVar[bool] = False
    """Its time is told in dates, and its exercises go from one thing that happens to the next."""
    needs_channels: ClassVar[tuple[str, ...]] = ()
    """Kinds of channels that a strategy has to have."""

    noun = "hazard"
    models: ClassVar[dict[str, type[OpenUnion]]] = {}

    @classmethod
    def question_measures(cls) -> tuple[str, ...]:
        """The measures that a question of an exercise can be about.

        Not exposure, survival or a share when it is over. In a lockdown neither a time to protection, because who has left counts.
        """
        left = ("protected_t",) if cls.goes_with == "lockdown" else ()
        ruled_out = ("survival", "exposed", "aware_when_over", "protected_when_over", *left)
        return tuple(name for name in MEASURE_NAMES[kind_of(cls)] if not name.startswith(ruled_out))

    @property
    def starts(self) -> Sequence[OnsetPlaces]:
        """The places where it may start; none if it is nowhere."""
        return ()

    def units_from(self, agency: Agency) -> int:
        """How many units an agency sends to it."""
        return agency.units

    def list_school_days(self, _until: int) -> list[int]:
        """Of a hazard in days: the days with school, as days since the first Monday, below `until`."""
        return []

    @property
    def protocol_kind(self) -> str:
        """The kind of protocol that belongs to it as the file describes it."""
        return self.goes_with

    @property
    def arrival(self) -> DurationInput | None:
        """Dispatch → the first unit of an agency on scene, where that is no matter of turnout and travel of the campus file."""
        return None

    @property
    def call_processing(self) -> DurationInput | None:
        """By the 911 center, where it takes another time for this hazard than for others."""
        return None

    def check(self, _people: People) -> Iterator[Finding]:
        """Everything in it, and in what people do about it, that cannot be, whatever the campus."""
        yield from ()

    def check_on(self, _place: Place) -> Iterator[Finding]:
        """Everything in it that does not fit a campus, but for the places where it starts."""
        yield from ()


class LocatedHazard(HazardModel):
    """A hazard that starts somewhere: the usual base."""

    where: list[OnsetPlaces] = Field(min_length=1)

    @property
    def starts(self) -> Sequence[OnsetPlaces]:
        """The places where it may start."""
        return self.where


def register(model: type[HazardModel], units: Mapping[str, str], unjudged: Iterable[str] = ()) -> None:
    """Lets scenario files name a hazard. units: of its own measures, which apply to it. unjudged: those of them that have no verdict.
    Raises ValueError if its kind is taken.
    """
    UNJUDGED.update(unjudged)
    open_union.register(model)
    MEASURE_NAMES[kind_of(model)] = tuple(dict.fromkeys((*model.measures, *units)))
    _note_units(units)


def _note_units(units: Mapping[str, str]) -> None:
    PERSON_MINUTES.update(name for name, unit in units.items() if unit == "person-min")
    SHARES.update(name for name, unit in units.items() if unit in ("share", "probability"))
    COUNTS.update(name for name, unit in units.items() if unit == "count")
    DAYS.update(name for name, unit in units.items() if unit in ("days", "hours"))


def unregister(kind: str, measures: Iterable[str]) -> None:
    """Takes a hazard away again, with the measures that it brought along; for tests."""
    open_union.unregister(HazardModel, kind)
    del MEASURE_NAMES[kind]
    for names in (PERSON_MINUTES, SHARES, COUNTS, DAYS, UNJUDGED):
        names.difference_update(measures)


def add_measure(measure: str, unit: str, kinds: Iterable[str]) -> None:
    """Lets scenario files of these kinds of hazard name a further measure."""
    for kind in kinds:
        MEASURE_NAMES[kind] = (*MEASURE_NAMES[kind], measure)
    _note_units({measure: unit})


def remove_measure(measure: str) -> None:
    """Takes a further measure away again."""
    for kind, names in MEASURE_NAMES.items():
        MEASURE_NAMES[kind] = tuple(name for name in names if name != measure)
    PERSON_MINUTES.discard(measure)
    SHARES.discard(measure)
    COUNTS.discard(measure)
    DAYS.discard(measure)


Hazard = Annotated[HazardModel, Registered(HazardModel)]


class Perception(FileModel):
    """How likely a person perceives the hazard at each step, by distance. Missing: not perceptible from there."""

    same_zone: Annotated[ChanceInput, AllowedScales("event")]
    in_sight: Annotated[ChanceInput, AllowedScales("event")] | None = None
    adjacent: Annotated[ChanceInput, AllowedScales("event")] | None = None
    same_floor: Annotated[ChanceInput, AllowedScales("event")] | None = None
    same_building: Annotated[ChanceInput, AllowedScales("event")] | None = None


class Misread(FileModel):
    """Taking it for something else at first."""

    happens: Annotated[ChanceInput, AllowedScales("person", "site")]
    adds: Annotated[DurationInput, AllowedScales("person", "site")]


class CommonMisread(FileModel):
    """Everyone takes it for something harmless at first: fireworks, a drill, building work."""

    happens: Annotated[ChanceInput, AllowedScales("replication")]
    adds: Annotated[DurationInput, AllowedScales("replication")]


class CommonCause(FileModel):
    """What all witnesses of one emergency share: a factor on every recognition and on every decision, and a mistake made together."""

    recognition: Annotated[CountInput, AllowedScales("replication")]
    decision: Annotated[CountInput, AllowedScales("replication")]
    misread: CommonMisread | None = None


class Belief(FileModel):
    """Acting on the first message, or waiting for a second one."""

    at_once: Annotated[ChanceInput, AllowedScales("person", "site")]
    doubt: Annotated[DurationInput, AllowedScales("person", "site")]


class Witnessing(FileModel):
    """From perceiving to reporting. Times of a person are multiplied by the common factors."""

    perception: Perception
    common: CommonCause | None = None  # none: witnesses are independent
    recognition: Annotated[DurationInput, AllowedScales("person", "site")]
    misread: Misread | None = None
    decision: Annotated[DurationInput, AllowedScales("person", "site")]
    # when a witness begins to look after the own group
    protects: Literal["at-once", "after-report"] = "at-once"
    # who is where a threat is: phones and presses only once it is gone, or at once
    beside_it: Literal["silent", "reports"] = "silent"
    # what units do with the room of a presser who saw nothing: go there, or wait for a room where somebody saw the threat
    unseen_room: Literal["checked", "ignored"] = "checked"


class Telling(FileModel):
    """Word of mouth under a protocol: timing, recipients, number."""

    when: Literal["while", "never"]
    # witnesses: only adults who first learned of it from the hazard itself
    who: Literal["anyone", "witnesses"] = "anyone"
    whom: Literal["adjacent-rooms", "roster-ring"]
    most: int = Field(strict=True, ge=0, le=10)
    until: Literal["locked", "done"] = "locked"  # no one begins another contact behind a locked door
    contact: Annotated[DurationInput, AllowedScales("event", "site")]
    # to the other adults in the room
    same_room: Annotated[DurationInput, AllowedScales("event", "site")] | None = None


class Lockdown(FileModel):
    """Locks, lights, out of sight."""

    kind: Literal["lockdown"]
    reaction: Annotated[DurationInput, AllowedScales("person", "site")]
    # clearing the hall at one's door
    sweep: Annotated[DurationInput, AllowedScales("person", "event", "site")] | None = None
    tell: Telling


class Assist(FileModel):
    """Help for one adult: who is free of the response team comes, everybody else goes on with what they do."""

    kind: Literal["assist"]
    reaction: Annotated[DurationInput, AllowedScales("person", "site")]
    # whom the app's alert is for: the response team, or everyone
    alerts: Literal["team", "everyone"] = "team"
    # a member of the team is on site and may leave what they do
    free: Annotated[ChanceInput, AllowedScales("person")]
    trained: Annotated[ChanceInput, AllowedScales("person")]  # a member is, in de-escalation
    engages: Annotated[ChanceInput, AllowedScales("person")]  # one who is trained engages well
    # office told → it begins to call the team
    relay: Annotated[DurationInput, AllowedScales("replication", "site")]
    # of whoever is told and not needed
    interrupts: Annotated[DurationInput, AllowedScales("site")]
    tell: Telling


class Secure(FileModel):
    """Get inside, lock the outside doors; lessons go on."""

    kind: Literal["secure"]
    reaction: Annotated[DurationInput, AllowedScales("person", "site")]
    # of whoever is told and not needed
    interrupts: Annotated[DurationInput, AllowedScales("site")]
    tell: Telling


class Search(FileModel):
    """Every adult who knows looks: where they are, then elsewhere unless students are with them."""

    kind: Literal["search"]
    reaction: Annotated[DurationInput, AllowedScales("person", "site")]
    # one adult searches a room, a zone outdoors, a hall while walking through it
    room: Annotated[DurationInput, AllowedScales("site")]
    outdoors: Annotated[DurationInput, AllowedScales("site")]
    hall: Annotated[SpeedInput, AllowedScales("site")]
    watches_exits: YesNo = True  # every second adult who is free goes to an exit first, and stays there
    tell: Telling


class Cpr(FileModel):
    """Chest compressions by a person at the patient."""

    given: Annotated[ChanceInput, AllowedScales("replication")]  # by anyone before the ambulance crew
    # at the patient and knowing → first compression
    start: Annotated[DurationInput, AllowedScales("person", "site")]


class Defibrillation(FileModel):
    """An AED is fetched from where one hangs; the ambulance brings another."""

    search: Annotated[DurationInput, AllowedScales("person", "site")]  # at the place where it hangs
    shock: Annotated[DurationInput, AllowedScales("replication", "site")]  # at the patient → first shock


class Aid(FileModel):
    """Help for one person: who is there stays and gives CPR, who is on the response team comes, everybody else stays away."""

    kind: Literal["aid"]
    reaction: Annotated[DurationInput, AllowedScales("person", "site")]
    cpr: Cpr
    defibrillation: Defibrillation
    # of those who go to the patient, on the level
    hurry: Annotated[SpeedInput, AllowedScales("person", "site")]
    crew_walks: Annotated[SpeedInput, AllowedScales("site")]  # of the ambulance crew, from where they come in
    tell: Telling


class PreMovement(FileModel):
    """From acting to setting out, by the age of the group; `offices`: adults without a group."""

    ages_3_4: Annotated[DurationInput, AllowedScales("person", "site")]
    ages_5_6: Annotated[DurationInput, AllowedScales("person", "site")]
    older: Annotated[DurationInput, AllowedScales("person", "site")]
    offices: Annotated[DurationInput, AllowedScales("person", "site")]


class PageFlow(FileModel):
    """Flow through a door or stair per second and meter of effective width: the width less a boundary layer on each side."""

    level: Annotated[CountInput, AllowedScales("site")]
    down: Annotated[CountInput, AllowedScales("site")]
    up: Annotated[CountInput, AllowedScales("site")]
    boundary: Annotated[LengthInput, AllowedScales("site")]


class EvacuationDecision(FileModel):
    """Of the office, where no alarm sounds. inspects: the chance that it has the place inspected first. inspection: office told →
    inspected. sweeps_after: order → someone sets out through each building, to rooms that have heard no order.
    """

    inspects: Annotated[ChanceInput, AllowedScales("replication", "site")]
    inspection: Annotated[DurationInput, AllowedScales("replication", "site")]
    sweeps_after: Annotated[DurationInput, AllowedScales("replication", "site")]


class Evacuate(FileModel):
    """Out by the shortest way, then to the assembly point to be counted."""

    kind: Literal["evacuate"]
    decision: EvacuationDecision | None = None  # none: an alarm sounds, and the office decides nothing
    pre_movement: PreMovement
    flow: PageFlow
    # of one group, or of one adult alone
    roll_call: Annotated[DurationInput, AllowedScales("person", "site")]
    tell: Telling


class ShelterDecision(FileModel):
    """Of the office. takes: office told → it has decided. waits: then for a second source, or until the storm is seen. sweeps_after: order
    → someone sets out through each building, to rooms that have heard no order.
    """

    takes: Annotated[DurationInput, AllowedScales("replication", "site")]
    waits: Annotated[ChanceInput, AllowedScales("replication", "site")]
    sweeps_after: Annotated[DurationInput, AllowedScales("replication", "site")]


class Knowing(FileModel):
    """What an adult does who knows of the warning and has heard no order.

    shelters: takes the own group to shelter; otherwise waits for the order. presses: the app. tells_office: by the practice's means.
    """

    shelters: Annotated[ChanceInput, AllowedScales("person", "site")]
    presses: Annotated[ChanceInput, AllowedScales("person", "site")]
    tells_office: Annotated[ChanceInput, AllowedScales("person", "site")]


class Shelter(FileModel):
    """To a shelter area of the campus, and down."""

    kind: Literal["shelter"]
    reaction: Annotated[DurationInput, AllowedScales("person", "site")]
    flow: PageFlow
    decision: ShelterDecision
    knowing: Knowing
    # in the shelter area: of one group, or of one adult alone
    get_down: Annotated[DurationInput, AllowedScales("person", "site")]
    tell: Telling


class CloseInDecision(FileModel):
    """Of the office. takes: office told → it has decided. sweeps_after: order → someone sets out through each building, to rooms that have
    heard no order.
    """

    takes: Annotated[DurationInput, AllowedScales("replication", "site")]
    sweeps_after: Annotated[DurationInput, AllowedScales("replication", "site")]


class Fans(FileModel):
    """Stopping the ventilation of a building. at_hand: order → stopped, by a switch in the office. walk: the first adult with keys acts →
    stopped, at the plant. cannot: the chance that no one can stop it.
    """

    at_hand: Annotated[DurationInput, AllowedScales("replication", "site")]
    walk: Annotated[DurationInput, AllowedScales("replication", "site")]
    cannot: Annotated[ChanceInput, AllowedScales("replication", "site")]


class CloseIn(FileModel):
    """Come in, close windows and doors, stop the ventilation."""

    kind: Literal["close-in"]
    reaction: Annotated[DurationInput, AllowedScales("person", "site")]
    decision: CloseInDecision
    openings: Annotated[DurationInput, AllowedScales("zone", "site")]  # of one room
    # it has passed → everyone is told to go out and to air
    said_out: Annotated[DurationInput, AllowedScales("replication", "site")]
    fans: Fans
    tell: Telling


class Work(FileModel):
    """The assessment of one report. takes: hours of the team. over: at least, from convening to the plan, in school days."""

    takes: Annotated[DurationInput, AllowedScales("event", "site")]
    over: Annotated[DurationInput, AllowedScales("event", "site")]


class Outcomes(FileModel):
    """What becomes of an assessed case. odds: times those of a suspension, under comprehensive guidelines and their training."""

    suspended: Annotated[ChanceInput, AllowedScales("site")]
    odds: Annotated[CountInput, AllowedScales("site")]


class Assessment(FileModel):
    """A threat assessment team: reports are assessed, each gets a plan, and the plan is reviewed."""

    kind: Literal["assessment"]
    # of the team for each 1,000 students and week of five school days
    hours: Annotated[DurationInput, AllowedScales("site")]
    # an urgent report is read → the team meets, day or night
    urgent: Annotated[DurationInput, AllowedScales("event", "site")]
    transient: Work
    substantive: Work
    # plan → first review, in school days
    review: Annotated[DurationInput, AllowedScales("event", "site")]
    outcomes: Outcomes


class OffSite(FileModel):
    """Another site, to which all students are moved first. moves: decision → they are there. walk: from the tables to the students."""

    moves: Annotated[DurationInput, AllowedScales("replication", "site")]
    walk: Annotated[LengthInput, AllowedScales("site")]


class Reunify(FileModel):
    """Students are released to their families: at a table a family is checked in, and a runner fetches its students."""

    kind: Literal["reunify"]
    tables: Annotated[CountInput, AllowedScales("site")]  # for 1,000 students
    rate: Annotated[CountInput, AllowedScales("event", "site")]  # students a minute, of one table
    runners: Annotated[CountInput, AllowedScales("site")]  # for 1,000 students
    walks: Annotated[SpeedInput, AllowedScales("site")]
    finds: Annotated[DurationInput, AllowedScales("event", "site")]  # one student among the others
    # a table or runner has no one at the decision, and then only after so long
    unavailable: Annotated[ChanceInput, AllowedScales("event")]
    others_come: Annotated[DurationInput, AllowedScales("event", "site")]
    lines: Annotated[CountInput, AllowedScales("site")]  # of the office, for families that call
    call: Annotated[DurationInput, AllowedScales("event", "site")]
    off_site: OffSite | None = None  # none: at the school, between its office and its assembly point


ResponseProtocol = Lockdown | Aid | Evacuate | Assist | Secure | Shelter | Search | CloseIn
"""What people on campus do, each when they become aware."""
Protocol = Annotated[ResponseProtocol | Assessment | Reunify, Field(discriminator="kind")]


class Responding(FileModel):
    """Roles that go to the hazard when they become aware; `intervenes`: reaching it ends it."""

    role: str
    intervenes: YesNo


ALERTED = (
    "recognition", "first_report", "call_answered", "processing", "dispatched", "travel", "first_unit_on_scene",
    "first_responder_on_scene", "intervention", "total_response", "hazard_over", "first_campus_alert", "aware_t50",
    "aware_t90", "aware_t100", "acknowledgement_rate", "protected_t50", "protected_t90", "protected_t100",
    "unprotected_person_minutes", "exposed_person_minutes", "app_was_first_report",
)  # fmt: skip
"""The measures of most hazards."""
MEASURE_NAMES: dict[str, tuple[str, ...]] = {}
"""By the kind of each registered hazard."""
PERSON_MINUTES = {"unprotected_person_minutes", "exposed_person_minutes"}
"""Counted in heads times minutes; hazards register more."""
UNJUDGED: set[str] = set()
"""Measures that are proportional to an assumed input, so that no difference in them has a verdict; hazards register them."""
COUNTS = {"hang_ups"}
"""Things counted in one emergency."""
SHARES = {"acknowledgement_rate", "app_was_first_report", "aware_when_over", "protected_when_over"}
"""Shares and chances, 0 to 1; hazards register more."""
DAYS: set[str] = set()
"""Counted in days or hours; hazards register them. All measures in none of the four are in seconds."""
