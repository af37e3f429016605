"""What people in the room decide that somebody on campus does. Each does what its counterpart in the model does, with its numbers.

`preview` says what it comes to if it is done now, by people who are on campus, and changes nothing; `execute` does it. Whoever does something
is busy until it is done: until the message is out, the call has ended, the lock holds.
"""

from dataclasses import dataclass
from typing import ClassVar

from sim.model import alerting, psap, shelter
from sim.model.interventions import orders
from sim.model.interventions.outcome import (
    BEGAN,
    Outcome,
    Scope,
    is_at_scene,
    describe_911_notified,
    reject_because,
    speaks_for_the_office,
    find_staff,
    preview_broadcast,
)
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.trace import Channel

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
    return world.tables.layout.has_phone[world.zone[person]] or bool(world.peek(Purpose.PHONE_ON_PERSON, person))


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
        known = describe_911_notified(world) if means.psap_leg else ""
        return preview_broadcast(world, known) if means.staff_leg else Outcome(True, known)

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
        return Outcome(True, describe_911_notified(world))

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
        return preview_broadcast(world) if world.tables.means.pa else reject_because("the PA is not used under this strategy")

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
        return BEGAN if reached else reject_because(f"{self.by} has no phone at hand, and {self.whom} is elsewhere")

    def execute(self, world: World) -> None:
        """Turns to them, or picks up the phone."""
        person = find_staff(world, self.by)
        start_decided(world, orders.tell_person(world, person, find_staff(world, self.whom)), person)


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
        reached = together or orders.can_use_radio(world, sender, person) or has_phone(world, sender)
        return BEGAN if reached else reject_because(f"{self.by} has neither radio nor phone at hand to reach {self.whom}")

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
        start_decided(world, orders.send_person(world, sender, find_staff(world, self.whom)), sender)


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
        start_action(world, shelter.lock_room(world, person, world.zone[person], decided=True), person)
