"""Whether a condition of an exercise holds now, in the room's arm, and in words why not."""

from fnmatch import fnmatchcase

from scenarios.conditions import Condition
from sim.drill.state import State
from sim.model.view import WorldView

FAILED = {"pa-failed": "pa", "radio-failed": "radio"}


def holds(condition: Condition, state: State) -> bool:
    """Whether it is so now."""
    (name,) = condition.model_fields_set - {"option"}
    match name:
        case "happened":
            return condition.happened in state.moments.first
        case "aware":
            return aware_since(state, str(condition.aware)) is not None
        case "decided":
            return _decided(condition, state)
        case "delivered":
            return _delivered(condition, state)
        case "hazard_in":
            return _hazard_in(condition, state.view)
        case "aware_share":
            return _share(state.view.staff_aware, state.view.staff, condition.aware_share)
        case "protected_share":
            return _share(state.view.heads_protected, state.view.heads, condition.protected_share)
        case "world":
            return _world(condition, state)
        case _:
            return condition.played in state.played


def why_not(when: list[Condition], unless: list[Condition], state: State) -> str:
    """The reason why a guard fails; empty if none does."""
    for condition in when:
        if not holds(condition, state):
            return f"needs {in_words(condition)}"
    for condition in unless:
        if holds(condition, state):
            return f"not once {in_words(condition)}"
    return ""


def in_words(condition: Condition) -> str:
    """A condition as the desk reads it."""
    (name,) = condition.model_fields_set - {"option"}
    value = getattr(condition, name)
    match name:
        case "happened":
            return str(value).replace("-", " ")
        case "aware":
            return f"{value} knows"
        case "decided":
            return f"{value} decided" + (f": {condition.option}" if condition.option else "")
        case "delivered":
            return f"inject {value} delivered"
        case "hazard_in":
            return f"the hazard in {', '.join(value)}"
        case "aware_share":
            return f"{value:.0%} of staff aware"
        case "protected_share":
            return f"{value:.0%} protected"
        case "world":
            return str(value).replace("-", " ")
        case _:
            return f"{value} played"


def aware_since(state: State, role: str) -> float | None:
    """T+ since when a role, or somebody on the roster, knows in the room's arm; None while they do not."""
    return state.moments.aware.get(state.roster_id(role))


def _share(part: int, whole: int, wanted: float | None) -> bool:
    return part >= (wanted or 0.0) * whole


def _decided(condition: Condition, state: State) -> bool:
    window = state.windows.get(str(condition.decided))
    if window is None or window.state != "decided":
        return False
    return condition.option is None or window.answer.get("option") == condition.option


def _delivered(condition: Condition, state: State) -> bool:
    delivery = state.deliveries.get(condition.delivered or 0)
    return delivery is not None and delivery.outcome == "delivered"


def _hazard_in(condition: Condition, view: WorldView) -> bool:
    return view.hazard_goes_on and any(fnmatchcase(view.hazard, one) for one in condition.hazard_in or ())


def _world(condition: Condition, state: State) -> bool:
    channel = FAILED.get(str(condition.world))
    if channel is not None:
        return channel not in state.view.channels
    return condition.world in state.engines.room.tables.conditions
