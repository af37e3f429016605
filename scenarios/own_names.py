"""A file of a school's own names, put over a fictional campus: what people read is theirs, what is played stays as it is."""

from scenarios.records import Record, Text


class OwnNames(Record):
    """A names file. zones, buildings, people, units: by the id in the campus file, what people call it."""

    names: str
    campus: str  # the campus these names go over
    school: Text
    buildings: dict[str, Text] = {}
    zones: dict[str, Text] = {}
    people: dict[str, Text] = {}
    units: dict[str, Text] = {}
