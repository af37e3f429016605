"""The slots in the text of an inject, `{hazard.zone}`: filled from the state of the room's arm when it is delivered.

What a slot means is said here; `sim.drill.slots` fills it. A slot without a value (nobody is unaware any more) holds the inject.
"""

import re
from collections.abc import Iterator

SLOTS: dict[str, str] = {
    "hazard.zone": "the zone where the hazard is now",
    "hazard.building": "its building",
    "hazard.floor": "its floor, as a word: 1st floor",
    "hazard.reported": "the zone that the room was last told; held if it was told none",
    "unaware.nearest": "the zone nearest to the hazard with a member of staff in it who does not know yet",
    "unaware.count": "how many of the staff do not know yet",
    "aware.share": "share of the staff who know, in whole per cent",
    "protected.share": "share of all heads that are protected, in whole per cent",
    "unit.eta": "minutes and seconds until the first unit from off campus is there, if one is on the way",
    "reporter": "who reported first",
    "presser": "who pressed the app first",
    "alert.zone": "where it was pressed",
    "clock": "time of day in the story",
}
SHORT_SLOT_NAMES: dict[str, str] = {
    "hazard.zone": "where it is",
    "hazard.building": "which building",
    "hazard.floor": "which floor",
    "hazard.reported": "where it was reported",
    "unaware.nearest": "the nearest place that does not know",
    "unaware.count": "how many do not know",
    "aware.share": "how many per cent know",
    "protected.share": "how many per cent are protected",
    "unit.eta": "minutes until a unit is there",
    "reporter": "who reported",
    "presser": "who pressed",
    "alert.zone": "where it was pressed",
    "clock": "time of day",
}
"""What will stand in place of a slot, where the words are read before the emergency is played."""
_SLOT = re.compile(r"\{([^{}]*)\}")


def iterate_slots(text: str) -> Iterator[str]:
    """Names of the slots in a text, in order."""
    return (match.group(1) for match in _SLOT.finditer(text))


def describe_slots(text: str) -> str:
    """The text with what will stand in its slots: `Pressed by ‹who pressed›`."""
    return _SLOT.sub(lambda match: f"‹{SHORT_SLOT_NAMES.get(match.group(1), match.group(1))}›", text)


def fill_slots(text: str, values: dict[str, str]) -> str:
    """The text with its slots filled. Raises KeyError for a slot without a value."""
    return _SLOT.sub(lambda match: values[match.group(1)], text)
