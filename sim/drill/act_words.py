"""What an act is in words: what somebody in the room decides, what happens to the world, what is ruled.

One wording for the desk, the log, the page of an exercise and what is printed of it. The room reads what was done without who did it: it
has decided that itself.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scenarios.units import TIME
from sim.drill.people import called
from sim.drill.state import State
from sim.model.interventions import Intervention, Outcome, persons, to_json

DOES = {
    "press": "presses the app",
    "call-911": "calls 911",
    "announce": "speaks on the PA",
    "radio": "calls on the radio",
    "tell": "tells {whom}",
    "send": "sends {whom} to the scene",
    "lock": "locks the room they are in",
}
"""What a player does."""
IS_DONE = {
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


def act(one: Intervention, state: State) -> str:
    """`the principal calls 911`; `the PA fails, in all arms`."""
    return written_act(
        to_json(one), lambda name: called(name, state.exercise, state.labels), state.labels.unit
    )


def written_act(one: Mapping[str, Any], person: Callable[[str], str], unit: Callable[[str], str]) -> str:
    """An act as a file has it. person, unit: what they are called."""
    match one["kind"]:
        case "channel":
            return f"the {CHANNELS[one['channel']]} {'works again' if one['works'] else 'fails'}, in all arms"
        case "delay-unit":
            return f"{unit(one['unit'])} needs {TIME.write(one['seconds'])} longer, in all arms"
        case "inform":
            return f"{person(one['whom'])} knows, in all arms (ruled)"
        case "all-clear":
            return "all clear, in all arms (ruled)"
        case kind:
            whom = person(one["whom"]) if "whom" in one else ""
            return f"{person(one['by'])} {DOES[kind].format(whom=whom)}"


def because_in_words(one: Intervention, outcome: Outcome, state: State) -> str:
    """Why an act does what it does, with those whom it is about by their names."""
    names = [name for name in persons(one) if name]
    if not names:
        return outcome.because
    anybody = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")
    return anybody.sub(lambda found: called(found[0], state.exercise, state.labels), outcome.because)
