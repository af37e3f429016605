"""Messages to participants, the queue of unread ones, and notices about the reach of their own messages.

Participants learn from injects to their roles, from alerts that their roles noticed, and from the results of their own decisions; no
other information may reach the participant view. T+ stands still while they read, one message at a time, oldest first. Notices are
read off the trace of the participants' arm: a spoken message is counted at once, the app's alert a while after it went out.
Times are T+ in seconds; displayed times are times of day in the story.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, NamedTuple

from scenarios.exercise import Role
from sim.exercise.action_text import choose_phrase, describe_action, describe_instruction, explain_outcome, name_details
from sim.exercise.clock import format_age, format_time_of_day, scenario_time_at
from sim.exercise.events import (
    READ_ALERT,
    READ_INJECT,
    DecisionPoint,
    Delivery,
    ExecutedAction,
    Notice,
    NoticeGiven,
    StopCause,
)
from sim.exercise.journal import find_last_interval
from sim.exercise.modules import list_queue_answers
from sim.exercise.participants import describe_person
from sim.exercise.state import State
from sim.hazards import HAZARDS
from sim.model.channels import APP, CHANNELS, list_channels
from sim.model.interventions import Announce, Intervention, Press, PressBadge, Radio, describe_notification, to_json
from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind, Row
from sim.model.trace_reader import count_reached_by

MAX_SUMMARY_LINES = 3
"""That say what happened in the last stretch."""

SENTENCE, NAME = 480, 80
"""Characters that a message and a name may have on the room's face; longer ones are cut."""


class Message(NamedTuple):
    """Something that reached the room. id: of an inject as its entry has it, else the channel and who told. to: titles of roles.

    scenario_time: when, as seconds from onset in the story.
    """

    id: str
    time: float
    scenario_time: float
    clock: str
    sender: str
    mode: str
    to: tuple[str, ...]
    text: str


def truncate(text: str, longest: int) -> str:
    """The text, cut where it is too long to be read from the back row."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


class _Arrival(NamedTuple):
    """A message that reached these roles, before it is put into words. alert: its channel and who told, where it is no inject."""

    id: str
    time: float
    to: tuple[Role, ...]
    delivery: Delivery | None = None
    alert: tuple[Channel, str] | None = None


def list_messages(state: State, roles: Set[str]) -> list[Message]:
    """Everything that these roles were told, the oldest first."""
    return [_describe_arrival(one, state) for one in _list_arrivals(state, roles)]


def list_arrival_times(state: State, roles: Set[str]) -> list[float]:
    """T+ of everything that these roles were told."""
    return [arrival.time for arrival in _list_arrivals(state, roles)]


def _list_arrivals(state: State, roles: Set[str]) -> list[_Arrival]:
    """The oldest first. Of one instant alerts come first: an inject that is delivered by hand goes behind what is being read."""
    arrivals = [*_alert_arrivals(state, roles), *_inject_arrivals(state, roles)]
    return sorted(arrivals, key=lambda arrival: arrival.time)


def _inject_arrivals(state: State, roles: Set[str]) -> Iterator[_Arrival]:
    titled = {role.id: role for role in state.exercise.roles}
    for number, delivery in state.deliveries.items():
        if delivery.outcome == "delivered":
            to = tuple(titled[role] for role in delivery.inject.to if role in roles & delivery.readers)
            if to:
                yield _Arrival(f"{READ_INJECT}-{number}", delivery.time, to, delivery)


def _alert_arrivals(state: State, roles: Set[str]) -> Iterator[_Arrival]:
    told = state.milestones.told
    reached: dict[tuple[Channel, str], list[Role]] = {}
    for role in state.exercise.roles:
        if role.id in roles and _was_informed(role, state):
            reached.setdefault(told[role.plays][1:], []).append(role)
    for alert, heard in reached.items():
        yield _Arrival(_alert_id(*alert), min(told[role.plays][0] for role in heard), tuple(heard), alert=alert)


def _describe_arrival(arrival: _Arrival, state: State) -> Message:
    story, mode = arrival.time, ""
    if (delivery := arrival.delivery) is not None:
        sender, text = delivery.inject.sender, delivery.text
        story, mode = delivery.scenario_time, delivery.inject.mode
    else:
        sender, text = _describe_alert(arrival, state)
    clock = format_time_of_day(state.exercise, story)
    titles = tuple(role.title for role in arrival.to)
    return Message(arrival.id, arrival.time, story, clock, sender, mode, titles, text)


def _describe_alert(arrival: _Arrival, state: State) -> tuple[str, str]:
    """Its sender and its text."""
    channel, teller = arrival.alert or (Channel.HAZARD, "")
    record = CHANNELS[channel]
    sender, says = record.sender, record.says
    if channel == Channel.RADIO:
        sender = _name_radio(arrival.to, state)
    words = HAZARDS[state.opened.emergency.scenario.hazard.kind].words
    known = words.seen if channel == Channel.HAZARD else words.told
    if asked := _find_instruction(arrival, channel, teller, state):
        known = f"{asked}; {known}"
    if record.tells or not says:
        says = f"{says.removesuffix('.')}: {known}." if says else f"{known[:1].upper()}{known[1:]}."
    if record.is_written and (pressed_in := state.milestones.pressed_in):
        says = f"{says} Sent from {state.labels.zone(pressed_in)}."
    elif teller:
        who = state.labels.inline_person(teller)
        sender = f"{who[:1].upper()}{who[1:]}, {sender}"
    return sender, says


BADGE_CHANNELS = (
    *(Channel.BADGE, Channel.TAKEOVER, Channel.STROBE),
    *(Channel.SCREEN, Channel.DESKTOP, Channel.CAMPUS_SIREN),
)
"""What a badge alerts by, as far as the strategy has it."""
_MESSAGE_CHANNELS = {
    "press": set(list_channels(APP)),
    "press-badge": set(BADGE_CHANNELS),
    "announce": {Channel.PA},
    "radio": {Channel.RADIO},
    "tell": {Channel.VOICE, Channel.DESK_PHONE},
}
"""By kind of act, how its message comes."""


def _find_instruction(arrival: _Arrival, channel: Channel, teller: str, state: State) -> str:
    """What the message asked for, as it was decided: `evacuate (building B)`. Empty if it asked for nothing."""
    asked = ""
    for done in list_player_actions(state):
        written = to_json(done.action.intervention)
        comes = channel in _MESSAGE_CHANNELS.get(written["kind"], set())
        is_theirs = written["kind"] != "tell" or written["by"] == teller
        if comes and is_theirs and done.outcome.began and done.action.time <= arrival.time:
            asked = describe_instruction(written, state.labels).removeprefix(": ")
    return asked


def _alert_id(channel: Channel, teller: str) -> str:
    return f"{channel.name.lower()} {teller}".rstrip()


def _find_hidden_messages(state: State, roles: Set[str]) -> Set[str]:
    waiting = [arrival.id for arrival in _list_arrivals(state, roles) if arrival.id not in state.read]
    return {*waiting[1:]}


def _name_radio(heard: Iterable[Role], state: State) -> str:
    staff = state.running_arms.player.tables.staff
    carries = {bool(staff.radio[staff.ids.index(role.plays)]) for role in heard}
    return "radio" if carries == {True} else "radio, also in the office" if True in carries else "radio in the office"


def find_known_until(state: State, roles: Set[str]) -> float:
    """T+ until which a participant played one of these roles and knew of the emergency; -inf if none has known."""
    later, told = _find_hidden_messages(state, roles), state.milestones.told
    knew = [
        role.id
        for role in state.exercise.roles
        if role.id in roles and _was_informed(role, state) and _alert_id(*told[role.plays][1:]) not in later
    ]
    return max(map(state.played_until, knew), default=-math.inf)


def _was_informed(role: Role, state: State) -> bool:
    told = state.milestones.told.get(role.plays)
    return told is not None and told[0] <= state.played_until(role.id)


def find_withheld(state: State, put_up: Set[str]) -> Set[str]:
    """Messages for their roles alone that the facilitator has not put up, by id."""
    private = (number for number, one in state.deliveries.items() if one.inject.share == "role")
    return {f"{READ_INJECT}-{number}" for number in private} - put_up


def find_reported_zones(state: State, roles: Set[str], withheld: Set[str] = frozenset()) -> dict[str, float]:
    """Zones where the hazard was reported in messages these roles have read, with the story time, the newest first.

    withheld: messages that tell nothing here.
    Once the danger is over, reports from before a jump of the scenario time are left out.
    """
    later = _find_hidden_messages(state, roles) | withheld
    is_over = not state.running_arms.player.view().is_hazard_active
    earliest = state.jumped_to if is_over else 0.0
    found = [
        (delivery.scenario_time, delivery.zone)
        for number, delivery in state.deliveries.items()
        if delivery.outcome == "delivered" and delivery.zone and roles & delivery.readers
        if f"{READ_INJECT}-{number}" not in later and delivery.scenario_time >= earliest
    ]
    newest: dict[str, float] = {zone: story for story, zone in sorted(found)}
    return dict(sorted(newest.items(), key=lambda one: -one[1])[:MAX_SUMMARY_LINES])


def describe_reports(state: State, roles: Set[str], withheld: Set[str] = frozenset()) -> list[str]:
    """Zones where the hazard was reported in messages these roles have read, with their age, the newest first."""
    return [
        f"reported: {truncate(state.labels.zone(zone), NAME)}, {format_age(state.scenario_time - story)} ago"
        for zone, story in find_reported_zones(state, roles, withheld).items()
    ]


def describe_responders(state: State, roles: Set[str], withheld: Set[str] = frozenset()) -> list[str]:
    """Responders that participants sent, and since when 911 is notified as far as they can know."""
    sent = [
        f"{truncate(state.labels.person(to_json(done.action.intervention)['whom']), NAME)}: answering, on the way"
        for done in list_player_actions(state)
        if done.action.intervention.kind in ("send", "send-aed") and done.outcome.began
    ]
    heard = find_call_notification(state, roles, withheld)
    return [*dict.fromkeys(sent), *([] if heard is None else [f"911: answered {heard.clock}"])]


class CallNotification(NamedTuple):
    """When the room was first told that 911 has it, and the time that it was told_at: T+, and time of day in the story."""

    told_at: float
    time: float
    clock: str


def find_call_notification(state: State, roles: Set[str], withheld: Set[str] = frozenset()) -> CallNotification | None:
    """By a call of one of these roles, by what the room was answered, or by 911 itself: whichever came first, and no other time later."""
    if state.arms is None:
        return None
    answered = state.milestones.answered
    calls = [
        (answered.get(caller, math.inf), state.played_until(role.id))
        for role in state.exercise.roles
        if role.id in roles
        for caller in (role.plays, *(["office"] if role.speaks_for_office else []))
    ]
    known = [(time, time) for time, until in calls if time <= until and time < math.inf]
    known += [
        (done.action.time, done.outcome.notified_at)
        for done in list_player_actions(state)
        if done.outcome.notified_at is not None
    ]
    heard = [CallNotification(told, time, format_time_of_day(state.exercise, time)) for told, time in known]
    later = _find_hidden_messages(state, roles) | withheld
    heard += [
        CallNotification(message.time, message.time, message.clock)
        for message in list_messages(state, roles)
        if message.sender.strip() == "911" and message.id not in later
    ]
    return min(heard, default=None)


def use_known_time(text: str, executed: ExecutedAction, state: State, roles: Set[str], withheld: Set[str]) -> str:
    """An outcome's text with the one time of the call to 911 that these roles know."""
    since = executed.outcome.notified_at
    heard = find_call_notification(state, roles, withheld) if since is not None else None
    if since is None or heard is None:
        return text
    return text.replace(describe_notification(since), describe_notification(heard.time))


def list_player_actions(state: State) -> list[ExecutedAction]:
    """What the room decided and has been tried, in order; nothing that the facilitator did to the world."""
    return [done for done in state.done if done.action.source_id in state.decision_points]


QUEUE_TEXT = "Your decision says how the line is served."
NOTED_TEXT = "Noted: what you say is written down; the emergency goes on as it was."


def summarize_interval(state: State, roles: Set[str], withheld: Set[str]) -> list[str]:
    """The last interval in at most three lines: first the cost of the last decision. Unread messages come later, withheld ones never."""
    begun = find_interval_start(state)
    last = _last_resolved(state, begun)
    heard = [
        (message.time, f"{message.clock} {truncate(message.sender, NAME)}: {truncate(message.text, 2 * NAME)}")
        for message in list_messages(state, roles)
        if message.time > begun and message.id in state.read and message.id not in withheld
    ]
    heard += [one for one in _describe_outcomes(state, roles, withheld) if one[0] >= begun]
    heard += _describe_silences(state, begun)
    lines = [text for _, text in sorted(heard)]
    cost = _describe_delay(last, state)
    return [*cost, *lines[-(MAX_SUMMARY_LINES - len(cost)) :]]


def _describe_outcomes(state: State, roles: Set[str], withheld: Set[str]) -> Iterator[tuple[float, str]]:
    counted = {notice.topic: notice for notice in state.notices}
    for done in list_player_actions(state):
        notice = counted.get(name_action(done))
        if notice is None:
            time, text = done.action.time, describe_outcome(done, state)
        else:
            time = notice.time
            text = f"{format_time_of_day(state.exercise, time)} {notice.text}"
        yield time, use_known_time(text, done, state, roles, withheld)


def find_interval_start(state: State) -> float:
    """T+ at which the last stretch began."""
    return find_last_interval(state.log)[0]


def _last_resolved(state: State, begun: float) -> DecisionPoint | None:
    settled = [
        window
        for window in state.decision_points.values()
        if window.opened_at is not None and window.resolved_at is not None and window.resolved_at >= begun
    ]
    return max(settled, key=lambda window: window.resolved_at or 0.0, default=None)


def _describe_delay(decision_point: DecisionPoint | None, state: State) -> list[str]:
    if decision_point is None or decision_point.state != "decided":
        return []
    if not decision_point.response.does:
        is_about_queue = decision_point.decision.id in list_queue_answers(state)
        return [QUEUE_TEXT if is_about_queue else NOTED_TEXT]
    if decision_point.decision.kind != "talk":
        return []
    starts = scenario_time_at(decision_point.response.starts, state.jumped_to)
    return [f"Your decision takes effect at {format_time_of_day(state.exercise, starts)}."]


def describe_outcome(executed: ExecutedAction, state: State) -> str:
    """The outcome of a decided action: `10:16:20 You call 911. 911 notified at T+01:31.`"""
    act, began = executed.action.intervention, executed.outcome.began
    written = to_json(act)
    played = {role.plays for role in state.exercise.roles if role.id in state.player_roles}
    if written["by"] in played:
        whom = describe_person(written["whom"], state.exercise, state.labels) if "whom" in written else ""
        reach = "tell" if _are_together(written, state) else "call"
        details = name_details(written, state.labels, truncate(whom, NAME))
        what = choose_phrase(written, is_own=True).format(reach=reach, **details)
        what += describe_instruction(written, state.labels)
    else:
        what = describe_action(act, state)
    came = explain_outcome(act, executed.outcome, state) or ("" if began else "no effect")
    return f"{format_time_of_day(state.exercise, executed.scenario_time)} {end_sentences(what, came)}"


def _are_together(written: Mapping[str, Any], state: State) -> bool:
    posts = {member.id: member.post for member in state.opened.emergency.place.staff}
    return "whom" in written and posts.get(written["by"]) == posts.get(written["whom"])


def end_sentences(*clauses: str) -> str:
    """Each of these that is not empty as a sentence."""
    return " ".join(f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in clauses if one)


def _describe_silences(state: State, begun: float) -> list[tuple[float, str]]:
    tried = [done.action.time for done in list_player_actions(state) if done.outcome.began]
    return [
        (time, f"{format_time_of_day(state.exercise, time)} {describe_silence(channel)}")
        for time, channel in state.milestones.silent
        if time >= begun and tried and min(tried) <= time
    ]


class MessageQueue(NamedTuple):
    """waiting: messages that are not read yet, the one that is being read first. total: how many came since T+ last went on."""

    waiting: list[Message]
    total: int

    @property
    def position(self) -> int:
        """Which of them is being read, from 1."""
        return self.total - len(self.waiting) + 1


def build_message_queue(state: State, roles: Set[str]) -> MessageQueue:
    """What these roles have to read."""
    arrivals = _list_arrivals(state, roles)
    waiting = [arrival for arrival in arrivals if arrival.id not in state.read]
    now_read = sum(state.read.get(arrival.id) == state.reading for arrival in arrivals)
    return MessageQueue([_describe_arrival(one, state) for one in waiting], now_read + len(waiting))


def list_unread(state: State) -> list[Message]:
    """Unread messages, oldest first."""
    return build_message_queue(state, state.player_roles).waiting


def describe_unread(state: State) -> str:
    """Why T+ stands still for what the room has not read: the last that came; empty where all is read."""
    unread = [one for one in _list_arrivals(state, state.player_roles) if one.id not in state.read]
    if not unread:
        return ""
    delivery = unread[-1].delivery
    return READ_ALERT if delivery is None else f"{READ_INJECT} {delivery.inject.number}"


def is_paused_for_reading(state: State) -> bool:
    """Whether T+ stands still for what the room was told, and for nothing else; a question under pressure of time waits for that too."""
    reads = state.stop_cause in (StopCause.READING, StopCause.UNDONE_INJECT)
    if state.running or state.running_arms.is_over or not reads:
        return False
    return state.current_decision is None or is_countdown_waiting(state)


def is_countdown_waiting(state: State) -> bool:
    """Whether a question under pressure of time is at the front, for which T+ has not begun to run: the room reads first."""
    front = state.current_decision
    if front is None or front.decision.kind != "pressed" or front.unmeasured_reason or front.is_answering:
        return False
    return not state.running and bool(describe_unread(state))


NOTICE_DELAY = 30.0
"""Seconds from when the app's alert goes out until it is said how many it reached."""

SILENCE_TOPIC = "silent"

SILENCE_TEXTS = {
    Channel.PA: "the PA stays silent",
    Channel.RADIO: "the radio stays silent",
    Channel.DESK_PHONE: "the phone rings in vain",
    Channel.TAKEOVER: "the PA stays silent",
    Channel.STROBE: "the strobes stay dark",
    Channel.SCREEN: "the classroom screens stay dark",
    Channel.DESKTOP: "the computers show nothing",
}

APP_CHANNELS = Channel.PUSH, Channel.TEXT, Channel.EMAIL
PRESSES: dict[type[Intervention], EventKind] = {Press: EventKind.PRESSED, PressBadge: EventKind.BADGE_PRESSED}
"""How the trace tells that it worked."""

ACTION_CHANNELS: dict[type[Intervention], Channel] = {Announce: Channel.PA, Radio: Channel.RADIO}

CALL_TEXTS: dict[type[Intervention], str] = {
    Announce: "your PA call",
    Radio: "your radio call",
    Press: "your app alert",
    PressBadge: "your badge",
}
"""What a message is called once it is counted: a decision may have given several."""


def find_silent_alerts(state: State) -> Iterator[NoticeGiven]:
    """Notices of alerts that reached no one and were not reported yet."""
    silent = state.milestones.silent
    said = sum(notice.topic == SILENCE_TOPIC for notice in state.notices)
    for _, channel in silent[said:]:
        yield NoticeGiven(SILENCE_TOPIC, describe_silence(channel))


def list_noticed_actions(state: State) -> list[str]:
    """The act that each notice is about, in one word; empty where an alert of the model itself stays silent."""
    messages = state.milestones.messages
    acts = {place: name_action(done) for done, place in match_messages(state)}
    silent = (acts.get(place, "") for place, row in enumerate(messages) if row[1] == EventKind.SILENT)
    return [next(silent, "") if one.topic == SILENCE_TOPIC else one.topic for one in state.notices]


def describe_silence(channel: Channel) -> str:
    """How the sender notices that a channel failed."""
    return SILENCE_TEXTS.get(channel, f"the {channel.name.lower().replace('_', ' ')} stays silent")


def has_uncounted_messages(state: State) -> bool:
    """Whether a message went out and its reach was not reported yet."""
    said = {notice.topic for notice in state.notices}
    open_ = [done for done in state.done if done.outcome.began and name_action(done) not in said]
    return any(isinstance(done.action.intervention, Announce | Radio | Press | PressBadge) for done in open_)


def find_reach_notices(state: State, now: float, at_the_end: bool = False) -> Iterator[NoticeGiven]:
    """Messages that were decided and have been heard, and how many more know by them.

    now: T+ up to which the arms have played. at_the_end: of the app's alert, as many as so far.
    """
    yield from find_answers(state)
    if not has_uncounted_messages(state):
        return
    said = {notice.topic for notice in state.notices}
    for done, place in match_messages(state):
        if name_action(done) in said:
            continue
        more = count_reached_by_message(done, state.milestones.messages, place, state, now, at_the_end)
        if more is not None:
            call = CALL_TEXTS[type(done.action.intervention)]
            reach = f"{call} reached {f'{more} more' if more else 'no one new'}"
            yield NoticeGiven(name_action(done), end_sentences(done.outcome.reason, reach))


ANSWER_KINDS = {"look": EventKind.LOOKED, "roll-call": EventKind.ROLL_CALLED}
"""By kind of act, the event that answers it."""
MAX_MISSING = 3
"""Places that are named of those not accounted for."""


def find_answers(state: State) -> Iterator[NoticeGiven]:
    """What came of going to look, and of roll calls, and was not reported yet."""
    said = {notice.topic for notice in state.notices}
    claimed = set[int]()
    for done in (one for one in state.done if one.outcome.began):
        act = done.action.intervention
        if act.kind not in ANSWER_KINDS:
            continue
        person = state.running_arms.player.tables.staff.ids.index(to_json(act)["by"])
        for place, row in enumerate(state.milestones.answers):
            fits = row[1] == ANSWER_KINDS[act.kind] and row[2] == person and row[0] >= done.action.time
            if fits and place not in claimed:
                claimed.add(place)
                if name_action(done) not in said:
                    yield NoticeGiven(name_action(done), describe_answer(row, state))
                break


def describe_answer(row: Row, state: State) -> str:
    """The answer that an event gives, as participants read it."""
    _, kind, _, _, place, value = row
    tables = state.running_arms.player.tables
    if kind == EventKind.LOOKED:
        return f"{state.labels.zone(tables.layout.zones[place])}: {'it is there' if value else 'nothing there'}"
    if not value:
        return "roll call: everyone is accounted for"
    missing = find_missing_places(row[0], state)
    named = ", ".join(state.labels.zone(zone) for zone in missing[:MAX_MISSING])
    more = f" and {len(missing) - MAX_MISSING} more places" if len(missing) > MAX_MISSING else ""
    return f"roll call: {value:.0f} people not accounted for ({named}{more})"


def find_missing_places(time: float, state: State) -> list[str]:
    """Where those were posted who were not accounted for at this T+, the places in the order of the campus file."""
    trace = state.running_arms.player.trace
    layout, staff, groups = trace.tables.layout, trace.tables.staff, trace.tables.groups
    known = {row[2] for row in trace.rows if row[1] in (EventKind.ACCOUNTED, EventKind.ABSENT) and row[0] <= time}
    posts = {zone for unit, zone in enumerate(staff.zone + groups.zone) if unit not in known}
    return [layout.zones[zone] for zone in sorted(posts)]


def has_reached_no_one_new(executed: ExecutedAction, notice: Notice, state: State) -> bool:
    """Whether an act is a message by which no member of staff learned of it, when this notice counted them.

    A notice about any other act is the answer to it: what was seen, or who is not accounted for.
    """
    if executed.action.intervention.kind in ANSWER_KINDS:
        return False
    places = {name_action(done): place for done, place in match_messages(state)}
    messages, place = state.milestones.messages, places[name_action(executed)]
    return count_reached_by_message(executed, messages, place, state, notice.time, at_the_end=True) == 0


def name_action(executed: ExecutedAction) -> str:
    """An act in one word."""
    return f"{executed.action.source_id} {executed.action.number}"


def list_countable_actions(state: State) -> Iterator[str]:
    """Acts of which a notice can say what came of them: messages that have come, and what is answered. Each in one word."""
    yield from (name_action(done) for done, _ in match_messages(state))
    yield from (name_action(done) for done in state.done if done.action.intervention.kind in ANSWER_KINDS)


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
    if not isinstance(act, Announce | Radio | Press | PressBadge):
        return None
    channel = ACTION_CHANNELS.get(type(act))
    speakers = tables.staff.ids.index(act.by), tables.psap.office
    for place, (time, kind, subject, what, _, _) in enumerate(messages):
        is_message = (
            kind in (EventKind.SENT, EventKind.SILENT) and what == channel if channel else kind == PRESSES[type(act)]
        )
        if is_message and time >= executed.action.time and subject in speakers and place not in claimed:
            return place
    return None


def count_reached_by_message(
    executed: ExecutedAction, messages: list[Row], place: int, state: State, now: float, at_the_end: bool
) -> int | None:
    """How many of the staff learned by it before `now` (T+); None where it is too soon to say, or it stayed silent."""
    trace, (sent, kind, *_) = state.running_arms.player.trace, messages[place]
    if kind == EventKind.SILENT:
        return None
    channel = ACTION_CHANNELS.get(type(executed.action.intervention))
    if channel is None:
        if not at_the_end and now < sent + NOTICE_DELAY:
            return None
        is_badge = isinstance(executed.action.intervention, PressBadge)
        alerts = is_badge or any(row[:2] == (sent, EventKind.SENT) and row[3] == Channel.PUSH for row in messages)
        channels = BADGE_CHANNELS if is_badge else APP_CHANNELS
        reached = (count_reached_by(trace, sent, one) - count_reached_by(trace, now, one) for one in channels)
        return sum(reached) if alerts else 0
    heard = sent + (trace.tables.means.reading if channel == Channel.PA else 0.0)
    if now <= heard:
        return None
    if any(row[:2] == (sent, EventKind.SENT) and row[3] == channel for row in messages[:place]):
        return 0  # two calls at one instant: whoever heard both is counted with the first
    return count_reached_by(trace, heard, channel) - count_reached_by(trace, heard + 1e-6, channel)
