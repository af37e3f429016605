"""What the facilitator ruled reaches all arms, and marks every number after it: on the screens, in figures and in reports alike."""

from sim.drill.state import State
from sim.drill.times import format_t_plus


def find_first_ruling(state: State) -> float | None:
    """T+ of the first thing that the facilitator ruled: every number after it is marked. None where nothing was."""
    times = (
        done.action.time for done in state.done if done.action.intervention.scope == "fiat" and done.outcome.began
    )
    return min(times, default=None)


def describe_rulings(state: State) -> str:
    """The same as a sentence; empty where nothing was ruled."""
    since = find_first_ruling(state)
    return "" if since is None else f"From {format_t_plus(since)} on all numbers are ruled by the facilitator."
