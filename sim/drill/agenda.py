"""The agenda of the slot: minutes left, ahead or behind, and what may be dropped to end in time."""

from dataclasses import dataclass

from scenarios.exercise import Decision
from sim.drill.schedule import Item, list_upcoming
from sim.drill.state import State

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
    left = 0.0 if now is None else now.ends - now.starts - now.spent
    late = 0.0 if now is None else (room - now.spent) - now.starts  # how late it began
    needed = sum(planned_seconds(item) for item in list_upcoming(state))
    behind = max(late, late + needed - left) if now is not None and now.kind == "played" else late
    return Agenda(tuple(parts), now.id if now else "", left, behind, select_droppable(state, behind))


def planned_seconds(item: Item) -> float:
    """Seconds of the room that an item is counted with."""
    return (item.limit or SECONDS_PER_DECISION) if isinstance(item, Decision) else SECONDS_PER_INJECT


def select_droppable(state: State, behind: float) -> tuple[Item, ...]:
    """What may be left out, last first, until the room is in time again."""
    chosen: list[Item] = []
    for item in reversed(list_upcoming(state)):
        if behind <= 0.0:
            break
        if not item.must:
            chosen.append(item)
            behind -= planned_seconds(item)
    return tuple(reversed(chosen))
