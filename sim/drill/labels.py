"""What people call zones, buildings, people and units: a school's own names where there are some, else plain words made of the ids."""

from collections.abc import Iterable, Mapping

from scenarios.own_names import OwnNames
from scenarios.place import Place

_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def floor_name(floor: int) -> str:
    """`1st floor`, `basement`."""
    if floor < 1:
        return "basement" if floor == 0 else f"basement {-floor}"
    return f"{_ORDINALS.get(floor, f'{floor}th')} floor"


class Labels:
    """Names of everything on a campus."""

    def __init__(self, place: Place, own: OwnNames | None = None) -> None:
        self._zones = {zone.id: zone for zone in place.zones}
        self._own = own
        self.school = own.school if own else place.campus.title

    def zone(self, zone: str) -> str:
        """A room number stays one (`B112`); other zones are called by their words."""
        own = self._of("zones", zone)
        if own or not zone:
            return own
        kind = self._zones[zone].kind
        return zone.upper() if kind == "classroom" else zone.replace("-", " ")

    def building(self, zone: str) -> str:
        """The building of a zone."""
        building = self._zones[zone].building
        return self._of("buildings", building) or (f"building {building}" if len(building) == 1 else building)

    def floor(self, zone: str) -> str:
        """The floor of a zone."""
        return floor_name(self._zones[zone].floor)

    def person(self, person: str) -> str:
        """Somebody on the roster: `teacher in B112`."""
        own = self._of("people", person)
        if own:
            return own
        role, _, post = person.partition("@")
        words = role.replace("-", " ")
        return f"{words} in {self.zone(post)}" if post in self._zones else words

    def unit(self, unit: str) -> str:
        """A unit from off campus."""
        return self._of("units", unit) or unit.replace("-", " ")

    def within(self, text: str, persons: Iterable[str]) -> str:
        """A text with these of the roster called by their names in it, where it has their ids."""
        for person in persons:
            text = text.replace(person, self.person(person)) if person else text
        return text

    def _of(self, kind: str, name: str) -> str:
        names: Mapping[str, str] = getattr(self._own, kind, {}) if self._own else {}
        return names.get(name, "")
