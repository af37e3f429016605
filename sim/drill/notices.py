"""What comes to light of what was done: the PA stays silent, the phone rings in vain, a call reached so many more.

Read off the trace of the room's arm, so that nobody has to say it. What is heard when it is said is counted at once; how many the app's
alert reached is said once, a while after it went out; either at the end of the module, where that is sooner.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sim.drill.parts import ExecutedAction
from sim.drill.state import State
from sim.model.interventions import Announce, Press, Radio
from sim.reached import count_reached_by
from sim.tables import Tables
from sim.trace import Channel, EventKind, Row

NOTICE_DELAY = 30.0
"""Seconds from when the app's alert goes out until it is said how many it reached."""
SILENCE_TOPIC = "silent"
SILENCE_TEXTS = {
    Channel.PA: "the PA stays silent",
    Channel.RADIO: "the radio stays silent",
    Channel.DESK_PHONE: "the phone rings in vain",
}
APP_CHANNELS = Channel.PUSH, Channel.TEXT, Channel.EMAIL
ACTION_CHANNELS = {Announce: Channel.PA, Radio: Channel.RADIO}
REACHED_TEXT = "reached {} more"
"""How many of the staff know by a message who did not before."""
CALL_TEXTS = {Announce: "your call by PA", Radio: "your call by radio", Press: "your alert by app"}
"""What a message is called once it is counted: a decision may have given several."""


class PendingNotice(NamedTuple):
    """about: as `sim.drill.state.Notice` has it."""

    about: str
    says: str


def find_silent_alerts(state: State) -> Iterator[PendingNotice]:
    """Alerts that reached nobody and of which nothing was said yet."""
    silent = state.milestones.silent
    said = sum(notice.topic == SILENCE_TOPIC for notice in state.notices)
    for _, channel in silent[said:]:
        yield PendingNotice(SILENCE_TOPIC, describe_silence(channel))


def list_noticed_actions(state: State) -> list[str]:
    """The act that each notice is about, in one word; empty where an alert of the model itself stays silent."""
    messages = state.milestones.messages
    acts = {place: name_action(done) for done, place in match_messages(state)}
    silent = (acts.get(place, "") for place, row in enumerate(messages) if row[1] == EventKind.SILENT)
    return [next(silent, "") if one.topic == SILENCE_TOPIC else one.topic for one in state.notices]


def describe_silence(channel: Channel) -> str:
    """What whoever uses it notices."""
    return SILENCE_TEXTS.get(channel, f"the {channel.name.lower().replace('_', ' ')} stays silent")


def has_uncounted_messages(state: State) -> bool:
    """Whether something was said or pressed of which nobody has heard yet how many it reached."""
    said = {notice.topic for notice in state.notices}
    open_ = [done for done in state.done if done.outcome.began and name_action(done) not in said]
    return any(isinstance(done.action.intervention, Announce | Radio | Press) for done in open_)


def find_reach_notices(state: State, now: float, at_the_end: bool = False) -> Iterator[PendingNotice]:
    """Messages that were decided and have been heard, and how many more know by them.

    now: T+ up to which the arms have played. at_the_end: of the app's alert, as many as so far.
    """
    if not has_uncounted_messages(state):
        return
    said = {notice.topic for notice in state.notices}
    for done, place in match_messages(state):
        if name_action(done) in said:
            continue
        more = count_reached_by_message(done, state.milestones.messages, place, state, now, at_the_end)
        if more is not None:
            words = (
                done.outcome.reason,
                f"{CALL_TEXTS[type(done.action.intervention)]} {REACHED_TEXT.format(more)}",
            )
            yield PendingNotice(name_action(done), "; ".join(one for one in words if one))


def name_action(executed: ExecutedAction) -> str:
    """An act in one word."""
    return f"{executed.action.source_id} {executed.action.number}"


def match_messages(state: State) -> Iterator[tuple[ExecutedAction, int]]:
    """Acts whose message has come, each with the place of its message."""
    claimed = set[int]()
    for done in (one for one in state.done if one.outcome.began):
        place = match_message(done, state.milestones.messages, claimed, state.running_arms.player.tables)
        if place is not None:
            claimed.add(place)
            yield done, place


def match_message(executed: ExecutedAction, messages: list[Row], claimed: set[int], tables: Tables) -> int | None:
    """The place of the message of an act, gone out, silent, or pressed; None where it has not come yet, or the act is none."""
    act = executed.action.intervention
    if not isinstance(act, Announce | Radio | Press):
        return None
    channel = ACTION_CHANNELS.get(type(act))
    speakers = tables.staff.ids.index(act.by), tables.psap.office
    for place, (time, kind, subject, what, _, _) in enumerate(messages):
        is_message = kind in (EventKind.SENT, EventKind.SILENT) and what == channel if channel else kind == EventKind.PRESSED
        if is_message and time >= executed.action.time and subject in speakers and place not in claimed:
            return place
    return None


def count_reached_by_message(
    executed: ExecutedAction, messages: list[Row], place: int, state: State, now: float, at_the_end: bool
) -> int | None:
    """How many of the staff learned by it; None where it is too soon to say, or it stayed silent."""
    trace, (sent, kind, *_) = state.running_arms.player.trace, messages[place]
    if kind == EventKind.SILENT:
        return None
    channel = ACTION_CHANNELS.get(type(executed.action.intervention))
    if channel is None:
        if not at_the_end and now < sent + NOTICE_DELAY:
            return None
        alerts = any(row[:2] == (sent, EventKind.SENT) and row[3] == Channel.PUSH for row in messages)
        return sum(count_reached_by(trace, sent, one) for one in APP_CHANNELS) if alerts else 0
    heard = sent + (trace.tables.means.reading if channel == Channel.PA else 0.0)
    if now <= heard:
        return None
    if any(row[:2] == (sent, EventKind.SENT) and row[3] == channel for row in messages[:place]):
        return 0  # two calls at one instant: whoever heard both is counted with the first
    return count_reached_by(trace, heard, channel) - count_reached_by(trace, heard + 1e-6, channel)
