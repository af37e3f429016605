"""Names of zones, buildings, people and units: a school's own names where it gave some, otherwise names made from ids.

Ids repeat the building and the floor (`c2-hall`, `c-west-stair-2`); people say the place first: `west stair, C, 2nd floor`. A room with a
number is called by it: `B112`, `Science 101`. No two zones of a campus share a name. People with the same job are told apart by building or
post, never by the number in their id; if all of them have one post, each is `a secretary`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scenarios.campus import OwnNames, inline_building
from scenarios.campus_expansion import Member, Place, Zone


def lower_initial(words: str) -> str:
    """Without a capital at its beginning, unless more of it are: `principal`, `SRO`."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


class Labels:
    """Names of everything on a campus."""

    def __init__(self, place: Place, own: OwnNames | None = None) -> None:
        self._zones = {zone.id: zone for zone in place.zones}
        self._names = build_zone_names(place)
        self._own = own
        self._people = PersonNames(place, self.zone, lambda zone: inline_building(self.building(zone)))
        self.school = own.school if own else place.campus.title

    def zone(self, zone: str) -> str:
        """`B112`; `west stair, C, 2nd floor`."""
        own = self._own_name("zones", zone)
        return (
            own if own or not zone else self._names[zone].describe(self._own.buildings if self._own else {})
        )

    def local_zone(self, zone: str) -> str:
        """The short name, when building and floor are known: `west stair`."""
        return self._own_name("zones", zone) or self._names[zone].name

    def place(self, name: str) -> str:
        """A zone as it is called; a pattern that fits several as it is written."""
        return self.zone(name) if name in self._zones else name

    def building(self, zone: str) -> str:
        """The building of a zone."""
        building = self._zones[zone].building
        return self._own_name("buildings", building) or (
            f"building {building}" if len(building) == 1 else building
        )

    def map_building(self, building: str) -> str:
        """A building where there is little room: `A`, `North`."""
        return (self._own_name("buildings", building) or building).removesuffix(" building")

    def map_zone(self, zone: str, short: str) -> str:
        """A place where there is little room: the school's own name, else a short one that is the same everywhere."""
        return self._own_name("zones", zone) or short

    def floor(self, zone: str) -> str:
        """The floor of a zone."""
        return floor_name(self._zones[zone].floor)

    def person(self, person: str) -> str:
        """A person on the roster: `teacher in B112`."""
        own = self._own_name("people", person)
        if own:
            return own
        role, _, post = person.partition("@")
        words = role.replace("-", " ")
        return f"{words} in {self.zone(post)}" if post in self._zones else words

    def inline_person(self, person: str) -> str:
        """The same within a sentence, without the number that a roster counts them by: `the nurse`, `a kitchen worker`."""
        own = self._own_name("people", person)
        return f"the {lower_initial(own)}" if own else self._people.describe(person)

    def unit(self, unit: str) -> str:
        """A unit from off campus."""
        return self._own_name("units", unit) or unit.replace("-", " ")

    def replace_persons(self, text: str, persons: Iterable[str]) -> str:
        """A text with these of the roster called by their names in it, where it has their ids."""
        for person in persons:
            text = text.replace(person, self.person(person)) if person else text
        return text

    def _own_name(self, kind: str, name: str) -> str:
        names: Mapping[str, str] = getattr(self._own, kind, {}) if self._own else {}
        return names.get(name, "")


ROLE_NAMES = {
    "kitchen": "kitchen worker",
    "pe-teacher": "PE teacher",
    "security": "security guard",
    "sro": "school resource officer",
    "planning": "teacher without a class at this hour",
    "lunch-duty": "teacher on lunch duty",
}
"""Those that are not called by their id without its number."""

_NUMBER = re.compile(r"-(\d+|[a-z]\d*)$")


class PersonNames:
    """Names for everybody on a roster. zone, building: what a zone and its building are called within a sentence."""

    def __init__(self, place: Place, zone: Callable[[str], str], building: Callable[[str], str]) -> None:
        self._staff = {member.id: member for member in place.staff}
        self._zone, self._building = zone, building

    def describe(self, person: str) -> str:
        """`the teacher in B204`; `the assistant principal in building C`; a person off the roster by the id."""
        if person not in self._staff:
            return f"the {person.replace('-', ' ')}"
        member, kind = self._staff[person], self._kind(person)
        words = ROLE_NAMES.get(kind, kind.replace("-", " "))
        others = [one for one in self._staff.values() if self._kind(one.id) == kind and one is not member]
        if not others:
            return f"the {words}"
        for where in (self._in_building, self._in_zone):
            if where(member) not in map(where, others):
                return f"the {words} {where(member)}"
        return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"

    def _kind(self, person: str) -> str:
        bare = person.partition("@")[0]
        return _NUMBER.sub("", bare)

    def _in_building(self, member: Member) -> str:
        return f"in {self._building(member.post)}"

    def _in_zone(self, member: Member) -> str:
        return f"in {self._zone(member.post)}"


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
"""Words of ids that name the use of a place, and its name as people say it."""

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
    """Whether a number is the floor: ids that differ in it alone differ in floor too, or it precedes the place."""
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
