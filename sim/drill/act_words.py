"""What an act is in words: what somebody in the room decides, what happens to the world, what is ruled.

One wording for the desk, the log, the page of an exercise and what is printed of it. The room reads what was done without who did it: it
has decided that itself.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scenarios.units import TIME
from sim.drill.people import describe_person
from sim.drill.state import State
from sim.model.interventions import Intervention, Outcome, list_persons, to_json

ACTION_VERBS = {
    "press": "presses the app",
    "call-911": "calls 911",
    "announce": "speaks on the PA",
    "radio": "calls on the radio",
    "tell": "tells {whom}",
    "send": "sends {whom} to the scene",
    "lock": "locks the room they are in",
}
"""What a player does."""
PASSIVE_ACTIONS = {
    "press": "the app is pressed",
    "call-911": "911 is called",
    "announce": "announcement on the PA",
    "radio": "call on the radio",
    "tell": "{whom} is told",
    "send": "{whom} is sent",
    "lock": "a door is locked",
}
"""The same as the room reads it."""
CHANNELS = {"pa": "PA", "radio": "radio"}


def describe_action(one: Intervention, state: State) -> str:
    """`the principal calls 911`; `the PA fails, in all arms`."""
    return describe_planned_action(
        to_json(one), lambda name: describe_person(name, state.exercise, state.labels), state.labels.unit
    )


def describe_planned_action(one: Mapping[str, Any], person: Callable[[str], str], unit: Callable[[str], str]) -> str:
    """An act as a file has it. person, unit: what they are called."""
    match one["kind"]:
        case "channel":
            return f"the {CHANNELS[one['channel']]} {'works again' if one['works'] else 'fails'}, in all arms"
        case "delay-unit":
            return f"{unit(one['unit'])} needs {TIME.format(one['seconds'])} longer, in all arms"
        case "inform":
            return f"{person(one['whom'])} knows, in all arms (ruled)"
        case "all-clear":
            return "all clear, in all arms (ruled)"
        case kind:
            whom = person(one["whom"]) if "whom" in one else ""
            return f"{person(one['by'])} {ACTION_VERBS[kind].format(whom=whom)}"


def explain_outcome(one: Intervention, outcome: Outcome, state: State) -> str:
    """Why an act does what it does, with those whom it is about by their names."""
    names = [name for name in list_persons(one) if name]
    if not names:
        return outcome.reason
    anybody = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")
    return anybody.sub(lambda found: describe_person(found[0], state.exercise, state.labels), outcome.reason)
