"""What an act of somebody at the desk or in the room comes to, in the words that the room reads."""

from dataclasses import dataclass
from typing import Literal

from sim.model.world import World
from sim.tables import NOBODY
from sim.trace import Channel, EventKind

Scope = Literal["players", "world", "fiat"]
"""Whom it reaches: the arm of the room; all arms; all arms, and every number after it is marked as ruled."""


@dataclass(frozen=True)
class Outcome:
    """Whether something begins, and what there is to say: why not, or what is so already.

    already_aware, still_unaware: of the staff on campus, who knows already and who does not; 0 where the act is none that tells many.
    """

    began: bool
    reason: str = ""
    already_aware: int = 0
    still_unaware: int = 0


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
    return Outcome(True, "; ".join(said), already_aware=present - world.unaware_staff, still_unaware=world.unaware_staff)


def describe_pending_broadcast(world: World) -> str:
    """The first message to many that went out."""
    sent = [(since, channel) for channel in BROADCAST_CHANNELS if (since := world.first_time(EventKind.SENT, channel)) is not None]
    if not sent:
        return ""
    since, channel = min(sent)
    return f"alert out since {format_t_plus(since)} {CHANNEL_PHRASES[channel]}"


def describe_911_notified(world: World) -> str:
    """Since when the 911 centre has it."""
    since = world.first_time(EventKind.ANSWERED)
    return "" if since is None else f"911 has it since {format_t_plus(since)}"


def speaks_for_the_office(world: World, person: int) -> bool:
    """Whether what somebody says and calls is what the office would have said and called."""
    return world.office_played and world.tables.staff.office[person]


def is_at_scene(world: World, person: int) -> bool:
    """Whether somebody is where the hazard or the patient is."""
    return world.hazard_zone != NOBODY and world.zone[person] == world.hazard_zone
