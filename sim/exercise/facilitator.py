"""Commands of the facilitator beside the plan: ask or time a decision, rule awareness, improvise an inject, skip an item, debrief.

Each is an entry of the journal. An improvised inject has a number beyond those of files, and no effect on the model.
"""

from collections.abc import Sequence

from scenarios.exercise import SLOTS, Decision, Inject, Mode
from scenarios.invisible import has_visible
from sim.exercise.action_text import MissingValue, fill_slots
from sim.exercise.conductor import CommandRejected, Conductor, mark_all_read
from sim.exercise.events import (
    FIRST_IMPROVISED_NUMBER,
    AwarenessRuled,
    CountdownStarted,
    DecisionAsked,
    InjectResolved,
    SegmentBegun,
)
from sim.exercise.messages import list_unread
from sim.exercise.participants import find_role_title
from sim.exercise.schedule import Item, item_name, list_upcoming
from sim.exercise.state import State
from sim.exercise.triggers import find_aware_since, is_met
from sim.model.interventions import Inform, to_json


def start_countdown(conductor: Conductor, decision: str) -> None:
    """From now on T+ runs while the room talks about it; messages behind the one that it reads come first.

    Raises CommandRejected where it is not open, is pressed, was asked before, or T+ stands still.
    """
    conductor.check_active()
    window = conductor.state.decision_points.get(decision)
    if window is None or window.state != "open":
        raise CommandRejected(f"{decision} is not open")
    if conductor.segment.kind == "talked":
        raise CommandRejected(f"scenario time does not run in {conductor.segment.title}: no question can be timed here")
    if conductor.state.exercise.in_days:
        raise CommandRejected("in an exercise in days no question is timed")
    if window.decision.kind == "pressed":
        raise CommandRejected(f"{decision} is already timed")
    if window.is_reopened:
        raise CommandRejected(f"{decision} is being asked again: a question already seen cannot be timed")
    conductor.write(CountdownStarted(decision))
    if len(list_unread(conductor.state)) == 1:
        mark_all_read(conductor)
    conductor.sync_clock_to_decision()


def list_askable(state: State) -> list[Decision]:
    """Questions of the segment that is on which the facilitator may ask: to come, held, or waiting until their role knows."""
    here = state.segment.id if state.segment else ""
    windows = state.decision_points
    return [
        one
        for one in state.exercise.decisions
        if one.segment == here
        and one.of in state.played
        and (one.id not in windows or windows[one.id].state in ("held", "waiting"))
    ]


def is_askable(state: State, decision: Decision) -> bool:
    """Whether a question can be asked now: its role knows, or T+ stands still and everybody talks."""
    talked = state.segment is not None and state.segment.kind == "talked"
    return talked or find_aware_since(state, decision.of) is not None


def blocked_by_awareness(state: State, ends: bool) -> list[Decision]:
    """Questions that must come and wait until their role knows: those for which nothing else is wanting; where the module ends, all."""
    return [
        one
        for one in list_askable(state)
        if one.must and not is_askable(state, one) and (ends or _is_otherwise_triggered(state, one))
    ]


def list_pending(state: State) -> list[str]:
    """What must come in the segment that is on, has not and can, as people call it: `D4`, `inject 7`."""
    items = [*list_upcoming(state), *(one.decision for one in state.decision_points.values() if one.state == "waiting")]
    cannot = list_unaskable(state)
    return [item_name(one).replace("-", " ") for one in items if one.must and one not in cannot]


def list_unaskable(state: State) -> list[Decision]:
    """Required decisions of the current module that were never asked because their role is not played."""
    here = state.segment.id if state.segment else ""
    asked = {one.decision.id for one in state.decision_points.values() if one.opened_at is not None}
    return [
        one
        for one in state.exercise.decisions
        if one.segment == here and one.must and one.of not in state.played and one.id not in asked
    ]


def list_lost_with(state: State, role: str) -> list[Decision]:
    """Required decisions, from this module on, that are lost if this role returns to the model."""
    segments = [one.id for one in state.exercise.segments]
    left = segments[segments.index(state.segment.id) :] if state.segment else segments
    return [
        one
        for one in state.exercise.decisions
        if one.of == role and one.must and one.segment in left and not state.is_resolved(one)
    ]


def _is_otherwise_triggered(state: State, decision: Decision) -> bool:
    window = state.decision_points.get(decision.id)
    if window is not None:
        return window.state == "waiting"
    others = [one for one in decision.after if one.aware != decision.of]
    return bool(others) and all(is_met(one, state) for one in others)


def ask_decision(conductor: Conductor, decision: str) -> None:
    """Asks a question that has not come by itself; it waits until its role knows. Raises CommandRejected where it is none to ask."""
    conductor.check_active()
    one = _require_askable(conductor, decision)
    if is_askable(conductor.state, one):
        aware = find_aware_since(conductor.state, one.of)
        conductor.write(DecisionAsked(one.id, "open", aware=aware, by_hand=True))
    else:
        why = f"{find_role_title(conductor.state.exercise, one.of)} is not aware yet"
        conductor.write(DecisionAsked(one.id, "waiting", why, by_hand=True))
    conductor.update()


def rule_awareness(conductor: Conductor, decision: str) -> None:
    """Rules that the role of a decision knows, in all arms, and asks it; later numbers are marked. Raises as `ask_decision` does."""
    conductor.check_active()
    one = _require_askable(conductor, decision)
    if conductor.segment.kind != "played" or is_askable(conductor.state, one):
        raise CommandRejected(f"{one.of} already knows; ask {one.id}")
    window = conductor.state.decision_points.get(one.id)
    if window is None or window.state != "waiting":
        ask_decision(conductor, one.id)
    act = to_json(Inform(conductor.state.roster_id(one.of)))
    conductor.write(AwarenessRuled(one.id, [act]))
    conductor.update()


def _require_askable(conductor: Conductor, decision: str) -> Decision:
    found = next((one for one in list_askable(conductor.state) if one.id == decision), None)
    if found is None:
        raise CommandRejected(
            f"{decision} cannot be asked: it is open or closed, belongs to another module, or its role is simulated"
        )
    person = conductor.state.roster_id(found.of)
    if not any(party.id == person and party.is_present for party in conductor.state.view.people):
        raise CommandRejected(f"{find_role_title(conductor.state.exercise, found.of)} is away today")
    return found


def improvise_inject(conductor: Conductor, sender: str, to: Sequence[str], mode: Mode, says: str) -> int:
    """Delivers an inject that is in no file. Returns its number. Raises CommandRejected where a role is none, or nothing is said."""
    conductor.check_active()
    known = [role.id for role in conductor.state.exercise.roles]
    strangers = [role for role in to if role not in known]
    if strangers or not to:
        raise CommandRejected(f"there is no role {strangers[0] if strangers else ''!r}; there is {', '.join(known)}")
    if not has_visible(says):
        raise CommandRejected("an inject needs text")
    try:
        says = fill_slots(says, conductor.state)
    except MissingValue as error:
        raise CommandRejected(str(error)) from error
    except KeyError as error:
        raise CommandRejected(f"there is no slot {error.args[0]!r}; there is {', '.join(SLOTS)}") from error
    number = FIRST_IMPROVISED_NUMBER + len(conductor.state.improvised)
    made_up = {"segment": conductor.segment.id, "sender": sender or "the facilitator", "to": [*to], "mode": mode}
    conductor.write(InjectResolved(number, "delivered", says, made_up=made_up))
    conductor.update()
    return number


def start_debrief(conductor: Conductor) -> None:
    """Begins the hot wash of an exercise that a real emergency stopped. Raises CommandRejected if none did."""
    if not conductor.state.is_emergency_stop:
        raise CommandRejected("the exercise was not stopped by a real emergency")
    conductor.write(SegmentBegun(conductor.state.exercise.segments[-1].id))


def skip_item(conductor: Conductor, item: Item) -> None:
    """A line or a question that has not come is left out, so that the room ends in time. Raises CommandRejected where it is not to come."""
    conductor.check_active()
    if item not in list_upcoming(conductor.state):
        raise CommandRejected(f"{item_name(item)} is not to come in this module")
    if isinstance(item, Inject):
        conductor.dispose_inject(item.number, "held", "skipped: no time")
    else:
        conductor.write(DecisionAsked(item.id, "held", "skipped: no time"))
