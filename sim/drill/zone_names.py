"""What a zone is called where a school has given it no name: made of its id, as somebody at the school would say it.

Ids repeat the building and the floor (`c2-hall`, `c-west-stair-2`). People say what the place is, then where: `west stair, C, 2nd floor`.
A room with a number is called by it: `B112`, `Science 101`. No two zones of a campus are called the same.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scenarios.place import Place, Zone

SPOKEN_NAMES = {
    "advising": "advising office",
    "art": "art room",
    "back": "back door",
    "counsel": "counselors' office",
    "fitness": "fitness room",
    "health": "health room",
    "lecture": "lecture hall",
    "music": "music room",
    "nurse": "nurse's office",
    "prep": "preparation room",
    "resource": "resource room",
    "speech": "speech room",
    "staff": "staff room",
    "tutoring": "tutoring room",
}
"""Words of ids that say what is done in a place, and not what it is."""
COMPASS_SIDES = {"north": "north", "south": "south", "west": "west", "east": "east", "mid": "middle"}
"""Words that ids put behind the place, and people in front of it."""
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def ordinal(number: int) -> str:
    """`2nd`."""
    return ORDINALS.get(number, f"{number}th")


def floor_name(floor: int) -> str:
    """`1st floor`, `basement`."""
    if floor < 1:
        return "basement" if floor == 0 else f"basement {-floor}"
    return f"{ordinal(floor)} floor"


@dataclass(frozen=True)
class ZoneName:
    """What the place is; and its building and its floor where its id has them, else empty."""

    name: str
    building: str = ""
    floor: str = ""

    def describe(self, buildings: Mapping[str, str]) -> str:
        """All of it. buildings: names that a school has given its own."""
        building = buildings.get(self.building, self.building)
        if building and self.name.isdigit():
            return f"{building} {self.name}"
        return ", ".join(part for part in (self.name, building, self.floor) if part)


@lru_cache(maxsize=8)
def build_zone_names(place: Place) -> dict[str, ZoneName]:
    """The name of every zone of a campus, by its id; in the words of the id where two would be called the same."""
    buildings: dict[str, list[Zone]] = {}
    for zone in place.zones:
        buildings.setdefault(zone.building, []).append(zone)
    found = {zone.id: build_zone_name(zone, buildings[zone.building]) for zone in place.zones}
    times = Counter(one.describe({}) for one in found.values())
    return {
        zone: one if times[one.describe({})] == 1 else ZoneName(zone.replace("-", " "))
        for zone, one in found.items()
    }


def build_zone_name(zone: Zone, building: Sequence[Zone]) -> ZoneName:
    """The name of one. building: all zones of the building that it is in."""
    if re.fullmatch(r"[a-z]{1,2}\d+", zone.id):
        return ZoneName(zone.id.upper())
    words = split_id(zone)
    first = 1 if begins_with_building(words, zone) else 0
    floor = next((at for at in range(first, len(words)) if is_floor(at, words, building)), None)
    rest = [word for at, word in enumerate(words) if at >= first and at != floor]
    return ZoneName(
        order_words(rest),
        zone.building if first else "",
        "" if floor is None else floor_name(zone.floor),
    )


def split_id(zone: Zone) -> list[str]:
    """The words of its id; `c2-hall` in building C has three."""
    head, *rest = zone.id.split("-")
    both = re.fullmatch(r"([a-z]+)(\d+)", head)
    return [*both.groups(), *rest] if rest and both and abbreviates(both[1], zone.building) else [head, *rest]


def begins_with_building(words: Sequence[str], zone: Zone) -> bool:
    """Whether the first word is short for the building and the others say which place of it: not `west-lot`, nor `health-1`."""
    is_all = " ".join(words) == zone.building.casefold() or (
        len(words) == 2 and re.fullmatch(r"\d", words[1])
    )
    return len(words) > 1 and not is_all and abbreviates(words[0], zone.building)


def abbreviates(word: str, building: str) -> bool:
    """Whether a word begins like one of the building's (`sci`: Science), or is made of their first letters (`hs`)."""
    parts = building.split()
    initials = "".join(part[0] for part in parts if part[0].isupper()).casefold()
    return word == initials or any(part.casefold().startswith(word) for part in parts)


def is_floor(at: int, words: Sequence[str], building: Sequence[Zone]) -> bool:
    """Whether a number says the floor: it goes with it wherever an id differs by that number alone, or stands in front of the place."""
    if not words[at].isdigit() or len({zone.floor for zone in building}) == 1:
        return False
    others = [(split_id(zone), zone.floor) for zone in building]
    alike = {(said[at], str(floor)) for said, floor in others if drop_word(at, said) == drop_word(at, words)}
    in_front = at == 1 and at < len(words) - 1
    return all(number == floor for number, floor in alike) and (in_front or len(alike) > 1)


def drop_word(at: int, words: Sequence[str]) -> list[str]:
    """All but one."""
    return [*words[:at], *words[at + 1 :]]


def order_words(words: Sequence[str]) -> str:
    """As it is said: the side first, numbers last."""
    *place, last = [word for word in words if not word.isdigit()] or [""]
    said = " ".join([COMPASS_SIDES[last], *place] if place and last in COMPASS_SIDES else [*place, last])
    return " ".join(filter(None, (SPOKEN_NAMES.get(said, said), *filter(str.isdigit, words))))
