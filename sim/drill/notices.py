"""What comes to light of what was done: the PA stays silent, the phone rings in vain, a call reached so many more.

Read off the trace of the room's arm, so that nobody has to say it. What is heard when it is said is counted at once; how many the app's
alert reached is said once, a while after it went out; either at the end of the module, where that is sooner.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sim.drill.parts import Done
from sim.drill.state import State
from sim.model.interventions import Announce, Press, Radio
from sim.reached import reached_by
from sim.tables import Tables
from sim.trace import Channel, Kind, Row

AFTER = 30.0
"""Seconds from when the app's alert goes out until it is said how many it reached."""
ABOUT_SILENCE = "silent"
SILENT = {
    Channel.PA: "the PA stays silent",
    Channel.RADIO: "the radio stays silent",
    Channel.DESK_PHONE: "the phone rings in vain",
}
BY_APP = Channel.PUSH, Channel.TEXT, Channel.EMAIL
SAID_BY = {Announce: Channel.PA, Radio: Channel.RADIO}
REACHED = "reached {} more"
"""How many of the staff know by a message who did not before."""
CALLS = {Announce: "your call by PA", Radio: "your call by radio", Press: "your alert by app"}
"""What a message is called once it is counted: a decision may have given several."""


class Found(NamedTuple):
    """about: as `sim.drill.state.Notice` has it."""

    about: str
    says: str


def silences(state: State) -> Iterator[Found]:
    """Alerts that reached nobody and of which nothing was said yet."""
    silent = state.moments.silent
    said = sum(notice.about == ABOUT_SILENCE for notice in state.notices)
    for _, channel in silent[said:]:
        yield Found(ABOUT_SILENCE, stays_silent(channel))


def noticed(state: State) -> list[str]:
    """The act that each notice is about, in one word; empty where an alert of the model itself stays silent."""
    messages = state.moments.messages
    acts = {place: about(done) for done, place in messages_of(state)}
    silent = (acts.get(place, "") for place, row in enumerate(messages) if row[1] == Kind.SILENT)
    return [next(silent, "") if one.about == ABOUT_SILENCE else one.about for one in state.notices]


def stays_silent(channel: Channel) -> str:
    """What whoever uses it notices."""
    return SILENT.get(channel, f"the {channel.name.lower().replace('_', ' ')} stays silent")


def uncounted(state: State) -> bool:
    """Whether something was said or pressed of which nobody has heard yet how many it reached."""
    said = {notice.about for notice in state.notices}
    open_ = [done for done in state.done if done.outcome.began and about(done) not in said]
    return any(isinstance(done.act.intervention, Announce | Radio | Press) for done in open_)


def reached(state: State, now: float, at_the_end: bool = False) -> Iterator[Found]:
    """Messages that were decided and have been heard, and how many more know by them.

    now: T+ up to which the arms have played. at_the_end: of the app's alert, as many as so far.
    """
    if not uncounted(state):
        return
    said = {notice.about for notice in state.notices}
    for done, place in messages_of(state):
        if about(done) in said:
            continue
        more = reached_by_message(done, state.moments.messages, place, state, now, at_the_end)
        if more is not None:
            words = (
                done.outcome.because,
                f"{CALLS[type(done.act.intervention)]} {REACHED.format(more)}",
            )
            yield Found(about(done), "; ".join(one for one in words if one))


def about(done: Done) -> str:
    """An act in one word."""
    return f"{done.act.of} {done.act.number}"


def messages_of(state: State) -> Iterator[tuple[Done, int]]:
    """Acts whose message has come, each with the place of its message."""
    claimed = set[int]()
    for done in (one for one in state.done if one.outcome.began):
        place = message_of(done, state.moments.messages, claimed, state.engines.room.tables)
        if place is not None:
            claimed.add(place)
            yield done, place


def message_of(done: Done, messages: list[Row], claimed: set[int], tables: Tables) -> int | None:
    """The place of the message of an act, gone out, silent, or pressed; None where it has not come yet, or the act is none."""
    act = done.act.intervention
    if not isinstance(act, Announce | Radio | Press):
        return None
    channel = SAID_BY.get(type(act))
    speakers = tables.staff.ids.index(act.by), tables.psap.office
    for place, (time, kind, subject, what, _, _) in enumerate(messages):
        is_message = kind in (Kind.SENT, Kind.SILENT) and what == channel if channel else kind == Kind.PRESSED
        if is_message and time >= done.act.time and subject in speakers and place not in claimed:
            return place
    return None


def reached_by_message(
    done: Done, messages: list[Row], place: int, state: State, now: float, at_the_end: bool
) -> int | None:
    """How many of the staff learned by it; None where it is too soon to say, or it stayed silent."""
    trace, (sent, kind, *_) = state.engines.room.trace, messages[place]
    if kind == Kind.SILENT:
        return None
    channel = SAID_BY.get(type(done.act.intervention))
    if channel is None:
        if not at_the_end and now < sent + AFTER:
            return None
        alerts = any(row[:2] == (sent, Kind.SENT) and row[3] == Channel.PUSH for row in messages)
        return sum(reached_by(trace, sent, one) for one in BY_APP) if alerts else 0
    heard = sent + (trace.tables.means.reading if channel == Channel.PA else 0.0)
    if now <= heard:
        return None
    if any(row[:2] == (sent, Kind.SENT) and row[3] == channel for row in messages[:place]):
        return 0  # two calls at one instant: whoever heard both is counted with the first
    return reached_by(trace, heard, channel) - reached_by(trace, heard + 1e-6, channel)
