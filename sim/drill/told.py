"""What the room has been told: by injects to its roles, by the alerts that its roles noticed, by what came of its own decisions.

Nothing else may reach the room's face, so everything here begins with a message that somebody in the room got, or with something that
the room did itself. Times are T+ in seconds; what is read is time of day in the story.
"""

import math
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from scenarios.exercise import Role
from sim.drill.act_words import IS_DONE
from sim.drill.notices import about, stays_silent
from sim.drill.parts import Done, Window
from sim.drill.state import State
from sim.drill.stretches import stretches
from sim.drill.times import age, clock_of, minutes
from sim.model.interventions import at, to_json
from sim.trace import Channel

LINES = 3
"""That say what happened in the last stretch."""
SENTENCE, NAME = 480, 80
"""Characters that a message and a name may have on the room's face; longer ones are cut."""

_ALERTS = {
    Channel.HAZARD: ("own eyes and ears", "Seen or heard from here."),
    Channel.VOICE: ("face to face", ""),
    Channel.PUSH: ("app on the phone", "An alert to everybody on the staff."),
    Channel.TEXT: ("text message", "An alert to everybody on the staff."),
    Channel.EMAIL: ("e-mail", "An alert to everybody on the staff."),
    Channel.PA: ("PA", "Announcement to the whole school."),
    Channel.RADIO: ("radio", "Call to all who carry one."),
    Channel.DESK_PHONE: ("phone", ""),
    Channel.POLICE_RADIO: ("police radio", "Heard on the police radio."),
    Channel.PUPILS: ("pupils who came in", "They say what they saw."),
    Channel.DESK: ("facilitator", "It is ruled that you know."),
    Channel.ALARM: ("fire alarm", "The alarm sounds."),
}
_IS_ABOUT = {
    "assailant": "a dangerous person is here",
    "false-alarm": "a dangerous person is here",
    "cardiac-arrest": "somebody has collapsed",
    "fire": "there is a fire",
}
"""What whoever tells it says, by the kind of hazard. Where it is, only injects and reports say."""
_SAYS_IT = {
    Channel.HAZARD,
    Channel.PUPILS,
    Channel.VOICE,
    Channel.PUSH,
    Channel.TEXT,
    Channel.EMAIL,
    Channel.PA,
    Channel.RADIO,
    Channel.DESK_PHONE,
    Channel.DESK,
}
_WRITTEN = {Channel.PUSH, Channel.TEXT, Channel.EMAIL}


class Message(NamedTuple):
    """Something that reached the room. id: of an inject as its entry has it, else the channel and who told. to: titles of roles.

    story: when, as seconds from onset in the story.
    """

    id: str
    time: float
    story: float
    clock: str
    sender: str
    mode: str
    to: tuple[str, ...]
    says: str


def clip(text: str, longest: int) -> str:
    """The text, cut where it is too long to be read from the back row."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def messages(state: State, roles: Set[str]) -> list[Message]:
    """Everything that these roles were told, the oldest first."""
    return sorted([*_injects(state, roles), *_alerts(state, roles)], key=lambda message: message.time)


def _injects(state: State, roles: Set[str]) -> Iterator[Message]:
    titles = {role.id: role.title for role in state.exercise.roles}
    for delivery in state.deliveries.values():
        inject = delivery.inject
        to = tuple(titles[role] for role in inject.to if role in roles & delivery.readers)
        if delivery.outcome == "delivered" and to:
            clock = clock_of(state.exercise, delivery.story)
            id_ = f"inject-{inject.number}"
            yield Message(
                id_, delivery.time, delivery.story, clock, inject.sender, inject.mode, to, delivery.says
            )


def _alerts(state: State, roles: Set[str]) -> Iterator[Message]:
    """How these roles came to know, where the model told it; one that reached several of them is one message."""
    moments = state.moments
    reached: dict[tuple[Channel, str], list[tuple[float, Role]]] = {}
    for role in state.exercise.roles:
        if role.id in roles and _was_told(role, state):
            time, channel, teller = moments.told[role.plays]
            reached.setdefault((channel, teller), []).append((time, role))
    for (channel, teller), heard in reached.items():
        sender, says = _ALERTS.get(channel, ("somebody", ""))
        if channel == Channel.RADIO:
            sender = _by_radio(heard, state)
        known = _IS_ABOUT.get(state.opened.emergency.scenario.hazard.kind, "there is an emergency")
        if channel in _SAYS_IT or not says:
            says = f"{says.removesuffix('.')}: {known}." if says else f"{known[:1].upper()}{known[1:]}."
        if channel in _WRITTEN and moments.pressed_in:
            says = f"{says} Sent from {state.labels.zone(moments.pressed_in)}."
        elif teller:
            who = state.labels.person_in_a_sentence(teller)
            sender = f"{who[:1].upper()}{who[1:]}, {sender}"
        first = min(time for time, _ in heard)
        to = tuple(role.title for _, role in heard)
        yield Message(
            _of_alert(channel, teller), first, first, clock_of(state.exercise, first), sender, "", to, says
        )


def _of_alert(channel: Channel, teller: str) -> str:
    """The id of the message that an alert is."""
    return f"{channel.name.lower()} {teller}".rstrip()


def _not_shown(state: State, roles: Set[str]) -> Set[str]:
    """Messages that wait behind the one that is read first: what they say, the room does not know yet."""
    waiting = [one.id for one in messages(state, roles) if one.id not in state.read]
    return {*waiting[1:]}


def _by_radio(heard: Iterable[tuple[float, Role]], state: State) -> str:
    """By which radio: one's own, or, for those who carry none and heard it all the same, that of the office."""
    staff = state.engines.room.tables.staff
    carries = {bool(staff.radio[staff.ids.index(role.plays)]) for _, role in heard}
    return (
        "radio"
        if carries == {True}
        else "radio, also in the office"
        if True in carries
        else "radio in the office"
    )


def knew_until(state: State, roles: Set[str]) -> float:
    """T+ until which somebody sat in the room for one of these roles and knew of the emergency; before all of T+ where none has known."""
    later, told = _not_shown(state, roles), state.moments.told
    knew = [
        role.id
        for role in state.exercise.roles
        if role.id in roles and _was_told(role, state) and _of_alert(*told[role.plays][1:]) not in later
    ]
    return max(map(state.played_until, knew), default=-math.inf)


def _was_told(role: Role, state: State) -> bool:
    """Whether a role knows, or came to know while somebody still played it."""
    told = state.moments.told.get(role.plays)
    return told is not None and told[0] <= state.played_until(role.id)


def reports(state: State, roles: Set[str]) -> list[str]:
    """Where the hazard was reported to these roles in what they have read, and how long ago in the story, the newest first."""
    later = _not_shown(state, roles)
    found = [
        (delivery.story, delivery.zone)
        for number, delivery in state.deliveries.items()
        if delivery.outcome == "delivered" and delivery.zone and roles & delivery.readers
        if f"inject-{number}" not in later
    ]
    newest: dict[str, float] = {zone: story for story, zone in sorted(found)}
    ordered = sorted(newest.items(), key=lambda one: -one[1])[:LINES]
    return [
        f"reported: {clip(state.labels.zone(zone), NAME)}, {age(state.story - story)} ago"
        for zone, story in ordered
    ]


def helpers(state: State, roles: Set[str]) -> list[str]:
    """Whom the room has sent and who answered, and whether 911 has it as far as the room can know."""
    sent = [
        f"{clip(state.labels.person(to_json(done.act.intervention)['whom']), NAME)}: answering, on the way"
        for done in own_acts(state)
        if done.act.intervention.kind == "send" and done.outcome.began
    ]
    heard = heard_of_911(state, roles)
    return [*dict.fromkeys(sent), *([] if heard is None else [f"911: answered {heard.clock}"])]


class Heard(NamedTuple):
    """When the room was first told that 911 has it, and the time that it was told: T+, and time of day in the story."""

    told: float
    time: float
    clock: str


HAS_IT = "911 has it since"


def heard_of_911(state: State, roles: Set[str]) -> Heard | None:
    """By a call of one of these roles, by what the room was answered, or by 911 itself: whichever came first, and no other time later."""
    if state.arms is None:
        return None
    answered = state.moments.answered
    calls = [
        (answered.get(caller, math.inf), state.played_until(role.id))
        for role in state.exercise.roles
        if role.id in roles
        for caller in (role.plays, *(["office"] if role.speaks_for_office else []))
    ]
    known = [(time, time) for time, until in calls if time <= until and time < math.inf]
    known += [
        (done.act.time, answered_at(state)) for done in own_acts(state) if HAS_IT in done.outcome.because
    ]
    heard = [Heard(told, time, clock_of(state.exercise, time)) for told, time in known]
    later = _not_shown(state, roles)
    heard += [
        Heard(message.time, message.time, message.clock)
        for message in messages(state, roles)
        if message.sender.strip() == "911" and message.id not in later
    ]
    return min(heard, default=None)


def answered_at(state: State) -> float:
    """T+ at which a call taker first picked up."""
    return state.moments.first["call-answered"]


def as_told(words: str, state: State, roles: Set[str]) -> str:
    """Words with the one time that the room knows: since when 911 has it."""
    heard = heard_of_911(state, roles) if HAS_IT in words else None
    if heard is None:
        return words
    return words.replace(f"{HAS_IT} {at(answered_at(state))}", f"{HAS_IT} {at(heard.time)}")


def own_acts(state: State) -> list[Done]:
    """What the room decided and has been tried, in order; nothing that the facilitator did to the world."""
    return [done for done in state.done if done.act.of in state.windows]


NOTED = "Noted: what you say is written down; the emergency goes on as it was."


def since(state: State, roles: Set[str]) -> list[str]:
    """What happened in the last stretch, in at most three lines; first what the answer before it cost. What is not read yet comes later."""
    begun = since_when(state)
    last = _last_settled(state, begun)
    heard = [
        (message.time, f"{message.clock} {clip(message.sender, NAME)}: {clip(message.says, 2 * NAME)}")
        for message in messages(state, roles)
        if message.time > begun and message.id in state.read
    ]
    heard += [one for one in _came_of_acts(state) if one[0] >= begun]
    heard += _silences(state, begun)
    lines = [as_told(words, state, roles) for _, words in sorted(heard)]
    cost = _cost(last)
    return [*cost, *lines[-(LINES - len(cost)) :]]


def _came_of_acts(state: State) -> Iterator[tuple[float, str]]:
    """What came of what the room decided: of a call, once it is counted, how many it reached."""
    counted = {notice.about: notice for notice in state.notices}
    for done in own_acts(state):
        notice = counted.get(about(done))
        if notice is None:
            yield done.act.time, act_in_words(done, state)
        else:
            yield notice.time, f"{clock_of(state.exercise, notice.time)} {notice.says}"


def since_when(state: State) -> float:
    """T+ at which the last stretch began."""
    return stretches(state.log)[0]


def _last_settled(state: State, begun: float) -> Window | None:
    """The question that was settled last, where that was no earlier."""
    settled = [
        window
        for window in state.windows.values()
        if window.opened is not None and window.settled is not None and window.settled >= begun
    ]
    return max(settled, key=lambda window: window.settled or 0.0, default=None)


def _cost(window: Window | None) -> list[str]:
    """What the last answer cost the incident, where the room talked; what the model does not have is noted, and costs nothing."""
    if window is None or window.state != "decided":
        return []
    if not window.answer["does"]:
        return [NOTED]
    if window.decision.kind != "talk":
        return []
    talked = (window.room_settled or 0.0) - (window.room_opened or 0.0)
    moved = window.answer["starts"] - (window.opened or 0.0)
    return [f"You talked for {minutes(talked)}; the incident moved {minutes(moved)}."]


def act_in_words(done: Done, state: State) -> str:
    """What came of something that the room decided: `10:16:20 911 is called: 911 has it since T+01:31`."""
    written = to_json(done.act.intervention)
    persons = {
        name: clip(state.labels.person(name), NAME) for key in ("by", "whom") if (name := written.get(key))
    }
    what = IS_DONE[written["kind"]].format(whom=persons.get(written.get("whom", ""), ""))
    because = state.labels.within(done.outcome.because, persons)
    came = because or ("begins" if done.outcome.began else "nothing comes of it")
    return f"{clock_of(state.exercise, done.story)} {what}: {came}"


def _silences(state: State, begun: float) -> list[tuple[float, str]]:
    """Alerts that the room itself gave and that reached nobody."""
    tried = [done.act.time for done in own_acts(state) if done.outcome.began]
    return [
        (time, f"{clock_of(state.exercise, time)} {stays_silent(channel)}")
        for time, channel in state.moments.silent
        if time >= begun and tried and min(tried) <= time
    ]
