"""What the desk asks for in several steps: an inject of one's own, an act that is written in, a correction, the agenda.

Each step is a choice on a small screen, or words in the last row. Esc at any step leaves everything as it was. What comes of it is given to
the conduct by the screen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, get_args

from textual.app import App

from scenarios.exercise import Decision, Inject, Mode
from scenarios.slots import unfilled
from sim.drill import facilitator
from sim.drill.act_words import DOES
from sim.drill.agenda import agenda
from sim.drill.conduct import Conduct
from sim.drill.people import title_of
from sim.drill.schedule import Item, name_of, to_come
from sim.drill.state import State
from sim.drill.times import minutes, t_plus
from tui.glyphs import Glyphs
from tui.in_words import inject_name
from tui.screens.choose import Choose, Left
from tui.widgets.header_line import lateness
from tui.widgets.pane import wrapped

ALARM = {"press": "by the app", "announce": "on the PA", "radio": "on the radio, to all who carry one"}
"""By which channel the alarm is raised: the acts of the engine that reach many, and what they are called."""
WHAT = {
    "alarm": "raises the alarm for everybody",
    "call-911": DOES["call-911"],
    "tell": "tells somebody: face to face, else by phone",
    "send": "sends somebody to the scene; to a patient by way of an AED if that is sooner",
    "lock": DOES["lock"],
}
"""What can be written in: everything that the engine has for people in a room (`scenarios.acts`)."""
NOT_THERE = "something else: talk only, the model does not have it"
WITH_WHOM = {"tell": "Whom", "send": "Who is sent to the scene"}
RATINGS = {
    "P": "performed without challenges",
    "S": "with some challenges",
    "M": "with major challenges",
    "U": "unable",
}


WIDEST = 66  # columns of a line to choose, behind its number and beside the scroll bar


class Host(Protocol):
    """The screen that asks."""

    @property
    def app(self) -> App[Any]:
        """The application."""

    @property
    def signs(self) -> Glyphs:
        """Of this terminal."""

    @property
    def conduct(self) -> Conduct:
        """What the answers are given to."""

    def ask(self, words: str, done: Callable[[str], object], value: str, left: Callable[[], object]) -> None:
        """Words from the last row."""

    def say(self, words: str, wrong: bool = False, room: str | None = None) -> None:
        """Words in the last row, and those that the room's face has in their place."""

    def tries(self, what: Callable[[], object], then: str = "") -> bool:
        """Does something, or shows why it cannot be."""

    def ends_module(self) -> None:
        """To the next segment."""


async def chosen(drill: Host, title: str, lines: Sequence[str]) -> int:
    """The place of a line. Raises Left."""
    short = ["\n".join(wrapped(line, WIDEST, then="  ", most=2)) for line in lines]
    place = await drill.app.push_screen_wait(Choose(title, short, drill.signs))
    if place is None:
        raise Left
    return place


async def words(drill: Host, title: str, value: str = "") -> str:
    """Words from the last row. Raises Left where there are none."""
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    drill.ask(title, answer.set_result, value, lambda: answer.set_exception(Left()))
    said = await answer
    if not said:
        raise Left
    return said


async def role(drill: Host, title: str) -> str:
    """A role of the exercise."""
    roles = drill.conduct.state.exercise.roles
    return roles[await chosen(drill, title, [one.title for one in roles])].id


async def person(drill: Host, title: str, first: str = "", but: str = "") -> str:
    """A role, or anybody on the roster. first: the role that stands first. but: a role, or somebody, who is not offered."""
    state = drill.conduct.state
    roles = sorted(state.exercise.roles, key=lambda one: one.id != first)
    found = {one.id: one.title for one in roles}
    for member in state.opened.emergency.place.staff:
        found.setdefault(member.id, state.labels.person(member.id))
    same = {
        but,
        *(one.plays for one in roles if one.id == but),
        *(one.id for one in roles if one.plays == but),
    }
    names = [name for name in found if name not in same]
    return names[await chosen(drill, title, [found[name] for name in names])]


async def write_in(drill: Host) -> list[dict[str, Any]]:
    """Acts from the engine's verbs: what is done, by which channel, who does it, and to whom. None: it is none of them."""
    acts: list[dict[str, Any]] = []
    while True:
        place = await chosen(drill, "What is done", [*WHAT.values(), *([] if acts else [NOT_THERE])])
        if place == len(WHAT):
            return []
        kind = [*WHAT][place]
        if kind == "alarm":
            kind = [*ALARM][await chosen(drill, "By which channel", [*ALARM.values()])]
        front = drill.conduct.state.front
        owner = front.decision.of if front else ""
        by = await person(drill, f"Who {DOES[kind].format(whom='somebody')}", first=owner)
        act = {"kind": kind, "by": by}
        if kind in WITH_WHOM:
            act["whom"] = await person(drill, WITH_WHOM[kind], but=by if kind == "tell" else "")
        acts.append(act)
        if not await chosen(drill, "Anything else?", ["That is all", "Another act at the same time"]):
            return acts


async def new_inject(drill: Host) -> None:
    """An inject that is made up on the spot."""
    to = await role(drill, "Who hears it")
    modes = get_args(Mode)
    mode = modes[await chosen(drill, "How it comes", modes)]
    sender = await words(drill, "from whom")
    says = await words(drill, "what is said")
    drill.tries(lambda: facilitator.make_up(drill.conduct, sender, [to], mode, says), "delivered")


async def inject(
    drill: Host, state: State, marked: int | None, asks: Callable[[Decision], Awaitable[None]]
) -> None:
    """Deliver, hold or cancel a line of the MSEL, or make one up; or ask a question (asks). marked: the number of the one that is meant."""
    here = state.segment.id if state.segment else ""
    left = [one for one in state.exercise.injects if one.segment == here and not is_settled(state, one)]
    one = next((one for one in left if one.number == marked), None)
    if one is None:
        lines = [f"{inject_name(one.number)}: {one.sender}: {unfilled(one.says)}" for one in left]
        questions = facilitator.to_ask(state)
        lines += [f"ask {one.id}: {title_of(state.exercise, one.of)}: {one.asks}" for one in questions]
        place = await chosen(drill, "Inject", ["a new one", *lines])
        if not place:
            await new_inject(drill)
            return
        if place > len(left):
            await asks(questions[place - 1 - len(left)])
            return
        one = left[place - 1]
    await settle(drill, one.number)


async def settle(drill: Host, number: int) -> None:
    """What becomes of an inject."""
    outcomes = ("delivered", "held", "cancelled")
    outcome = outcomes[await chosen(drill, inject_name(number), ["deliver now", "hold", "cancel"])]
    if drill.tries(lambda: drill.conduct.inject(number, outcome), f"{inject_name(number)} {outcome}"):
        became = drill.conduct.state.deliveries[number]
        if became.outcome == "delivered" and not became.readers:
            says = f"{inject_name(number)} delivered, and nobody reads it: read it out"
            drill.say(says, room=says)


def is_settled(state: State, one: Inject) -> bool:
    """Whether nothing can be done with it any more; what was held can still be delivered."""
    delivery = state.deliveries.get(one.number)
    return delivery is not None and delivery.outcome != "held"


def unread_now(state: State) -> list[Inject]:
    """Lines of the MSEL that may still come, and that nobody in the room would read."""
    return [one for one in state.exercise.injects if not state.settled(one) and not state.readers(one)]


async def hand_back(drill: Host) -> None:
    """A role that nobody plays any more; asks once more where a question that must come is lost with it. Raises Left."""
    played = sorted(drill.conduct.state.played)
    if not played:
        drill.say("nobody is played", wrong=True)
        return
    titles = [title_of(drill.conduct.state.exercise, one) for one in played]
    place = await chosen(drill, "Hand back to the model", titles)
    lost = ", ".join(one.id for one in facilitator.lost_with(drill.conduct.state, played[place]))
    lines = ["keep the role played", f"hand it back without {lost}"]
    if lost and not await chosen(drill, f"{titles[place]} has what must still come: {lost}", lines):
        raise Left
    if drill.tries(lambda: drill.conduct.hand_back(played[place])):
        left = [str(one.number) for one in unread_now(drill.conduct.state) if played[place] in one.to]
        reads = f"; nobody reads inject {', '.join(left)}: read out or hold" if left else ""
        says = f"{titles[place]}: played by the model from now on"
        drill.say(f"{says}{reads}", room=says)


async def correct(drill: Host) -> None:
    """The text, objective or rating of a note, the latest first; or why something was decided."""
    state = drill.conduct.state
    notes = [*reversed(state.notes.values())]
    decided = [window for window in state.windows.values() if window.state == "decided"]
    lines = [
        f"{one.id.replace('-', ' ')} {t_plus(one.time)} {one.text or one.rating or 'no text yet'}"
        for one in notes
    ]
    lines += [f"{one.decision.id}: why: {one.answer.get('rationale') or 'missing'}" for one in decided]
    if not lines:
        drill.say("nothing to correct yet", wrong=True)
        return
    place = await chosen(drill, "Correct", lines)
    if place >= len(notes):
        window = decided[place - len(notes)]
        why = await words(drill, "why", str(window.answer.get("rationale", "")))
        drill.tries(lambda: drill.conduct.correct(window.decision.id, rationale=why), "corrected")
        return
    note = notes[place]
    values = await _new_value(drill, note.text)
    drill.tries(lambda: drill.conduct.correct(note.id, **values), "corrected")


async def _new_value(drill: Host, text: str) -> dict[str, str]:
    """What is corrected about a note, and what it is from now on."""
    objectives = drill.conduct.state.exercise.objectives
    match await chosen(drill, "What about it", ["text", "objective", "rating"]):
        case 0:
            return {"text": await words(drill, "text", text)}
        case 1:
            place = await chosen(drill, "Objective", [one.says for one in objectives])
            return {"objective": objectives[place].id}
        case _:
            place = await chosen(drill, "Rating", [f"{key}  {says}" for key, says in RATINGS.items()])
            return {"rating": [*RATINGS][place]}


def called(item: Item) -> str:
    """`inject 7`, `D4`."""
    return inject_name(item.number) if isinstance(item, Inject) else name_of(item)


def what(item: Item) -> str:
    """An item in a line: its name, and what it is."""
    return f"{called(item)}: {f'{item.sender}: {unfilled(item.says)}' if isinstance(item, Inject) else item.asks}"


async def the_agenda(drill: Host) -> None:
    """Ends the module, or leaves out what may be left out."""
    state = drill.conduct.state
    now = agenda(state, drill.conduct.clock.room)
    segments = state.exercise.segments
    place = segments.index(drill.conduct.segment)
    ends = (
        f"end {drill.conduct.segment.title}; next: {segments[place + 1].title}"
        if place + 1 < len(segments)
        else "end the exercise"
    )
    free = [*now.drop, *(one for one in to_come(state) if not one.must and one not in now.drop)]
    lines = [f"leave out {what(item)}" + (", to end in time" if item in now.drop else "") for item in free]
    title = f"Agenda: {minutes(max(0.0, now.left))} left in this module, {lateness(now.behind)}"
    picked = await chosen(drill, title, [ends, *lines])
    if not picked:
        drill.ends_module()
        return
    item = free[picked - 1]
    drill.tries(lambda: facilitator.leave_out(drill.conduct, item), f"{called(item)} left out")
