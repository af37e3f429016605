"""What zones, buildings, people and units are called.

A school's own names come first, then the titles of the campus file. Nobody calls one of several by the number that a roster counts them by:
they are told apart by the building or the zone where they are posted, and it is `a secretary` where all of them are in one place.
"""

from collections.abc import Mapping

from scenarios.campus import OwnNames, inline_building
from scenarios.campus_expansion import Member, Place

BESIDE = {"exit", "outdoors"}
"""Kinds of places that people are at, not in."""
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def floor_name(floor: int) -> str:
    """`1st floor`, `basement`."""
    if floor < 1:
        return "basement" if floor == 0 else f"basement {-floor}"
    return f"{ORDINALS.get(floor, f'{floor}th')} floor"


def lower_initial(words: str) -> str:
    """Without a capital at its beginning, unless more of it are: `principal`, `SRO`."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


class Labels:
    """Names of everything on a campus."""

    def __init__(self, place: Place, own: OwnNames | None = None) -> None:
        self._zones = {zone.id: zone for zone in place.zones}
        self._staff = {member.id: member for member in place.staff}
        self._own = own
        self.school = own.school if own else place.campus.title

    def zone(self, zone: str) -> str:
        """`B112`; `west stair, C, 2nd floor`."""
        own = self._own_name("zones", zone)
        return own if own or not zone else self._fill(zone, self._zones[zone].title)

    def inline_zone(self, zone: str) -> str:
        """The same within a sentence: `B112`; `the exit of building C`; `the west stair of building C, 2nd floor`."""
        own = self._own_name("zones", zone)
        if own or not zone:
            return own
        head, *rest = self._zones[zone].title.split(", ")
        article = "the " if head[:1].islower() and not head[-1:].isdigit() and head[-1:] != "}" else ""
        parts = [one for one in rest if one != "{building}"]
        of = f" of {inline_building(self.building(zone))}" if len(parts) < len(rest) else ""
        return ", ".join([f"{article}{self._fill(zone, head)}{of}", *parts])

    def locate(self, zone: str, beside: str = "at") -> str:
        """`in B112`; `at the entrance of building A`, because no one stands in a door. beside: instead of `at`."""
        return f"{beside if self._zones[zone].kind in BESIDE else 'in'} {self.inline_zone(zone)}"

    def local_zone(self, zone: str) -> str:
        """The short name, the title up to its first comma: `west stair`."""
        title = self._zones[zone].title.removeprefix("{building} ").partition(", ")[0]
        return self._own_name("zones", zone) or self._fill(zone, title)

    def place(self, name: str) -> str:
        """A zone as it is called; a pattern that fits several as it is written."""
        return self.zone(name) if name in self._zones else name

    def area(self, name: str) -> str:
        """A zone or building as it is called."""
        inside = (zone for zone, place in self._zones.items() if place.building == name)
        return self.building(found) if (found := next(inside, "")) else self.place(name)

    def building(self, zone: str) -> str:
        """The building of a zone."""
        building = self._zones[zone].building
        return self._own_name("buildings", building) or (f"building {building}" if len(building) == 1 else building)

    def map_building(self, building: str) -> str:
        """A building where there is little room: `A`, `North`."""
        return (self._own_name("buildings", building) or building).removesuffix(" building")

    def map_zone(self, zone: str, short: str) -> str:
        """A place where there is little room: the school's own name, else a short one that is the same everywhere."""
        return self._own_name("zones", zone) or short

    def floor(self, zone: str) -> str:
        return floor_name(self._zones[zone].floor)

    def person(self, person: str) -> str:
        """A person on the roster: `teacher in B112`."""
        own = self._own_name("people", person)
        if own:
            return own
        role, _, post = person.partition("@")
        words = role.replace("-", " ")
        return f"{words} {self.locate(post)}" if post in self._zones else words

    def inline_person(self, person: str) -> str:
        """The same within a sentence, without a number: `the nurse`, `a kitchen worker`, `the assistant principal in building C`."""
        own = self._own_name("people", person)
        if own or person not in self._staff:
            return f"the {lower_initial(own) or person.replace('-', ' ')}"
        member = self._staff[person]
        words = lower_initial(member.title)
        others = [one for one in self._staff.values() if one.title == member.title and one is not member]
        if not others:
            return f"the {words}"
        for locate in (self._in_building, self._in_zone):
            if locate(member) not in map(locate, others):
                return f"the {words} {locate(member)}"
        return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"

    def unit(self, unit: str) -> str:
        """A unit from off campus."""
        return self._own_name("units", unit) or unit.replace("-", " ")

    def _in_building(self, member: Member) -> str:
        return f"in {inline_building(self.building(member.post))}"

    def _in_zone(self, member: Member) -> str:
        return self.locate(member.post)

    def _fill(self, zone: str, title: str) -> str:
        building = self._zones[zone].building
        return title.replace("{building}", self._own_name("buildings", building) or building)

    def _own_name(self, kind: str, name: str) -> str:
        names: Mapping[str, str] = getattr(self._own, kind, {}) if self._own else {}
        return names.get(name, "")
