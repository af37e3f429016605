"""What a facilitator does beside the plan: asks a question, puts one under time pressure, rules that somebody knows, makes up an inject,
leaves something out, holds the hot wash of what a real emergency has stopped.

Each is an entry of the journal like everything else, so that it is played again as it was. An inject that is made up has a number beyond
those that a file may give, so that it can be spoken of and taken back; it is words only, and changes nothing in the model.
"""

from collections.abc import Sequence

from scenarios.exercise import Decision, Inject, Mode
from scenarios.slots import SLOTS
from sim.drill.conduct import Conduct, Refused
from sim.drill.heard import all_read, waiting
from sim.drill.people import title_of
from sim.drill.schedule import Item, name_of, to_come
from sim.drill.slots import NoValue, fill
from sim.drill.state import State
from sim.drill.truth import aware_since, holds
from sim.model.interventions import Inform, to_json

MADE_UP = 1001
"""The number of the first inject that is made up; files have 1 to 999."""


def press(conduct: Conduct, decision: str) -> None:
    """From now on T+ runs while the room talks about it; messages behind the one that it reads come first.

    Raises Refused where it is not open, is pressed, was asked before, or T+ stands still.
    """
    conduct.goes_on()
    window = conduct.state.windows.get(decision)
    if window is None or window.state != "open":
        raise Refused(f"{decision} is not open")
    if conduct.segment.kind == "talked":
        raise Refused(
            f"T+ stands still in {conduct.segment.title}: nothing can be put under time pressure here"
        )
    if window.decision.kind == "pressed":
        raise Refused(f"{decision} is under time pressure already")
    if window.again:
        raise Refused(f"{decision} is asked again: what is known already is talked about, never measured")
    conduct.write("press", {"decision": decision})
    if len(waiting(conduct.state)) == 1:
        all_read(conduct)
    conduct.follows()


def to_ask(state: State) -> list[Decision]:
    """Questions of the segment that is on which the facilitator may ask: to come, held, or waiting until their role knows."""
    here = state.segment.id if state.segment else ""
    windows = state.windows
    return [
        one
        for one in state.exercise.decisions
        if one.segment == here
        and one.of in state.played
        and (one.id not in windows or windows[one.id].state in ("held", "waiting"))
    ]


def knows(state: State, decision: Decision) -> bool:
    """Whether a question can be asked now: its role knows, or T+ stands still and everybody talks."""
    talked = state.segment is not None and state.segment.kind == "talked"
    return talked or aware_since(state, decision.of) is not None


def untold(state: State, ends: bool) -> list[Decision]:
    """Questions that must come and wait until their role knows: those for which nothing else is wanting; where the module ends, all."""
    return [
        one
        for one in to_ask(state)
        if one.must and not knows(state, one) and (ends or _wants_no_more(state, one))
    ]


def still_to_come(state: State) -> list[str]:
    """What must come in the segment that is on, has not and can, as people call it: `D4`, `inject 7`."""
    items = [*to_come(state), *(one.decision for one in state.windows.values() if one.state == "waiting")]
    cannot = cannot_come(state)
    return [name_of(one).replace("-", " ") for one in items if one.must and one not in cannot]


def cannot_come(state: State) -> list[Decision]:
    """Questions that must come in the segment that is on and were never asked, because nobody plays their role."""
    here = state.segment.id if state.segment else ""
    asked = {one.decision.id for one in state.windows.values() if one.opened is not None}
    return [
        one
        for one in state.exercise.decisions
        if one.segment == here and one.must and one.of not in state.played and one.id not in asked
    ]


def lost_with(state: State, role: str) -> list[Decision]:
    """Questions that must still come or be answered, in this segment or a later one, and are lost where nobody plays this role any more."""
    segments = [one.id for one in state.exercise.segments]
    left = segments[segments.index(state.segment.id) :] if state.segment else segments
    return [
        one
        for one in state.exercise.decisions
        if one.of == role and one.must and one.segment in left and not state.settled(one)
    ]


def _wants_no_more(state: State, decision: Decision) -> bool:
    """Whether all that it waits for has come, but that its role knows. Where it waits for nothing else, its time has not come yet."""
    window = state.windows.get(decision.id)
    if window is not None:
        return window.state == "waiting"
    others = [one for one in decision.after if one.aware != decision.of]
    return bool(others) and all(holds(one, state) for one in others)


def ask(conduct: Conduct, decision: str) -> None:
    """Asks a question that has not come by itself; it waits until its role knows. Raises Refused where it is none to ask."""
    conduct.goes_on()
    one = _to_ask(conduct, decision)
    data = {"decision": one.id, "by_hand": True}
    if knows(conduct.state, one):
        conduct.write("ask", {**data, "state": "open", "aware": aware_since(conduct.state, one.of)})
    else:
        conduct.write(
            "ask",
            {
                **data,
                "state": "waiting",
                "why": f"{title_of(conduct.state.exercise, one.of)} does not know yet",
            },
        )
    conduct.looks()


def rule(conduct: Conduct, decision: str) -> None:
    """Rules that the role of a question knows, in all arms, and asks it: every number after it is marked. Raises Refused as `ask` does."""
    conduct.goes_on()
    one = _to_ask(conduct, decision)
    if conduct.segment.kind != "played" or knows(conduct.state, one):
        raise Refused(f"{one.of} need not be told by ruling; ask {one.id}")
    window = conduct.state.windows.get(one.id)
    if window is None or window.state != "waiting":
        ask(conduct, one.id)
    act = to_json(Inform(conduct.state.roster_id(one.of)))
    conduct.write("rule", {"decision": one.id, "does": [act]})
    conduct.looks()


def _to_ask(conduct: Conduct, decision: str) -> Decision:
    found = next((one for one in to_ask(conduct.state) if one.id == decision), None)
    if found is None:
        raise Refused(
            f"{decision} cannot be asked: it is open or settled, of another module, or its role is modelled"
        )
    person = conduct.state.roster_id(found.of)
    if not any(party.id == person and party.present for party in conduct.state.view.people):
        raise Refused(f"{title_of(conduct.state.exercise, found.of)} is away today")
    return found


def make_up(conduct: Conduct, sender: str, to: Sequence[str], mode: Mode, says: str) -> int:
    """Delivers an inject that is in no file. Returns its number. Raises Refused where a role is none, or nothing is said."""
    conduct.goes_on()
    known = [role.id for role in conduct.state.exercise.roles]
    strangers = [role for role in to if role not in known]
    if strangers or not to:
        raise Refused(f"there is no role {strangers[0] if strangers else ''!r}; there is {', '.join(known)}")
    if not says.strip():
        raise Refused("an inject says something")
    try:
        says = fill(says, conduct.state)
    except NoValue as error:
        raise Refused(str(error)) from error
    except KeyError as error:
        raise Refused(f"there is no slot {error.args[0]!r}; there is {', '.join(SLOTS)}") from error
    number = MADE_UP + len(conduct.state.made_up)
    conduct.write(
        "inject",
        {
            "inject": number,
            "outcome": "delivered",
            "says": says,
            "made_up": {
                "segment": conduct.segment.id,
                "sender": sender or "the facilitator",
                "to": [*to],
                "mode": mode,
            },
        },
    )
    conduct.looks()
    return number


def looks_back(conduct: Conduct) -> None:
    """The real emergency that stopped the exercise is over: the hot wash of what was played begins, and nothing else ever does.

    Raises Refused where no screen says STOP.
    """
    if not conduct.state.says_stop:
        raise Refused("the exercise was not stopped by a real emergency")
    conduct.write("segment", {"segment": conduct.state.exercise.segments[-1].id})


def leave_out(conduct: Conduct, item: Item) -> None:
    """A line or a question that has not come is left out, so that the room ends in time. Raises Refused where it is not to come."""
    conduct.goes_on()
    if item not in to_come(conduct.state):
        raise Refused(f"{name_of(item)} is not to come in this module")
    if isinstance(item, Inject):
        conduct.inject(item.number, "held", "left out: no time")
    else:
        conduct.write("ask", {"decision": item.id, "state": "held", "why": "left out: no time"})
