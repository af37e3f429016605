"""What comes due: lines of the MSEL and questions of the segment that is on, in the order in which they come.

In a played segment an item comes at its T+, or at the first whole second at which its conditions hold. In a talked one the model stands
still, and the items come one after the other, each when the facilitator goes on to the next stop.
"""

import math
from collections.abc import Iterator

from scenarios.exercise import Decision, Inject
from sim.drill.arms import Arms
from sim.drill.journal import CLOCK_ENTRY_KINDS
from sim.drill.state import State
from sim.drill.truth import is_met
from sim.trace import EventKind

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
    """The items of a segment in order: by time where they have one, else as they stand in the file, injects before decisions."""
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
    """What is left of the segment that is on, in order."""
    if state.segment is None:
        return []
    return [
        item
        for item in list_items(state, state.segment.id)
        if not state.is_resolved(item) and item_name(item) not in state.decision_points
    ]


def find_next_discussion_item(state: State) -> Item | None:
    """What comes next in a talked segment: what follows on something that has been, else the next in the order of the file."""
    left = list_upcoming(state)
    follows = [item for item in left if item.after and all(is_met(one, state) for one in item.after)]
    plain = [item for item in left if not item.after]
    return next(iter([*follows, *plain]), None)


def iterate_due(state: State) -> Iterator[Item]:
    """What is due in a played segment now."""
    for item in list_upcoming(state):
        if item.at is not None:
            if state.time >= item.at:
                yield item
        elif all(is_met(condition, state) for condition in item.after):
            yield item


def find_last_activity(state: State, since: float) -> float | None:
    """The whole second of T+ at which the last thing happened, an entry or a moment of the emergency; None if none did since."""
    times = [entry.incident_time for entry in state.log if entry.kind not in CLOCK_ENTRY_KINDS]
    last = math.ceil(max([*times, *state.milestones.first.values()], default=since))
    return float(last) if last > since else None


def find_last_event(arms: Arms) -> float:
    """T+ of the last thing that has happened in any arm; calls that are still in their queue and late check-ins are none."""
    rows = (row for _, arm in arms.items() for row in reversed(arm.trace.rows))
    return max((row[0] for row in rows if row[1] not in _LINGERS), default=0.0)
