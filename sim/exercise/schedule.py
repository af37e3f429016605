"""Which items are due, in which order; the agenda; and items without their objective.

In a played module an item comes at its T+, or at the first whole second at which its conditions hold. Messages that come together are
spread, so that participants read at most two at a stop. In a discussion module the model stands still and items come one by one. Injects
and decisions serve one objective each: an optional one whose objective is descoped does not come, unless a remaining item depends on it.
Required items and contingencies stay. Descoped items are held at the start, with the reason, and the facilitator can still deliver them.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scenarios.exercise import Decision, Exercise, Inject, Objective
from sim.engine import Engine
from sim.exercise.arms import Arms
from sim.exercise.events import DecisionPoint
from sim.exercise.holds import find_hold_starts, find_latest_asking, list_held_by
from sim.exercise.journal import CLOCK_ENTRY_KINDS
from sim.exercise.messages import list_arrival_times
from sim.exercise.state import State
from sim.exercise.triggers import is_met
from sim.model.trace import EventKind

Item = Inject | Decision

_LINGERS = {
    EventKind.CALLING,
    EventKind.QUEUED,
    EventKind.GAVE_UP,
    EventKind.ANSWERED,
    EventKind.CALL_ENDED,
    EventKind.ACKNOWLEDGED,
    EventKind.END,
}


def item_name(item: Item) -> str:
    """How the journal and the screens call it."""
    return f"inject-{item.number}" if isinstance(item, Inject) else item.id


def list_items(state: State, segment: str) -> list[Item]:
    """The items of a module: by time, then in file order, injects before decisions."""
    if segment not in state.in_order:
        exercise = state.exercise
        items: list[Item] = [*exercise.injects, *exercise.decisions]
        mine = [item for item in items if item.segment == segment and not is_contingency(item)]
        state.in_order[segment] = sorted(mine, key=lambda item: float("inf") if item.at is None else item.at)
    return state.in_order[segment]


def is_contingency(item: Item) -> bool:
    """Whether it comes only when the facilitator says so."""
    return isinstance(item, Inject) and item.contingency


def list_upcoming(state: State) -> list[Item]:
    """Items left in the current module, in order."""
    if state.segment is None:
        return []
    return [
        item
        for item in list_items(state, state.segment.id)
        if not state.is_resolved(item) and item_name(item) not in state.decision_points
    ]


def find_next_discussion_item(state: State) -> Item | None:
    """The next item of a discussion module: one whose conditions now hold, else the next in file order."""
    left = list_upcoming(state)
    follows = [item for item in left if item.after and all(is_met(one, state) for one in item.after)]
    plain = [item for item in left if not item.after]
    return next(iter([*follows, *plain]), None)


READING_SECONDS = 10.0
"""Seconds of T+ between stops for messages that came together."""
MESSAGES_PER_STOP = 2


def iterate_due(state: State) -> Iterator[Item]:
    """Items of a played module that come now: messages by importance, at most two within ten seconds, then questions.

    Only messages wait. A question opens at its cue, and so does what changes the world or what another item waits for.
    """
    due = [item for item in list_upcoming(state) if _is_due(item, state)]
    injects = [item for item in due if isinstance(item, Inject)]
    questions = [item for item in due if isinstance(item, Decision)]
    asked = {question.of for question in questions} | {one.decision.of for one in state.list_open_decisions()}
    awaited = list_awaited_injects(state.exercise) if injects else set()
    movable, fixed = list[Inject](), list[Inject]()
    for inject in injects:
        (movable if _is_movable(inject, awaited, state) else fixed).append(inject)
    yield from fixed
    for inject in sorted(movable, key=lambda inject: (not inject.must, not asked & {*inject.to})):
        if count_recent_messages(state) >= MESSAGES_PER_STOP:
            break
        yield inject
    yield from questions


def _is_due(item: Item, state: State) -> bool:
    if item.at is not None:
        return state.time >= item.at
    return all(is_met(condition, state) for condition in item.after)


def _is_movable(inject: Inject, awaited: set[int], state: State) -> bool:
    """Whether nothing but its readers would notice that it comes later."""
    return not inject.world and inject.number not in awaited and bool(state.find_readers(inject))


def count_recent_messages(state: State) -> int:
    """Messages to participants since the last stop for reading could have been."""
    times = list_arrival_times(state, state.player_roles)
    return sum(time > state.time - READING_SECONDS for time in times)


def list_awaited_injects(exercise: Exercise) -> set[int]:
    """Numbers of the injects for which another item waits, or whose delivery it asks for."""
    items: list[Item] = [*exercise.injects, *exercise.decisions]
    conditions = [one for item in items for one in (*item.after, *item.when, *item.unless)]
    return {one.delivered for one in conditions if one.delivered is not None}


def find_last_activity(state: State, since: float) -> float | None:
    """The whole second of T+ at which the last thing happened, an entry or a moment of the emergency; None if none did since."""
    times = [entry.incident_time for entry in state.log if entry.kind not in CLOCK_ENTRY_KINDS]
    last = math.ceil(max([*times, *state.milestones.first.values()], default=since))
    return float(last) if last > since else None


def find_last_event(arms: Arms[Engine]) -> float:
    """T+ of the last thing that has happened in any arm; calls that are still in their queue and late check-ins are none."""
    rows = (row for _, arm in arms.items() for row in reversed(arm.trace.rows))
    return max((row[0] for row in rows if row[1] not in _LINGERS), default=0.0)


SECONDS_PER_DECISION = (
    120.0  # seconds of the room that an open question is counted with, where it states no limit of its own
)

SECONDS_PER_INJECT = 30.0


@dataclass(frozen=True)
class AgendaSegment:
    """A segment on the agenda bar. Seconds of the room: planned from … to, spent so far (0 before it begins)."""

    id: str
    title: str
    kind: str
    start: float
    end: float
    spent: float


@dataclass(frozen=True)
class Agenda:
    """Where the room stands. Seconds. seconds_left: of the segment that is on, below 0 when it is overdrawn; behind: below 0 is ahead."""

    segments: tuple[AgendaSegment, ...]
    current: str
    seconds_left: float
    behind: float
    droppable: tuple[Item, ...]


def build_agenda(state: State, room: float | None = None) -> Agenda:
    """The agenda now. room: seconds of the room, where they have gone on since the last entry of the journal."""
    room = state.exercise_time if room is None else room
    starts, parts = 0.0, []
    for segment in state.exercise.segments:
        on = state.segment is not None and state.segment.id == segment.id
        spent = room - state.segment_started_at if on else state.spent.get(segment.id, 0.0)
        parts.append(
            AgendaSegment(segment.id, segment.title, segment.kind, starts, starts + 60.0 * segment.minutes, spent)
        )
        starts += 60.0 * segment.minutes
    now = next((part for part in parts if state.segment is not None and part.id == state.segment.id), None)
    left = 0.0 if now is None else now.end - now.start - now.spent
    late = 0.0 if now is None else (room - now.spent) - now.start  # how late it began
    needed = sum(planned_seconds(item) for item in list_upcoming(state))
    behind = max(late, late + needed - left) if now is not None and now.kind == "played" else late
    return Agenda(tuple(parts), now.id if now else "", left, behind, select_droppable(state, behind))


def planned_seconds(item: Item) -> float:
    """Seconds of the room that an item is counted with."""
    return (item.limit or SECONDS_PER_DECISION) if isinstance(item, Decision) else SECONDS_PER_INJECT


def select_droppable(state: State, behind: float) -> tuple[Item, ...]:
    """Optional items, last first, that can be dropped to end on time."""
    chosen: list[Item] = []
    for item in reversed(list_upcoming(state)):
        if behind <= 0.0:
            break
        if not item.must:
            chosen.append(item)
            behind -= planned_seconds(item)
    return tuple(reversed(chosen))


DESCOPED_REASON = "its objective is left out"


def list_descoped_items(exercise: Exercise, left_out: Collection[str]) -> list[Item]:
    """What does not come with these objectives left out, injects first. left_out: ids."""
    items: list[Item] = [*exercise.injects, *exercise.decisions]
    free = {
        item_name(item): item
        for item in items
        if item.objective in left_out and not item.must and not is_contingency(item)
    }
    while waited_for := {
        name for item in items if item_name(item) not in free for name in list_prerequisites(item) if name in free
    }:
        free = {name: item for name, item in free.items() if name not in waited_for}
    return [*free.values()]


def list_prerequisites(item: Item) -> list[str]:
    """Names of the items that must come before this one."""
    conditions = [*item.after, *item.when]
    injects = [f"inject-{one.delivered}" for one in conditions if one.delivered is not None]
    return [*injects, *(one.decided for one in conditions if one.decided is not None)]


def list_active_objectives(state: State) -> list[Objective]:
    """The objectives of an exercise without those that are left out."""
    left_out = state.setup.left_out if state.setup else ()
    return [one for one in state.exercise.objectives if one.id not in left_out]


def find_unasked(state: State) -> list[str]:
    """Held names without their question: it came too late, ended at the T+ at which it opened, or cannot come any more."""
    starts = find_hold_starts(state.held, state.milestones.first, state.milestones.aware)
    return sorted(name for name in state.held if _is_unasked(name, starts.get(name, math.inf), state))


def _is_unasked(name: str, since: float, state: State) -> bool:
    questions = [one for one in state.exercise.decisions if name in list_held_by(one, state.exercise)]
    points = (state.decision_points.get(one.id) for one in questions)
    latest = find_latest_asking(since) if since < math.inf else since
    if any(point is not None and _was_put(point, latest) for point in points):
        return False
    return state.time >= latest or all(state.is_resolved(question) for question in questions)


def _was_put(point: DecisionPoint, latest: float) -> bool:
    """Whether the team could answer: the question is open, was answered, or ran out of time."""
    was_skipped = point.state == "lapsed" and point.resolved_at == point.opened_at
    return point.opened_at is not None and point.opened_at <= latest and not was_skipped
