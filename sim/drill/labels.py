"""What people call zones, buildings, people and units: a school's own names where there are some, else plain words made of the ids."""

from collections.abc import Iterable, Mapping

from scenarios.own_names import OwnNames, inline_building
from scenarios.place import Place
from sim.drill.person_names import PersonNames
from sim.drill.zone_names import floor_name, build_zone_names


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
        return own if own or not zone else self._names[zone].describe(self._own.buildings if self._own else {})

    def local_zone(self, zone: str) -> str:
        """For somebody who knows which building and floor is meant: `west stair`."""
        return self._own_name("zones", zone) or self._names[zone].name

    def place(self, name: str) -> str:
        """A zone as it is called; a pattern that fits several as it is written."""
        return self.zone(name) if name in self._zones else name

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
        """The floor of a zone."""
        return floor_name(self._zones[zone].floor)

    def person(self, person: str) -> str:
        """Somebody on the roster: `teacher in B112`."""
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
