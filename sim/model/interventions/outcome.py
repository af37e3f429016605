"""What the preview of an intervention says: whether it begins, why not, and a note on the present state."""

from dataclasses import dataclass, field

from scenarios.units import format_t_plus
from sim.model.state import World
from sim.model.trace import Channel, EventKind


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


def reject_because(reason: str) -> Outcome:
    """The outcome of an action that does not begin."""
    return Outcome(False, reason)


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
