"""A file of a school's own names, put over a fictional campus: what people read is theirs, what is played stays as it is."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from scenarios.records import FileModel, Text

Read = TypeVar("Read", bound=BaseModel)


class OwnNames(FileModel):
    """A names file. zones, buildings, people, units: by the id in the campus file, what people call it."""

    names: str
    campus: str  # the campus these names go over
    school: Text
    buildings: dict[str, Text] = {}
    zones: dict[str, Text] = {}
    people: dict[str, Text] = {}
    units: dict[str, Text] = {}


def apply_own_names(own: OwnNames, read: Read) -> Read:
    """What people read, an exercise for example, with its buildings called by the school's own names wherever a text speaks of them."""
    return read if not own.buildings else _apply_to(_BuildingNames(own.buildings), read)


def inline_building(building: str) -> str:
    """A building by its own name within a sentence: `the North building`; a name without the word stands alone."""
    return f"the {building}" if building.lower().endswith("building") else building


class _BuildingNames:
    """Finds `building A` and `buildings B and C` in a text."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        one = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self.one = re.compile(rf"\b([Bb])uilding ({one})\b")
        self.two = re.compile(rf"\b([Bb])uildings ({one}) and ({one})\b")

    def replace_in(self, text: str) -> str:
        """The text with their own names."""
        text = self.two.sub(
            lambda found: f"{self._format_name(found[1], found[2])} and {self._format_name('b', found[3])}", text
        )
        return self.one.sub(lambda found: self._format_name(found[1], found[2]), text)

    def _format_name(self, letter: str, name: str) -> str:
        """`the North building` within a sentence, `The North building` at its beginning; a name without the word stands alone."""
        said = inline_building(self.names[name])
        return f"{said[:1].upper()}{said[1:]}" if letter == "B" else said


def _apply_to(buildings: _BuildingNames, value: Any) -> Any:
    """The same, as deep as it goes."""
    match value:
        case str():
            return buildings.replace_in(value)
        case BaseModel():
            fields = {name: _apply_to(buildings, one) for name, one in value}
            changed = {name: one for name, one in fields.items() if one != getattr(value, name)}
            return value.model_copy(update=changed) if changed else value
        case list() | tuple():
            return type(value)(_apply_to(buildings, one) for one in value)
        case dict():
            return {key: _apply_to(buildings, one) for key, one in value.items()}
        case _:
            return value
