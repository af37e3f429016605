"""What people at the desk or in the room can do to a running play, and what each does to the model.

A closed list, the same as exercise files have (`scenarios.exercise`). Every intervention has a scope: `players` reaches the arm in which it is
decided, `world` and `fiat` reach all arms. It does what its simulated counterpart would do, with the numbers the counterpart would have
drawn, and uses up nobody else's. It adds; it never rewrites the past. Where there is nothing left to do, it says why, and changes
nothing. A person does one thing after another: whoever applies an act looks first whether it `is_busy`.

What happens to the world, and what the facilitator rules: in all arms of an exercise.

Somebody in the room tells somebody on campus something, and perhaps to go there: the steps of it.

In the same zone it takes as long as hearing it from anybody in the room. On the phone it takes as long as it would take the caller to
reach the office: there is no other number for a call on campus. A phone that nobody has at hand rings in vain.

What an act of somebody at the desk or in the room comes to, in the words that the room reads.

What people in the room decide that somebody on campus does. Each does what its counterpart in the model does, with its numbers.

`preview` says what it comes to if it is done now, by people who are on campus, and changes nothing; `execute` does it. Whoever does something
is busy until it is done: until the message is out, the call has ended, the lock holds.

The fields of an intervention as they were written, checked one by one: a journal may have been written by anything.
"""

import math
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, ClassVar, Literal, Protocol

from sim.model import alerting, lockdown, psap, staff
from sim.model.awareness import become_aware
from sim.model.environment import Process, Rank
from sim.model.state import DECIDED_OFFSET, OFFICE, World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose

Scope = Literal["players", "world", "fiat"]
"""Whom it reaches: the arm of the room; all arms; all arms, and every number after it is marked as ruled."""


@dataclass(frozen=True)
class Outcome:
    """Whether something begins, and what there is to say: why not, or what is so already.

    already_aware, still_unaware: of the staff on campus, who knows already and who does not; 0 where the act is none that tells many.
    notified_at: seconds from onset at which 911 was notified, where `reason` tells that.
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
    """An intervention names somebody or something that this emergency does not have."""


def find_staff(world: World, name: str) -> int:
    """Index of a member of staff."""
    if name not in world.tables.staff.ids:
        raise UnknownName(f"{name!r} is not on the roster of {world.tables.campus}")
    return world.tables.staff.ids.index(name)


def reject_because(because: str) -> Outcome:
    """Nothing begins."""
    return Outcome(False, because)


def format_t_plus(seconds: float) -> str:
    """A time from onset, as every screen writes it: T+05:10. The second that has begun is not counted."""
    minutes, rest = divmod(int(seconds), 60)
    return f"T+{minutes:02}:{rest:02}"


def preview_broadcast(world: World, *more: str) -> Outcome:
    """A message to many begins. Says since when another one is under way, and how many of the staff know."""
    present = sum(world.present)
    said = [words for words in (describe_pending_broadcast(world), *more) if words]
    return Outcome(
        True, "; ".join(said), already_aware=present - world.unaware_staff, still_unaware=world.unaware_staff
    )


def describe_pending_broadcast(world: World) -> str:
    """The first message to many that went out."""
    sent = [
        (since, channel)
        for channel in BROADCAST_CHANNELS
        if (since := world.first_time(EventKind.SENT, channel)) is not None
    ]
    if not sent:
        return ""
    since, channel = min(sent)
    return f"alert out since {format_t_plus(since)} {CHANNEL_PHRASES[channel]}"


def describe_notification(since: float | None) -> str:
    """Since when 911 has been notified; empty where it has not."""
    return "" if since is None else f"911 has it since {format_t_plus(since)}"


def speaks_for_the_office(world: World, person: int) -> bool:
    """Whether what somebody says and calls is what the office would have said and called."""
    return world.office_played and world.tables.staff.office[person]


def is_at_scene(world: World, person: int) -> bool:
    """Whether somebody is where the hazard or the patient is."""
    return world.hazard_zone != NOBODY and world.zone[person] == world.hazard_zone


WORLD_SCOPE: Scope = "world"

FIAT_SCOPE: Scope = "fiat"


@dataclass(frozen=True)
class SetChannel:
    """A channel fails, or works again."""

    kind: ClassVar[str] = "channel"
    scope: ClassVar[Scope] = WORLD_SCOPE
    channel: Literal["pa", "radio"]
    works: bool

    def preview(self, world: World) -> Outcome:
        """From now on."""
        so_already = world.works[Channel[self.channel.upper()]] == self.works
        return (
            reject_because(f"the {self.channel} {'works' if self.works else 'is down'} already")
            if so_already
            else BEGAN
        )

    def execute(self, world: World) -> None:
        """Nobody notices before they use it."""
        channel = Channel[self.channel.upper()]
        world.works[channel] = self.works
        world.log_event(EventKind.CONDITION, channel, value=float(self.works))


@dataclass(frozen=True)
class DelayUnit:
    """An off-campus unit that is not on the way yet will need longer. seconds: more than drawn, finite, at least 0."""

    kind: ClassVar[str] = "delay-unit"
    scope: ClassVar[Scope] = WORLD_SCOPE
    unit: str
    seconds: float

    def __post_init__(self) -> None:
        """Refuse a delay that would let a unit arrive before it was sent."""
        if not 0.0 <= self.seconds < math.inf:
            raise ValueError(f"delay-unit: seconds = {self.seconds}; it must be finite and at least 0")

    def preview(self, world: World) -> Outcome:
        """Only what has not begun can be changed."""
        return (
            reject_because(f"{self.unit} is on the way already")
            if world.unit_doing[self.index(world)]
            else BEGAN
        )

    def execute(self, world: World) -> None:
        """Counts from when it sets out."""
        world.unit_delay[self.index(world)] += float(round_to_grid(self.seconds))

    def index(self, world: World) -> int:
        """Which unit. Raises UnknownName."""
        if self.unit not in world.tables.units.ids:
            raise UnknownName(f"unit {self.unit!r}: there is {', '.join(world.tables.units.ids)}")
        return world.tables.units.ids.index(self.unit)


@dataclass(frozen=True)
class Inform:
    """The facilitator rules that somebody knows."""

    kind: ClassVar[str] = "inform"
    scope: ClassVar[Scope] = FIAT_SCOPE
    whom: str

    def preview(self, world: World) -> Outcome:
        """Whoever was doubting a message doubts no more."""
        person = find_staff(world, self.whom)
        knows = world.aware[person] and not world.doubting[person]
        return reject_because(f"{self.whom} knows already") if knows else BEGAN

    def execute(self, world: World) -> None:
        """Marked as told by the desk."""
        become_aware(world, find_staff(world, self.whom), Channel.DESK)


@dataclass(frozen=True)
class AllClear:
    """The exercise is declared over."""

    kind: ClassVar[str] = "all-clear"
    scope: ClassVar[Scope] = FIAT_SCOPE

    def preview(self, world: World) -> Outcome:
        """Once."""
        return reject_because("it is over already") if world.over else BEGAN

    def execute(self, world: World) -> None:
        """Nothing happens after it, and what is measured up to the end of the hazard is measured up to here."""
        world.over = True
        world.log_event(EventKind.ALL_CLEAR)


PLAYER_SCOPE: Scope = "players"


def start_decided(world: World, steps: Process, person: int) -> None:
    """Starts what somebody decided, before the model's own events of this instant; they have called somebody now."""
    world.has_called[person] = world.has_called[person] or world.played[person]
    start_action(world, steps, person)


def start_action(world: World, steps: Process, person: int) -> None:
    """Starts what somebody does by decision."""
    world.busy[person] += 1
    world.start(run_until_done(world, steps, person), Rank.INTERVENTION, person, count=world.interventions)


def run_until_done(world: World, steps: Process, person: int) -> Process:
    """Handler: these steps; then whoever does them is free for the next thing."""
    yield from steps
    world.busy[person] -= 1


def has_phone(world: World, person: int) -> bool:
    """A desk phone in the room, or the own phone at hand: looked at, not yet used."""
    return world.tables.layout.has_phone[world.zone[person]] or bool(
        world.peek(Purpose.PHONE_ON_PERSON, person)
    )


@dataclass(frozen=True)
class Press:
    """Somebody presses the app: as a witness would, with authority if the strategy asks for it, and in their own time."""

    kind: ClassVar[str] = "press"
    scope: ClassVar[Scope] = PLAYER_SCOPE
    by: str

    def preview(self, world: World) -> Outcome:
        """Both legs start from here, as far as they are on and work; the press itself may fail, and nobody knows before."""
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
        """Presses."""
        person = find_staff(world, self.by)
        start_decided(world, alerting.press_app(world, person, decided=True), person)


@dataclass(frozen=True)
class Call911:
    """Somebody dials 911; whoever speaks for the office calls as the office."""

    kind: ClassVar[str] = "call-911"
    scope: ClassVar[Scope] = PLAYER_SCOPE
    by: str

    def preview(self, world: World) -> Outcome:
        """One more call; it takes a taker even if help is on the way."""
        if not has_phone(world, find_staff(world, self.by)):
            return reject_because(f"{self.by} has no phone at hand")
        since = world.first_time(EventKind.ANSWERED)
        return Outcome(True, describe_notification(since), notified_at=since)

    def execute(self, world: World) -> None:
        """Dials."""
        person = find_staff(world, self.by)
        if speaks_for_the_office(world, person):
            world.office_has_called = True
            call = psap.call_911(world, world.tables.psap.office, Channel.DIAL_911, decided=True)
            start_decided(world, call, person)
        else:
            start_decided(world, alerting.dial_911(world, person, decided=True), person)


@dataclass(frozen=True)
class Announce:
    """Somebody speaks on the PA; now they are on the way to the microphone."""

    kind: ClassVar[str] = "announce"
    scope: ClassVar[Scope] = PLAYER_SCOPE
    by: str

    def preview(self, world: World) -> Outcome:
        """Goes out if the PA works, which nobody knows before; who knows already is not told again."""
        return (
            preview_broadcast(world)
            if world.tables.means.pa
            else reject_because("the PA is not used under this strategy")
        )

    def execute(self, world: World) -> None:
        """Sets out for the microphone."""
        person = speaker = find_staff(world, self.by)
        if speaks_for_the_office(world, person):
            world.office_has_spoken = True
            speaker = world.tables.psap.office
        start_decided(world, alerting.announce(world, speaker, decided=True, by=person), person)


@dataclass(frozen=True)
class Radio:
    """Somebody calls on the campus radio: the office, and all who carry one."""

    kind: ClassVar[str] = "radio"
    scope: ClassVar[Scope] = PLAYER_SCOPE
    by: str

    def preview(self, world: World) -> Outcome:
        """Goes out if the radios work, which nobody knows before."""
        if not world.tables.means.radio:
            return reject_because("radios are not used under this strategy")
        carries = world.tables.staff.radio[find_staff(world, self.by)]
        return preview_broadcast(world) if carries else reject_because(f"{self.by} carries no radio")

    def execute(self, world: World) -> None:
        """Presses the key and talks."""
        person = find_staff(world, self.by)
        start_decided(world, alerting.broadcast_by_radio(world, person, decided=True), person)


@dataclass(frozen=True)
class Tell:
    """Somebody tells somebody, face to face in the same zone, else by phone."""

    kind: ClassVar[str] = "tell"
    scope: ClassVar[Scope] = PLAYER_SCOPE
    by: str
    whom: str

    def preview(self, world: World) -> Outcome:
        """Whoever was doubting a message doubts no more."""
        person, listener = find_staff(world, self.by), find_staff(world, self.whom)
        if world.aware[listener] and not world.doubting[listener]:
            return reject_because(f"{self.whom} knows already")
        together = world.zone[person] == world.zone[listener]
        reached = together or has_phone(world, person)
        return (
            BEGAN
            if reached
            else reject_because(f"{self.by} has no phone at hand, and {self.whom} is elsewhere")
        )

    def execute(self, world: World) -> None:
        """Turns to them, or picks up the phone."""
        person = find_staff(world, self.by)
        start_decided(world, tell_person(world, person, find_staff(world, self.whom)), person)


@dataclass(frozen=True)
class Send:
    """Somebody sends somebody to the hazard or the patient: by radio if both carry one, else by phone.

    They go as those do whose task it is. To a patient anybody may be sent, by way of an AED if that brings one sooner.
    """

    kind: ClassVar[str] = "send"
    scope: ClassVar[Scope] = PLAYER_SCOPE
    by: str
    whom: str

    def preview(self, world: World) -> Outcome:
        """Whoever goes there already is not sent again."""
        sender, person = find_staff(world, self.by), find_staff(world, self.whom)
        reason = self.find_obstacle(world, person)
        if reason:
            return reject_because(reason)
        together = world.zone[sender] == world.zone[person]
        reached = together or can_use_radio(world, sender, person) or has_phone(world, sender)
        return (
            BEGAN
            if reached
            else reject_because(f"{self.by} has neither radio nor phone at hand to reach {self.whom}")
        )

    def find_obstacle(self, world: World, person: int) -> str:
        """Why there is nobody to send; empty if there is."""
        task = world.tables.staff.is_responder[person] or world.sent[person]
        if not (task or world.playbook.anyone_may_be_sent):
            return f"going there is not the task of {self.whom}"
        if is_at_scene(world, person):
            return f"{self.whom} is there already"
        return f"{self.whom} knows already and goes there" if task and world.acting[person] else ""

    def execute(self, world: World) -> None:
        """Calls them."""
        sender = find_staff(world, self.by)
        start_decided(world, send_person(world, sender, find_staff(world, self.whom)), sender)


@dataclass(frozen=True)
class Lock:
    """Somebody locks the door of the room they are in."""

    kind: ClassVar[str] = "lock"
    scope: ClassVar[Scope] = PLAYER_SCOPE
    by: str

    def preview(self, world: World) -> Outcome:
        """Tries the lock until it holds."""
        zone = world.zone[find_staff(world, self.by)]
        if not world.tables.layout.is_lockable[zone]:
            return reject_because(f"{self.by} is not in a room that can be locked")
        return reject_because("the door is locked already") if world.locked[zone] else BEGAN

    def execute(self, world: World) -> None:
        """Turns the key. Nobody has been called by it."""
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
    """What it would come to if it were done now. Changes nothing at all. Raises UnknownName."""
    return reject(world) or reject_if_absent(world, intervention) or intervention.preview(world)


def apply_intervention(world: World, intervention: Intervention) -> Outcome:
    """Does it now, before the model's own events of this instant; several at one instant in the order in which they are made."""
    outcome = preview_intervention(world, intervention)
    if outcome.began:
        world.interventions += 1
        intervention.execute(world)
    return outcome


def find_actor(intervention: Intervention) -> str | None:
    """Who on the roster does it; None for what happens to the world, or is ruled."""
    return getattr(intervention, "by", None)


def is_busy(world: World, intervention: Intervention) -> bool:
    """Whether whoever does it has not done yet what was decided before. Once it is over nobody is busy. Raises UnknownName."""
    name = find_actor(intervention)
    return name is not None and reject(world) is None and world.busy[find_staff(world, name)] > 0


def reject(world: World) -> Outcome | None:
    """Why nothing can be done at this time: it is over, or it has not begun, and nobody acts before the onset."""
    if world.over or world.now >= world.tables.horizon:
        over = world.first_time(EventKind.ALL_CLEAR)
        return reject_because(f"over since {format_t_plus(world.tables.horizon if over is None else over)}")
    return reject_because("it has not begun: acts count from T+00:00 on") if world.now < 0.0 else None


def list_persons(intervention: Intervention) -> list[str]:
    """Whoever of the roster it needs: who does it, and to whom it is done."""
    names = (getattr(intervention, role, None) for role in ("by", "whom"))
    return [name for name in names if name is not None]


def reject_if_absent(world: World, intervention: Intervention) -> Outcome | None:
    """Why it cannot be done today: somebody whom it needs is not on campus."""
    for name in list_persons(intervention):
        if not world.present[find_staff(world, name)]:
            return reject_because(f"{name} is not on campus")
    return None


def return_to_simulation(world: World, name: str) -> Outcome:
    """Nobody plays this person, or `OFFICE`, any more. Who is convinced and has called nobody begins now, as the model has it.

    What the model would have done earlier is not made up for; who has called somebody by decision does not call again by themselves.
    """
    if name == OFFICE:
        return return_office_to_simulation(world)
    person = find_staff(world, name)
    if not world.played[person]:
        return reject_because(f"nobody plays {name}")
    world.played[person] = False
    if world.acting[person] and not world.has_called[person] and reject(world) is None:
        staff.call_for_help(world, person)
        if world.tables.staff.office[person]:
            alerting.inform_office(world, NOBODY, Channel.VOICE)
    return BEGAN


def return_office_to_simulation(world: World) -> Outcome:
    """The office that knows calls and speaks by itself, as far as neither was decided."""
    if not world.office_played:
        return reject_because("nobody speaks for the office")
    world.office_played = False
    if world.office_knows and reject(world) is None:
        alerting.start_office(world)
    return BEGAN


def to_json(intervention: Intervention) -> dict[str, Any]:
    """As a mapping that JSON can hold."""
    return {"kind": intervention.kind, **asdict(intervention)}


def from_json(data: object) -> Intervention:
    """Back from `to_json`. Raises UnknownName for a kind that is none, ValueError for fields that do not fit."""
    if not isinstance(data, dict):
        raise ValueError(f"intervention {data!r}: it must be a mapping with a kind")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise UnknownName(f"intervention {kind!r}: there is {', '.join(KINDS)}")
    return KINDS[kind](**parse_fields(KINDS[kind], data))


def tell_person(world: World, teller: int, listener: int) -> Process:
    """Handler: somebody tells somebody, face to face or by phone."""
    yield from pass_message(world, teller, listener)


def send_person(world: World, sender: int, person: int) -> Process:
    """Handler: somebody is told to go there, face to face, by radio or by phone."""
    told = world.zone[sender] == world.zone[person] and (yield from pass_message(world, sender, person))
    told = told or (yield from call_by_radio(world, sender, person))
    told = told or (yield from pass_message(world, sender, person))
    if told:
        assign_to_scene(world, person)


def pass_message(world: World, teller: int, listener: int) -> Process:
    """Face to face in the same zone, else by phone. Returns whether it arrived."""
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
    """Where both carry a radio: a call like any other, which everybody with a radio may hear. Returns whether that person did."""
    if not can_use_radio(world, sender, person):
        return False
    message = yield from alerting.talk_by_radio(world, sender, decided=True)
    if message == NOBODY:
        return False
    alerting.deliver_radio_call(world, sender, message)
    return alerting.is_radio_heard(world, person, message)


def can_use_radio(world: World, sender: int, person: int) -> bool:
    """Whether both carry a radio, and radios are used."""
    carries = world.tables.staff.radio
    return world.tables.means.radio and carries[sender] and carries[person]


def is_in_the_office(world: World, person: int) -> bool:
    """Whether somebody works in the office, and is there."""
    return world.tables.staff.office[person] and world.zone[person] == world.tables.means.office_zone


def assign_to_scene(world: World, person: int) -> None:
    """Going there is their task from now on: at once, if they act already; else when they are convinced."""
    on_the_way = world.tables.staff.is_responder[person] or world.sent[person]
    world.sent[person] = True
    if world.acting[person] and not on_the_way:
        world.start(world.playbook.responder(world, person), Rank.ACT, person, purpose=Purpose.RUN_SPEED)


CHANNELS = "pa", "radio"


class SerializedIntervention(Protocol):
    """An intervention, as far as it is read here."""

    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def parse_fields(kind: type[SerializedIntervention], data: dict[str, Any]) -> dict[str, Any]:
    """The fields for its kind. Raises ValueError for one that is missing, unknown, or no value of its type."""
    names = [field.name for field in fields(kind)]
    for name in data:
        if name not in ("kind", *names):
            raise ValueError(f"{kind.kind}: there is no {name!r}; it has {', '.join(('kind', *names))}")
    for name in names:
        if name not in data:
            raise ValueError(f"{kind.kind}: {name} is missing")
    return {name: FIELD_PARSERS.get(name, parse_name)(kind.kind, name, data[name]) for name in names}


def parse_name(kind: str, field: str, value: object) -> str:
    """The id of somebody or something."""
    if not isinstance(value, str) or not value:
        raise build_field_error(kind, field, value, "a name")
    return value


def parse_channel(kind: str, field: str, value: object) -> str:
    """A channel that can fail."""
    if value not in CHANNELS:
        raise build_field_error(kind, field, value, " or ".join(CHANNELS))
    return str(value)


def parse_yes_no(kind: str, field: str, value: object) -> bool:
    """A yes or a no, and no number."""
    if not isinstance(value, bool):
        raise build_field_error(kind, field, value, "true or false")
    return value


def parse_seconds(kind: str, field: str, value: object) -> float:
    """A number of seconds; whether it is one that can be is for the intervention to say."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise build_field_error(kind, field, value, "a number of seconds")
    return float(value)


def build_field_error(kind: str, field: str, value: object, right: str) -> ValueError:
    """What, where, and what would be right."""
    return ValueError(f"{kind}: {field} = {value!r}; it must be {right}")


FIELD_PARSERS = {"channel": parse_channel, "works": parse_yes_no, "seconds": parse_seconds}
