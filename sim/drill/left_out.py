"""Objectives that are left out of an exercise, and what does not come because of it.

A line of the MSEL and a question serve one objective each. What is `may` and serves one that is left out does not come, unless something
that stays waits for it. What is `must` stays: the story does not hold without it. So does a contingency, which comes only when it is called
for. What does not come is held before anything begins, with the reason, so that it is in the journal like everything else, and the
facilitator can deliver it after all.
"""

from collections.abc import Collection

from scenarios.exercise import Exercise, Objective
from sim.drill.schedule import Item, is_contingency, item_name
from sim.drill.state import State

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
    """The names of what has to have come before an item can."""
    conditions = [*item.after, *item.when]
    injects = [f"inject-{one.delivered}" for one in conditions if one.delivered is not None]
    return [*injects, *(one.decided for one in conditions if one.decided is not None)]


def list_active_objectives(state: State) -> list[Objective]:
    """The objectives of an exercise without those that are left out."""
    left_out = state.setup.left_out if state.setup else ()
    return [one for one in state.exercise.objectives if one.id not in left_out]
