"""What the facilitator and participants can do to a running simulation, and what each intervention does to the model.

This is a closed list, the same as in exercise files (`scenarios.exercise`). The scope of an intervention is `players` (the participants'
arm), `world` or `fiat` (all arms). An intervention does what its simulated counterpart would do, with the same random numbers, and never
changes the past. Where it can have no effect it says why and changes nothing. A person does one thing at a time: callers of
`apply_intervention` check `is_busy` first. `preview` gives the outcome and changes nothing; `execute` starts the action.

Telling a person in the same zone takes as long as hearing it from others in the room. A phone call on campus takes as long as reaching
the office, because no other figure is published.
"""

import math
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, ClassVar, Literal, Protocol

from sim.model import alerting, lockdown, psap, staff
from sim.model.awareness import become_aware
from sim.model.environment import Process, Rank
from sim.model.state import DECIDED_OFFSET, OFFICE, World
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose

Scope = Literal["players", "world", "fiat"]
"""The arms it reaches: the participants' arm; all arms; all arms, with later results marked as ruled by the facilitator."""


@dataclass(frozen=True)
class Outcome:
    """Whether an action begins, and the reason why not or a note on the present state.

    already_aware, still_unaware: counts of staff on campus; both are 0 unless the action is a broadcast.
    notified_at: seconds from onset at which 911 was notified, where `reason` states it.
    """

    began: bool
    reason: str = ""
    already_aware: int = 0
    still_unaware: int = 0
    notified_at: float | None = field(default=None, compare=False)


BEGAN = Outcome(True)

CHANNEL_PHRASES = {
    Channel.PUSH: "by app",
    Channel.PA: "on the PA",
    Channel.RADIO: "by radio",
    Channel.ALARM: "by the fire alarm",
}

BROADCAST_CHANNELS = Channel.PUSH, Channel.PA, Channel.RADIO, Channel.ALARM


class UnknownName(ValueError):
    """An intervention names a person, unit or kind that this emergency does not have."""


def find_staff(world: World, name: str) -> int:
    """Index of a member of staff."""
    return find_person(world.tables, name)


def find_person(tables: Tables, name: str) -> int:
    """Index of a member of staff. Raises UnknownName."""
    if name not in tables.staff.ids:
        raise UnknownName(f"{name!r} is not on the roster of {tables.campus}")
    return tables.staff.ids.index(name)


def find_unit(tables: Tables, name: str) -> int:
    """Index of a unit from off campus. Raises UnknownName."""
    if name not in tables.units.ids:
        raise UnknownName(f"unit {name!r}: there is {', '.join(tables.units.ids)}")
    return tables.units.ids.index(name)


def reject_because(reason: str) -> Outcome:
    """The outcome of an action that does not begin."""
    return Outcome(False, reason)


def reject_if(obstacle: bool, reason: str) -> Outcome:
    """The outcome of an action that begins unless there is this obstacle."""
    return reject_because(reason) if obstacle else BEGAN


def format_t_plus(seconds: float) -> str:
    """A time from onset as every screen writes it: T+05:10. Seconds are rounded down."""
    minutes, rest = divmod(int(seconds), 60)
    return f"T+{minutes:02}:{rest:02}"


def preview_broadcast(world: World, *more: str) -> Outcome:
    """The outcome of a broadcast that begins: earlier broadcasts, and how many staff are aware."""
    present = sum(world.present)
    notes = [note for note in (describe_pending_broadcast(world), *more) if note]
    return Outcome(
        True, "; ".join(notes), already_aware=present - world.unaware_staff, still_unaware=world.unaware_staff
    )


def describe_pending_broadcast(world: World) -> str:
    """When the first broadcast went out, and by which channel; empty if none has."""
    sent = [
        (since, channel)
        for channel in BROADCAST_CHANNELS
        if (since := world.first_time(EventKind.SENT, channel)) is not None
    ]
    if not sent:
        return ""
    since, channel = min(sent)
    return f"first alert {format_t_plus(since)} {CHANNEL_PHRASES[channel]}"


def describe_notification(since: float | None) -> str:
    """When 911 was notified; empty if it has not been."""
    return "" if since is None else f"911 notified at {format_t_plus(since)}"


def speaks_for_the_office(world: World, person: int) -> bool:
    """Whether this person acts for an office that is played."""
    return world.office_played and world.tables.staff.office[person]


def is_at_scene(world: World, person: int) -> bool:
    """Whether a person is in the zone of the hazard or the patient."""
    return world.hazard_zone != NOBODY and world.zone[person] == world.hazard_zone


@dataclass(frozen=True)
class SetChannel:
    """A channel fails or is restored."""

    kind: ClassVar[str] = "channel"
    scope: ClassVar[Scope] = "world"
    channel: Literal["pa", "radio"]
    works: bool

    def preview(self, world: World) -> Outcome:
        is_unchanged = world.works[Channel[self.channel.upper()]] == self.works
        return reject_if(is_unchanged, f"the {self.channel} {'works' if self.works else 'is down'} already")

    def execute(self, world: World) -> None:
        channel = Channel[self.channel.upper()]
        world.works[channel] = self.works
        world.log_event(EventKind.CONDITION, channel, value=float(self.works))


@dataclass(frozen=True)
class DelayUnit:
    """An off-campus unit that is not en route yet will take longer. seconds: added to its travel time."""

    kind: ClassVar[str] = "delay-unit"
    scope: ClassVar[Scope] = "world"
    unit: str
    seconds: float

    def __post_init__(self) -> None:
        """Refuse a delay that would let a unit arrive before it was sent."""
        if not 0.0 <= self.seconds < math.inf:
            raise ValueError(f"delay-unit: seconds = {self.seconds}; it must be finite and at least 0")

    def preview(self, world: World) -> Outcome:
        unit = find_unit(world.tables, self.unit)
        return reject_if(bool(world.unit_doing[unit]), f"{self.unit} is already en route")

    def execute(self, world: World) -> None:
        world.unit_delay[find_unit(world.tables, self.unit)] += float(round_to_grid(self.seconds))


@dataclass(frozen=True)
class Inform:
    """The facilitator rules that a person is aware."""

    kind: ClassVar[str] = "inform"
    scope: ClassVar[Scope] = "fiat"
    whom: str

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.whom)
        knows = world.aware[person] and not world.doubting[person]
        return reject_if(knows, f"{self.whom} is already aware")

    def execute(self, world: World) -> None:
        become_aware(world, find_staff(world, self.whom), Channel.DESK)


@dataclass(frozen=True)
class AllClear:
    """The facilitator declares the exercise over."""

    kind: ClassVar[str] = "all-clear"
    scope: ClassVar[Scope] = "fiat"

    def preview(self, world: World) -> Outcome:
        return reject_if(world.over, "it is already over")

    def execute(self, world: World) -> None:
        """Ends the simulation; measures that run to the end of the hazard end here."""
        world.over = True
        world.log_event(EventKind.ALL_CLEAR)


@dataclass(frozen=True)
class PersonalAction:
    """An action of one person in the participants' arm. by: their id on the roster."""

    scope: ClassVar[Scope] = "players"
    by: str


def start_decided(world: World, steps: Process, person: int) -> None:
    """Starts a decided call or message, before the model's own events of this instant, and records that they have called."""
    world.has_called[person] = world.has_called[person] or world.played[person]
    start_action(world, steps, person)


def start_action(world: World, steps: Process, person: int) -> None:
    """Starts a decided action; the person is busy until it is done."""
    world.busy[person] += 1
    world.start(run_until_done(world, steps, person), Rank.INTERVENTION, person, count=world.interventions)


def run_until_done(world: World, steps: Process, person: int) -> Process:
    """Handler: runs the steps; then the person is free again."""
    yield from steps
    world.busy[person] -= 1


def has_phone(world: World, person: int) -> bool:
    """Whether there is a desk phone in the zone, or they have their own phone at hand. Uses up no random number."""
    return world.tables.layout.has_phone[world.zone[person]] or bool(
        world.peek(Purpose.PHONE_ON_PERSON, person)
    )


@dataclass(frozen=True)
class Press(PersonalAction):
    """A person presses the app as a witness would, with authority if the strategy requires it."""

    kind: ClassVar[str] = "press"

    def preview(self, world: World) -> Outcome:
        person, means = find_staff(world, self.by), world.tables.means
        if not means.app:
            return reject_because("this strategy has no app")
        if not world.peek(Purpose.INSTALLED, person):
            return reject_because(f"{self.by} does not have the app")
        if not world.peek(Purpose.PHONE_ON_PERSON, person):
            return reject_because(f"{self.by} has no phone at hand")
        since = world.first_time(EventKind.ANSWERED) if means.psap_leg else None
        known = describe_notification(since)
        outcome = preview_broadcast(world, known) if means.staff_leg else Outcome(True, known)
        return replace(outcome, notified_at=since)

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_decided(world, alerting.press_app(world, person, decided=True), person)


@dataclass(frozen=True)
class Call911(PersonalAction):
    """A person dials 911. A person who plays the office calls as the office."""

    kind: ClassVar[str] = "call-911"

    def preview(self, world: World) -> Outcome:
        if not has_phone(world, find_staff(world, self.by)):
            return reject_because(f"{self.by} has no phone at hand")
        since = world.first_time(EventKind.ANSWERED)
        return Outcome(True, describe_notification(since), notified_at=since)

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        if speaks_for_the_office(world, person):
            world.office_has_called = True
            call = psap.call_911(world, world.tables.psap.office, Channel.DIAL_911, decided=True)
            start_decided(world, call, person)
        else:
            start_decided(world, alerting.dial_911(world, person, decided=True), person)


@dataclass(frozen=True)
class Announce(PersonalAction):
    """A person makes a PA announcement, after reaching the microphone."""

    kind: ClassVar[str] = "announce"

    def preview(self, world: World) -> Outcome:
        if not world.tables.means.pa:
            return reject_because("the PA is not used under this strategy")
        return preview_broadcast(world)

    def execute(self, world: World) -> None:
        person = speaker = find_staff(world, self.by)
        if speaks_for_the_office(world, person):
            world.office_has_spoken = True
            speaker = world.tables.psap.office
        start_decided(world, alerting.announce(world, speaker, decided=True, by=person), person)


@dataclass(frozen=True)
class Radio(PersonalAction):
    """A person calls the office and all radio carriers on the campus radio."""

    kind: ClassVar[str] = "radio"

    def preview(self, world: World) -> Outcome:
        if not world.tables.means.radio:
            return reject_because("radios are not used under this strategy")
        carries = world.tables.staff.radio[find_staff(world, self.by)]
        return preview_broadcast(world) if carries else reject_because(f"{self.by} carries no radio")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_decided(world, alerting.broadcast_by_radio(world, person, decided=True), person)


@dataclass(frozen=True)
class Tell(PersonalAction):
    """A person tells another, face to face in the same zone, else by phone."""

    kind: ClassVar[str] = "tell"
    whom: str

    def preview(self, world: World) -> Outcome:
        person, listener = find_staff(world, self.by), find_staff(world, self.whom)
        if world.aware[listener] and not world.doubting[listener]:
            return reject_because(f"{self.whom} is already aware")
        together = world.zone[person] == world.zone[listener]
        reached = together or has_phone(world, person)
        return reject_if(not reached, f"{self.by} has no phone at hand, and {self.whom} is elsewhere")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_decided(world, tell_person(world, person, find_staff(world, self.whom)), person)


@dataclass(frozen=True)
class Send(PersonalAction):
    """A person sends another to the hazard or the patient: by radio if both carry one, else by phone.

    They respond like staff whose task it is. Any adult may be sent to a patient, by way of an AED if that is sooner.
    """

    kind: ClassVar[str] = "send"
    whom: str

    def preview(self, world: World) -> Outcome:
        sender, person = find_staff(world, self.by), find_staff(world, self.whom)
        reason = self.find_obstacle(world, person)
        if reason:
            return reject_because(reason)
        together = world.zone[sender] == world.zone[person]
        reached = together or can_use_radio(world, sender, person) or has_phone(world, sender)
        return reject_if(not reached, f"{self.by} has neither radio nor phone at hand to reach {self.whom}")

    def find_obstacle(self, world: World, person: int) -> str:
        """Why this person cannot be sent; empty if they can."""
        task = world.tables.staff.is_responder[person] or world.sent[person]
        if not (task or world.playbook.anyone_may_be_sent):
            return f"going there is not the task of {self.whom}"
        if is_at_scene(world, person):
            return f"{self.whom} is there already"
        return f"{self.whom} is already aware and goes there" if task and world.acting[person] else ""

    def execute(self, world: World) -> None:
        sender = find_staff(world, self.by)
        start_decided(world, send_person(world, sender, find_staff(world, self.whom)), sender)


@dataclass(frozen=True)
class Lock(PersonalAction):
    """A person locks the door of the room they are in."""

    kind: ClassVar[str] = "lock"

    def preview(self, world: World) -> Outcome:
        zone = world.zone[find_staff(world, self.by)]
        if not world.tables.layout.is_lockable[zone]:
            return reject_because(f"{self.by} is not in a room that can be locked")
        return reject_if(world.seems_locked[zone], "the door is already locked")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, lockdown.lock_room(world, person, world.zone[person], decided=True), person)


Intervention = (
    Press | Call911 | Announce | Radio | Tell | Send | Lock | SetChannel | DelayUnit | Inform | AllClear
)

KINDS: dict[str, type[Intervention]] = {
    kind.kind: kind
    for kind in (
        *(Press, Call911, Announce, Radio, Tell, Send, Lock),
        *(SetChannel, DelayUnit, Inform, AllClear),
    )
}


def preview_intervention(world: World, intervention: Intervention) -> Outcome:
    """The outcome if it were done now. Changes nothing. Raises UnknownName."""
    return reject(world) or reject_if_absent(world, intervention) or intervention.preview(world)


def apply_intervention(world: World, intervention: Intervention) -> Outcome:
    """Starts it now, before the model's own events of this instant. Several at one instant keep their order."""
    outcome = preview_intervention(world, intervention)
    if outcome.began:
        world.interventions += 1
        intervention.execute(world)
    return outcome


def find_actor(intervention: Intervention) -> str | None:
    """The roster id of the person who acts; None for the world and for rulings."""
    return intervention.by if isinstance(intervention, PersonalAction) else None


def is_busy(world: World, intervention: Intervention) -> bool:
    """Whether the person who acts is still busy with an earlier decision. Raises UnknownName."""
    name = find_actor(intervention)
    return name is not None and reject(world) is None and world.busy[find_staff(world, name)] > 0


def reject(world: World) -> Outcome | None:
    """Why no action is possible at this time: it is over, or before onset. None if one is possible."""
    if world.over or world.now >= world.tables.horizon:
        ended = world.first_time(EventKind.ALL_CLEAR)
        return reject_because(f"over at {format_t_plus(world.tables.horizon if ended is None else ended)}")
    return (
        reject_because("the emergency has not started: actions count from T+00:00")
        if world.now < 0.0
        else None
    )


def list_persons(intervention: Intervention) -> list[str]:
    """Roster ids of the person who acts and of the one addressed."""
    names = (getattr(intervention, role, None) for role in ("by", "whom"))
    return [name for name in names if name is not None]


def reject_if_absent(world: World, intervention: Intervention) -> Outcome | None:
    """Why it cannot be done today: a person it needs is not on campus. None if it can."""
    for name in list_persons(intervention):
        if not world.present[find_staff(world, name)]:
            return reject_because(f"{name} is not on campus")
    return None


def return_to_simulation(world: World, name: str) -> Outcome:
    """The model takes over this person, or `OFFICE`. Someone who is convinced and has not called yet begins now.

    Actions that the model would have taken earlier are not caught up. A person who called by decision does not call again.
    """
    if name == OFFICE:
        return return_office_to_simulation(world)
    person = find_staff(world, name)
    if not world.played[person]:
        return reject_because(f"no participant plays {name}")
    world.played[person] = False
    if world.acting[person] and not world.has_called[person] and reject(world) is None:
        staff.call_for_help(world, person)
        if world.tables.staff.office[person]:
            alerting.inform_office(world, NOBODY, Channel.VOICE)
    return BEGAN


def return_office_to_simulation(world: World) -> Outcome:
    """The model takes over the office, which calls and announces unless that was decided already."""
    if not world.office_played:
        return reject_because("no participant speaks for the office")
    world.office_played = False
    if world.office_knows and reject(world) is None:
        alerting.start_office(world)
    return BEGAN


def to_json(intervention: Intervention) -> dict[str, Any]:
    """The JSON form."""
    return {"kind": intervention.kind, **asdict(intervention)}


def from_json(data: object) -> Intervention:
    """The intervention of a JSON form. Raises UnknownName for an unknown kind, ValueError for fields that do not fit."""
    if not isinstance(data, dict):
        raise ValueError(f"intervention {data!r}: it must be a mapping with a kind")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise UnknownName(f"intervention {kind!r}: there is {', '.join(KINDS)}")
    return KINDS[kind](**parse_fields(KINDS[kind], data))


def tell_person(world: World, teller: int, listener: int) -> Process:
    """Handler: a person tells another, face to face or by phone."""
    yield from pass_message(world, teller, listener)


def send_person(world: World, sender: int, person: int) -> Process:
    """Handler: a person is told to respond, face to face, by radio or by phone."""
    reached = world.zone[sender] == world.zone[person] and (yield from pass_message(world, sender, person))
    reached = reached or (yield from call_by_radio(world, sender, person))
    reached = reached or (yield from pass_message(world, sender, person))
    if reached:
        assign_to_scene(world, person)


def pass_message(world: World, teller: int, listener: int) -> Process:
    """Passes a message face to face in the same zone, else by phone. Returns whether it arrived."""
    if world.zone[teller] == world.zone[listener]:
        known = Purpose.SAME_ROOM in world.tables.streams
        seconds = world.draw(Purpose.SAME_ROOM, listener) if known else 0.0
        yield world.wait(seconds, Rank.CONTACT, listener, Purpose.SAME_ROOM, DECIDED_OFFSET + teller)
        become_aware(world, listener, Channel.VOICE, teller)
        return True
    world.log_event(EventKind.REPORTS, teller, Channel.DESK_PHONE, world.zone[teller])
    seconds = world.draw(Purpose.REACH_OFFICE, teller)
    yield world.wait(seconds, Rank.DELIVERY, teller, Purpose.REACH_OFFICE, DECIDED_OFFSET)
    if not alerting.can_phone(world, listener):
        world.log_event(EventKind.SILENT, teller, Channel.DESK_PHONE)
        return False
    if is_in_the_office(world, listener):
        alerting.inform_office(world, teller, Channel.DESK_PHONE)
    become_aware(world, listener, Channel.DESK_PHONE, teller)
    return True


def call_by_radio(world: World, sender: int, person: int) -> Process:
    """Sends a radio call that all radio carriers may hear, if both carry one. Returns whether this person heard it."""
    if not can_use_radio(world, sender, person):
        return False
    message = yield from alerting.talk_by_radio(world, sender, decided=True)
    if message == NOBODY:
        return False
    alerting.deliver_radio_call(world, sender, message)
    return alerting.is_radio_heard(world, person, message)


def can_use_radio(world: World, sender: int, person: int) -> bool:
    """Whether both carry a radio and the strategy uses radios."""
    carries = world.tables.staff.radio
    return world.tables.means.radio and carries[sender] and carries[person]


def is_in_the_office(world: World, person: int) -> bool:
    """Whether a person works in the office and is there."""
    return world.tables.staff.office[person] and world.zone[person] == world.tables.means.office_zone


def assign_to_scene(world: World, person: int) -> None:
    """Makes responding their task: at once if they act already, else once they are convinced."""
    on_the_way = world.tables.staff.is_responder[person] or world.sent[person]
    world.sent[person] = True
    if world.acting[person] and not on_the_way:
        world.start(world.playbook.responder(world, person), Rank.ACT, person, purpose=Purpose.RUN_SPEED)


CHANNELS = "pa", "radio"


class SerializedIntervention(Protocol):
    """The parts of an intervention that reading needs."""

    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def parse_fields(kind: type[SerializedIntervention], data: dict[str, Any]) -> dict[str, Any]:
    """The fields for this kind. Raises ValueError for one that is missing, unknown or of the wrong type."""
    names = [field.name for field in fields(kind)]
    for name in data:
        if name not in ("kind", *names):
            raise ValueError(f"{kind.kind}: there is no {name!r}; it has {', '.join(('kind', *names))}")
    for name in names:
        if name not in data:
            raise ValueError(f"{kind.kind}: {name} is missing")
    return {name: FIELD_PARSERS.get(name, parse_name)(kind.kind, name, data[name]) for name in names}


def parse_name(kind: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise build_field_error(kind, field, value, "a name")
    return value


def parse_channel(kind: str, field: str, value: object) -> str:
    if value not in CHANNELS:
        raise build_field_error(kind, field, value, " or ".join(CHANNELS))
    return str(value)


def parse_yes_no(kind: str, field: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise build_field_error(kind, field, value, "true or false")
    return value


def parse_seconds(kind: str, field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise build_field_error(kind, field, value, "a number of seconds")
    return float(value)


def build_field_error(kind: str, field: str, value: object, right: str) -> ValueError:
    return ValueError(f"{kind}: {field} = {value!r}; it must be {right}")


FIELD_PARSERS = {"channel": parse_channel, "works": parse_yes_no, "seconds": parse_seconds}
