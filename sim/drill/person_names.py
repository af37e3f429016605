"""What people on a roster are called within a sentence, as somebody at the school would: `the nurse`, `a kitchen worker`.

A campus counts people who do the same (`kitchen-3`, `assistant-principal-c`); nobody calls anybody by such a number. One of several is told
from the others by the building or the place where they are posted, and is `a secretary` where all of them are in one place.
"""

import re
from collections.abc import Callable

from scenarios.place import Member, Place

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
        """`the teacher in B204`; `the assistant principal in building C`; somebody who is not on the roster by the id."""
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
        """The id without what counts those who do the same."""
        bare = person.partition("@")[0]
        return _NUMBER.sub("", bare)

    def _in_building(self, member: Member) -> str:
        return f"in {self._building(member.post)}"

    def _in_zone(self, member: Member) -> str:
        return f"in {self._zone(member.post)}"
